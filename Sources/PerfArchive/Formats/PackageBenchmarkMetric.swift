import PerfStats

/// A metric of the Swift package-benchmark plugin, which its files name by key (`wallClock`) or
/// by title (`Time (wall clock)`, in Influx tables without spaces).
struct PackageBenchmarkMetric: Hashable, Sendable {
  enum Quantity: Hashable, Sendable {
    case time, bytes, count
    /// Runs of the benchmark per second.
    case throughput
  }

  let key: String
  let quantity: Quantity
  /// Whether the values cover as many inner iterations as the scaling factor says.
  let isScaled: Bool
  /// Whether the plugin knows the metric; one of a package's own has no direction but in the
  /// baseline file.
  let isKnown: Bool

  /// A package's own metric.
  init(own name: String, isScaled: Bool = true) {
    self.init(name, .count, isScaled: isScaled, isKnown: false)
  }

  private init(_ key: String, _ quantity: Quantity, isScaled: Bool, isKnown: Bool = true) {
    self.key = key
    self.quantity = quantity
    self.isScaled = isScaled
    self.isKnown = isKnown
  }

  /// The metric with this key; nil if it is none of the plugin's.
  static func named(_ key: String) -> PackageBenchmarkMetric? { byKey[key] }

  /// The metric with this title, spaces left out of account; nil if it is none of the plugin's.
  static func titled(_ title: String) -> PackageBenchmarkMetric? {
    byTitle[title.filter { $0 != " " }]
  }

  /// Name, unit and direction.
  ///
  /// - Parameter higher: what the file says about the direction; nil where it does not.
  func metric(higher: Bool? = nil) -> Metric {
    let better: Metric.Direction
    if let higher {
      better = higher ? .higher : .lower
    } else {
      better = isKnown ? (quantity == .throughput ? .higher : .lower) : .unspecified
    }
    let unit =
      switch quantity {
      case .time: "ns"
      case .bytes: "B"
      case .count: "count"
      case .throughput: "1/s"
      }
    return Metric(name: key == "wallClock" ? "time" : key, unit: unit, better: better)
  }

  /// What a value is to be multiplied by to hold for one inner iteration.
  func scale(_ factor: Double) -> Double {
    if quantity == .throughput { return factor }
    return isScaled ? 1 / factor : 1
  }

  private static let all: [(title: String, metric: PackageBenchmarkMetric)] = [
    ("Time(wallclock)", .init("wallClock", .time, isScaled: true)),
    ("Time(userCPU)", .init("cpuUser", .time, isScaled: true)),
    ("Time(systemCPU)", .init("cpuSystem", .time, isScaled: true)),
    ("Time(totalCPU)", .init("cpuTotal", .time, isScaled: true)),
    ("Throughput(#/s)", .init("throughput", .throughput, isScaled: true)),
    ("Memory(residentpeak)", .init("peakMemoryResident", .bytes, isScaled: false)),
    ("MemoryΔ(residentpeak)", .init("peakMemoryResidentDelta", .bytes, isScaled: false)),
    ("Memory(virtualpeak)", .init("peakMemoryVirtual", .bytes, isScaled: false)),
    ("Memory(allocatedresident)", .init("allocatedResidentMemory", .bytes, isScaled: false)),
    ("Malloc(small)", .init("mallocCountSmall", .count, isScaled: true)),
    ("Malloc(large)", .init("mallocCountLarge", .count, isScaled: true)),
    ("Malloc(total)", .init("mallocCountTotal", .count, isScaled: true)),
    ("Malloc/freeΔ", .init("memoryLeaked", .count, isScaled: true)),
    ("Syscalls(total)", .init("syscalls", .count, isScaled: true)),
    ("Syscalls(read)", .init("readSyscalls", .count, isScaled: true)),
    ("Syscalls(write)", .init("writeSyscalls", .count, isScaled: true)),
    ("Contextswitches", .init("contextSwitches", .count, isScaled: false)),
    ("Threads(peak)", .init("threads", .count, isScaled: false)),
    ("Threads(running)", .init("threadsRunning", .count, isScaled: false)),
    ("Bytes(readlogical)", .init("readBytesLogical", .bytes, isScaled: true)),
    ("Bytes(writelogical)", .init("writeBytesLogical", .bytes, isScaled: true)),
    ("Bytes(readphysical)", .init("readBytesPhysical", .bytes, isScaled: true)),
    ("Bytes(writephysical)", .init("writeBytesPhysical", .bytes, isScaled: true)),
    ("Instructions", .init("instructions", .count, isScaled: true)),
    ("Objectallocs", .init("objectAllocCount", .count, isScaled: true)),
    ("Retains", .init("retainCount", .count, isScaled: true)),
    ("Releases", .init("releaseCount", .count, isScaled: true)),
    ("(Alloc+Retain)-ReleaseΔ", .init("retainReleaseDelta", .count, isScaled: true)),
  ]
  private static let byKey = Dictionary(
    uniqueKeysWithValues: all.map { ($0.metric.key, $0.metric) })
  private static let byTitle = Dictionary(uniqueKeysWithValues: all.map { ($0.title, $0.metric) })
}
