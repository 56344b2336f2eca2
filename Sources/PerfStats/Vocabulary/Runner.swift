/// Fingerprint of a machine class. Two runs whose fingerprints differ were not
/// measured under the same conditions and are never pooled.
public struct Runner: Hashable, Sendable {
  /// Name and version of the operating system, e.g. `Debian GNU/Linux 12`.
  public var operatingSystem: String
  /// Such as `x86_64`.
  public var architecture: String
  /// Name of the processor model.
  public var cpu: String
  /// Widest instruction set in use: `SSE2`, `AVX2`, `AVX512`, `NEON`, `scalar`.
  public var cpuFeatures: String
  /// Logical cores; 0 where unknown.
  public var cores: Int
  /// `KVM`, `none`, ... empty where unknown.
  public var hypervisor: String
  /// Frequency governor, empty where the system does not tell.
  public var governor: String
  /// Compiler and version that built the measured program.
  public var compiler: String
  /// Such as `release`.
  public var buildMode: String
  /// Name that a table of samples gives the runner where it says nothing else about it;
  /// the slug of the runner that was measured on if perfstat wrote the table.
  public var label: String

  /// A fingerprint; what is left out is unknown.
  public init(
    operatingSystem: String = "", architecture: String = "", cpu: String = "",
    cpuFeatures: String = "", cores: Int = 0, hypervisor: String = "", governor: String = "",
    compiler: String = "", buildMode: String = "", label: String = ""
  ) {
    self.operatingSystem = operatingSystem
    self.architecture = architecture
    self.cpu = cpu
    self.cpuFeatures = cpuFeatures
    self.cores = cores
    self.hypervisor = hypervisor
    self.governor = governor
    self.compiler = compiler
    self.buildMode = buildMode
    self.label = label
  }

  /// Whether the file said nothing at all about its machine.
  public var isUnknown: Bool { self == Runner() }

  /// The machine alone: another compiler makes another program, not another machine.
  public var machine: Runner {
    var machine = self
    machine.compiler = ""
    return machine
  }

  /// The fields with their names in the file format, in a fixed order.
  public var fields: [(name: String, value: String)] {
    [
      ("operatingSystem", operatingSystem), ("architecture", architecture), ("cpu", cpu),
      ("cpuFeatures", cpuFeatures), ("cores", cores == 0 ? "" : String(cores)),
      ("hypervisor", hypervisor), ("governor", governor), ("compiler", compiler),
      ("buildMode", buildMode),
    ] + (label.isEmpty ? [] : [("label", label)])
  }

  /// Names the folder of this runner's baselines: readable beginning, then eight
  /// hexadecimal digits of a 32-bit FNV-1a hash over all fields. `unknown` if
  /// nothing is known, and the label if there is one.
  public var slug: String {
    if isUnknown { return "unknown" }
    if !label.isEmpty {
      // A folder's name: what a stranger's table says must not lead elsewhere.
      return String(
        label.prefix(100).map {
          $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_"
        })
    }
    var hash: UInt32 = 2_166_136_261
    for (name, value) in fields {
      for byte in "\(name)=\(value)\n".utf8 {
        hash = (hash ^ UInt32(byte)) &* 16_777_619
      }
    }
    let digits = String(hash, radix: 16)
    let tail = String(repeating: "0", count: 8 - digits.count) + digits
    let readable = [architecture, cpuFeatures, cores == 0 ? "" : "\(cores)core"]
      .filter { !$0.isEmpty }.joined(separator: "-").lowercased()
    let head = String(
      readable.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
    return head.isEmpty ? tail : "\(head)-\(tail)"
  }
}
