import CMachine
import Foundation
import PerfStats

extension Runner {
  /// The fingerprint of this machine, with the compiler and mode that built this program.
  ///
  /// - Parameter cpuFeatures: the widest instruction set of the machine that benchmarks may use.
  package static func current(cpuFeatures: String) -> Runner {
    var names = utsname()
    uname(&names)
    let machine = withUnsafeBytes(of: &names.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Runner(
      operatingSystem: operatingSystemName(),
      architecture: machine,
      cpu: cpuName(),
      cpuFeatures: cpuFeatures,
      cores: ProcessInfo.processInfo.activeProcessorCount,
      hypervisor: hypervisorName(),
      governor: SystemFile.text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") ?? "",
      compiler: compilerName(),
      buildMode: isDebugBuild ? "debug" : "release")
  }

  /// Whether this program was built without optimisation.
  package static var isDebugBuild: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }

  private static func operatingSystemName() -> String {
    SystemFile.field("PRETTY_NAME", in: "/etc/os-release")
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }

  private static func cpuName() -> String {
    #if canImport(Darwin)
      var size = 0
      sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
      var bytes = [UInt8](repeating: 0, count: size)
      sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0)
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
      // Several virtual machines name the CPU only "AMD EPYC": family and model tell more.
      let cpuinfo = "/proc/cpuinfo"
      let name =
        SystemFile.field("model name", in: cpuinfo)
        ?? SystemFile.field("CPU part", in: cpuinfo).map { "ARM part \($0)" } ?? ""
      guard let family = SystemFile.field("cpu family", in: cpuinfo),
        let model = SystemFile.field("model", in: cpuinfo)
      else { return name }
      return "\(name) (family \(family) model \(model))"
    #endif
  }

  /// Name of the hypervisor, `none` on bare metal, empty where the processor does not tell.
  private static func hypervisorName() -> String {
    #if arch(x86_64)
      var bytes = [CChar](repeating: 0, count: 13)
      machine_hypervisor(&bytes)
      let name = String(
        decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      switch name {
      case "": return "none"
      case "KVMKVMKVM": return "KVM"
      case "Microsoft Hv": return "Hyper-V"
      case "VMwareVMware": return "VMware"
      case "XenVMMXenVMM": return "Xen"
      case "VBoxVBoxVBox": return "VirtualBox"
      case "TCGTCGTCGTCG": return "QEMU"
      default: return name
      }
    #else
      return ""
    #endif
  }

  /// Compiler of the kernels, without the address of its sources: `Clang 17.0.0`.
  private static func compilerName() -> String {
    let version = String(cString: machine_compiler())
    return String(version.prefix { $0 != "(" }).trimmingCharacters(in: .whitespaces)
  }
}
