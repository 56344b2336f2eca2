import Foundation

/// How busy the machine was while a run was measured.
///
/// Recorded beside the runner's fingerprint, never part of it.
package struct Conditions {
  private let loadBefore: Double?
  private let ticksBefore: Ticks?
  private let ownBefore: Double

  /// Notes the state before measuring.
  package init() {
    loadBefore = Conditions.loadAverage()
    ticksBefore = Ticks.now()
    ownBefore = Conditions.ownCPUSeconds()
  }

  /// The load average of the last minute before measuring, per core.
  package var loadPerCore: Double? {
    loadBefore.map { $0 / Double(max(1, ProcessInfo.processInfo.activeProcessorCount)) }
  }

  /// That the machine is busy before measuring begins; nil where it is not.
  package var loadWarning: String? {
    guard let loadPerCore, loadPerCore > 0.5 else { return nil }
    return String(format: "the machine is busy: load average %.2f per core", loadPerCore)
  }

  /// Everything that is known after measuring, for the run file.
  package func recorded() -> [String: String] {
    var values: [String: String] = [:]
    values["kernel"] = Conditions.kernel()
    values["frequencyMHz"] = Conditions.frequency()
    values["loadAverageBefore"] = loadBefore.map(Conditions.text)
    values["loadAverageAfter"] = Conditions.loadAverage().map(Conditions.text)
    values["stealPercent"] = stealPercent.map(Conditions.text)
    values["foreignPercent"] = foreignPercent.map(Conditions.text)
    return values
  }

  /// Share of the machine's time, in percent, that the hypervisor gave to others since the start.
  package var stealPercent: Double? {
    guard let before = ticksBefore, let now = Ticks.now(), now.total > before.total else {
      return nil
    }
    return 100 * (now.steal - before.steal) / (now.total - before.total)
  }

  /// Share of the machine's time, in percent, that other processes used since the start.
  package var foreignPercent: Double? {
    guard let before = ticksBefore, let now = Ticks.now(), now.total > before.total else {
      return nil
    }
    let own = (Conditions.ownCPUSeconds() - ownBefore) * Double(sysconf(Int32(_SC_CLK_TCK)))
    return max(0, 100 * (now.busy - before.busy - own) / (now.total - before.total))
  }

  /// What to say of time that the hypervisor gave to others; nil if it is little.
  package var stealWarning: String? {
    guard let steal = stealPercent, steal > 1 else { return nil }
    return String(format: "the hypervisor took %.1f %% of the machine's time (steal)", steal)
  }

  /// What to say of the time that others took, sentences.
  package var warnings: [String] {
    let foreign = foreignPercent.flatMap { percent in
      percent > 10
        ? String(format: "other processes used %.0f %% of the machine while measuring", percent)
        : nil
    }
    return [foreign, stealWarning].compactMap(\.self)
  }

  private static func text(_ value: Double) -> String { String(format: "%.2f", value) }

  private static func loadAverage() -> Double? {
    var averages = [0.0, 0.0, 0.0]
    return getloadavg(&averages, 3) > 0 ? averages[0] : nil
  }

  /// CPU time of this process and its ended children.
  private static func ownCPUSeconds() -> Double {
    var total = 0.0
    for who in [RUSAGE_SELF, RUSAGE_CHILDREN] {
      var usage = rusage()
      #if canImport(Darwin)
        getrusage(who, &usage)
      #else
        getrusage(__rusage_who_t(who.rawValue), &usage)
      #endif
      for time in [usage.ru_utime, usage.ru_stime] {
        total += Double(time.tv_sec) + Double(time.tv_usec) / 1e6
      }
    }
    return total
  }

  private static func kernel() -> String {
    var names = utsname()
    uname(&names)
    return withUnsafeBytes(of: &names.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func frequency() -> String? {
    SystemFile.field("cpu MHz", in: "/proc/cpuinfo")
  }

  /// Counters of `/proc/stat` in clock ticks, over all cores.
  private struct Ticks {
    var busy: Double
    var steal: Double
    var total: Double

    static func now() -> Ticks? {
      guard let line = SystemFile.text("/proc/stat")?.split(separator: "\n").first else {
        return nil
      }
      // user nice system idle iowait irq softirq steal; guest time is in user.
      let values = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
      guard values.count == 8 else { return nil }
      let total = values.reduce(0, +)
      return Ticks(
        busy: total - values[3] - values[4] - values[7], steal: values[7], total: total)
    }
  }
}
