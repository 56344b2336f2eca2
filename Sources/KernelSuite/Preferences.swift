import PerfStats
import PerfText
import TruenoKernels

/// Which back ends each operation prefers at each measured size: what becomes `SelectionTable` of TruenoKernels.
package struct Preferences {
  package static let sizes = BuiltInSuite.sizes
  private static let measured: [Backend] = [.sse2, .avx2, .avx512]

  /// By operation in the order of the catalogue, then by size; the first back end is preferred.
  package let orders: [(operation: Operation, bySize: [[Backend]])]

  /// Fails unless every operation was measured with every back end of x86 at every size, in two executions or more.
  package init(_ kernels: [KernelBenchmark], from place: String) throws {
    let byName = Dictionary(kernels.map { ($0.name, $0) }) { first, _ in first }
    orders = try Operation.allCases.map { operation in
      (
        operation,
        try Self.sizes.map { size in
          try Self.order(of: operation) { backend in
            let name = "\(operation)/\(backend)/\(size)"
            guard let kernel = byName[name], kernel.medians.count >= 2 else {
              throw InputError(
                place: place,
                message: "expected at least two executions of \"\(name)\", "
                  + "found \(byName[name]?.medians.count ?? 0)")
            }
            return kernel.medians
          }
        }
      )
    }
  }

  /// From the simplest to the widest, each goes in ahead of the first one that it is preferred to. NEON is unmeasured and
  /// never meets the others on one machine.
  private static func order(
    of operation: Operation, medians: (Backend) throws -> [Double]
  ) throws -> [Backend] {
    var order: [Backend] = [.scalar]
    for backend in measured {
      var place = 0
      while place < order.count,
        try !isPreferred(
          backend, medians(backend), to: order[place], medians(order[place]), for: operation)
      {
        place += 1
      }
      order.insert(backend, at: place)
    }
    return [.neon] + order
  }

  /// What the whole 95 % interval of the ratio says; where it holds 1, the prior.
  private static func isPreferred(
    _ wider: Backend, _ current: [Double], to simpler: Backend, _ baseline: [Double],
    for operation: Operation
  ) throws -> Bool {
    let ratio = try WelchOnLogs(baseline: baseline, current: current).interval(level: 0.95)
    if ratio.upper < 1 { return true }
    if ratio.lower > 1 { return false }
    return operation.form != .elementWise || wider != .avx512 || simpler != .avx2
  }

  /// `SelectionOnIntel.swift` or `SelectionOnAMD.swift`, by the processor's name.
  package func source(measuredOn runner: Runner) -> String {
    var distinct: [[Backend]] = []
    let rows = orders.map { row in
      let numbers = row.bySize.map { order in
        if let known = distinct.firstIndex(of: order) { return known }
        distinct.append(order)
        return distinct.count - 1
      }
      return "      (.\(row.operation), \(numbers)),"
    }
    let list = distinct.map {
      "      [" + $0.map { ".\($0.caseName)" }.joined(separator: ", ") + "],"
    }
    let processor = runner.cpu.isEmpty ? "" : " on " + runner.cpu.filter { !$0.isNewline }
    return """
      // Written by `make selection` from what `perfstat bench --suite full` measured\(processor).

      extension SelectionTable {
        package static let \(runner.cpu.hasPrefix("Intel") ? "intel" : "amd") = SelectionTable(
          orders: [
      \(list.joined(separator: "\n"))
          ],
          rows: [
      \(rows.joined(separator: "\n"))
          ])
      }

      """
  }
}

extension Backend {
  fileprivate var caseName: String {
    switch self {
    case .scalar: "scalar"
    case .sse2: "sse2"
    case .avx2: "avx2"
    case .avx512: "avx512"
    case .neon: "neon"
    }
  }
}
