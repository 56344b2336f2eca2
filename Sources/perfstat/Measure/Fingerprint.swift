import Foundation
import PerfStats
import TruenoKernels

extension Runner {
  /// The fingerprint of this machine, with the compiler and mode that built this program.
  package static func current() -> Runner {
    var names = utsname()
    uname(&names)
    let machine = withUnsafeBytes(of: &names.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Runner(
      operatingSystem: operatingSystemName(),
      architecture: machine,
      cpu: cpuName(),
      cpuFeatures: Backend.widest.rawValue,
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

  private static func hypervisorName() -> String {
    #if canImport(Darwin)
      return ""
    #else
      guard let flags = SystemFile.field("flags", in: "/proc/cpuinfo") else { return "" }
      guard flags.split(separator: " ").contains("hypervisor") else { return "none" }
      let vendor = SystemFile.text("/sys/class/dmi/id/sys_vendor")
      let product = SystemFile.text("/sys/class/dmi/id/product_name")
      let name = [vendor, product].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
      return name.isEmpty ? "unnamed" : name
    #endif
  }

  private static func compilerName() -> String {
    #if compiler(>=6.5)
      "Swift 6.5 or later"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #elseif compiler(>=6.2)
      "Swift 6.2"
    #else
      "Swift 6.1"
    #endif
  }
}
