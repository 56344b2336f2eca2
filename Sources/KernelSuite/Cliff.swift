import PerfStats
import TruenoKernels

/// A kernel that costs more per element than a simpler neighbour: the next simpler back end or scalar at
/// the same size, or the next smaller size of the same back end.
///
/// A larger size may leave a cache, and that is no fault of the kernel: by as much as the machine's own stream of
/// the same kind is slower at its working set, it may cost more. Without measured roofs sizes are not compared.
package struct Cliff {
  package let slower: String
  package let neighbour: String
  /// Cost per element over that of the neighbour, for sizes over what memory explains of it.
  package let ratio: Interval

  /// Cost above the neighbour's from which it is a cliff.
  package static let least = 1.10

  /// The cliffs among these benchmarks: pairs whose whole interval (Welch on the logarithms of the
  /// executions' medians; the roofs count as known) lies above ``least``. All intervals hold together with 95 %
  /// probability (Bonferroni). Pairs with fewer than two executions a side are left out. O(n^2) for n benchmarks.
  package static func find(
    among kernels: [KernelBenchmark], below roofline: Roofline?
  ) throws(StatisticsError) -> [Cliff] {
    let pairs = kernels.flatMap { kernel in
      neighbours(of: kernel, among: kernels, sizes: roofline != nil).map { (kernel, $0) }
    }
    return try slower(pairs, by: least) { kernel, neighbour in
      guard let roofline, kernel.count != neighbour.count else { return 1 }
      return max(1, roofline.memoryTime(of: kernel) / roofline.memoryTime(of: neighbour))
    }
  }

  /// Where the default back end among those measured is slower than a simpler one by more than noise: as above, but
  /// from 1 on.
  package static func ofDefaults(
    among kernels: [KernelBenchmark]
  ) throws(StatisticsError) -> [Cliff] {
    let pairs = kernels.flatMap { kernel -> [(KernelBenchmark, KernelBenchmark)] in
      let same = kernels.filter {
        $0.operation == kernel.operation && $0.count == kernel.count && $0.medians.count >= 2
      }
      let first = Selection.preference(for: kernel.operation, count: kernel.count)
        .first { backend in same.contains { $0.backend == backend } }
      guard kernel.backend == first, kernel.medians.count >= 2 else { return [] }
      return same.filter { order($0.backend) < order(kernel.backend) }.map { (kernel, $0) }
    }
    return try slower(pairs, by: 1) { _, _ in 1 }
  }

  /// The pairs whose first is certainly slower per element than the second, by more than a factor and what is explained.
  private static func slower(
    _ pairs: [(KernelBenchmark, KernelBenchmark)], by least: Double,
    explained: (KernelBenchmark, KernelBenchmark) -> Double
  ) throws(StatisticsError) -> [Cliff] {
    let level = 1 - 0.05 / Double(max(1, pairs.count))
    var cliffs: [Cliff] = []
    for (kernel, neighbour) in pairs {
      let granted = explained(kernel, neighbour)
      let ratio = try WelchOnLogs(
        baseline: neighbour.medians.map { $0 / Double(neighbour.count) * granted },
        current: kernel.medians.map { $0 / Double(kernel.count) }
      ).interval(level: level)
      if ratio.lower > least {
        cliffs.append(Cliff(slower: kernel.name, neighbour: neighbour.name, ratio: ratio))
      }
    }
    return cliffs
  }

  /// From the simplest to the widest.
  private static func order(_ backend: Backend) -> Int {
    Backend.allCases.firstIndex(of: backend) ?? 0
  }

  private static func neighbours(
    of kernel: KernelBenchmark, among kernels: [KernelBenchmark], sizes: Bool
  ) -> [KernelBenchmark] {
    guard kernel.medians.count >= 2 else { return [] }
    let same = kernels.filter { $0.operation == kernel.operation && $0.medians.count >= 2 }
    let simpler = same.filter {
      $0.count == kernel.count && order($0.backend) < order(kernel.backend)
    }
    let next = simpler.max { order($0.backend) < order($1.backend) }
    let scalar = simpler.first { $0.backend == .scalar && $0.name != next?.name }
    let smaller = same.filter {
      sizes && $0.backend == kernel.backend && $0.count < kernel.count
    }.max { $0.count < $1.count }
    return [next, scalar, smaller].compactMap { $0 }
  }
}
