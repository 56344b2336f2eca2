import PerfStats

/// What a run cost, by function: each function's own part, without what it calls.
package struct FunctionProfile: RunCost, Hashable, Sendable {
  /// Own cost by the name of the function: instructions, samples, or what they were scaled to.
  package var functions: [String: Double] = [:]

  package init() {}

  package var total: Double { functions.values.reduce(0, +) }

  package static func + (a: FunctionProfile, b: FunctionProfile) -> FunctionProfile {
    var sum = a
    sum.functions.merge(b.functions) { $0 + $1 }
    return sum
  }

  func beyond(_ other: FunctionProfile, per divisor: Double) -> FunctionProfile {
    var rest = FunctionProfile()
    for name in Set(functions.keys).union(other.functions.keys) {
      let difference = (functions[name] ?? 0) - (other.functions[name] ?? 0)
      if difference != 0 { rest.functions[name] = difference / divisor }
    }
    return rest
  }

  /// Multiplied so that all functions together cost `total`; an empty profile stays empty.
  package func scaled(to total: Double) -> FunctionProfile {
    var scaled = self
    let factor = total / self.total
    scaled.functions = functions.mapValues { $0 * factor }
    return scaled
  }

  /// The functions that changed most, the largest difference first: counts as they are, samples
  /// with a Student interval over the pairs, only those whose interval lies on one side of zero.
  ///
  /// - Parameters:
  ///   - pairs: profiles taken in turn, at least two to have an interval; one pair of exact counts.
  ///   - unit: of the profiles.
  ///   - negligible: differences below this share of the base's total are left out.
  ///   - count: how many functions at most.
  package static func largestChanges(
    _ pairs: [DuetSides<FunctionProfile>], unit: String, negligible: Double = 0, count: Int = 10
  ) -> [FunctionCost] {
    guard !pairs.isEmpty else { return [] }
    let n = Double(pairs.count)
    let total = pairs.map(\.base.total).reduce(0, +) / n
    let names = pairs.reduce(into: Set<String>()) {
      $0.formUnion($1.base.functions.keys)
      $0.formUnion($1.head.functions.keys)
    }
    return names.map { name in
      let base = pairs.map { $0.base.functions[name] ?? 0 }
      let head = pairs.map { $0.head.functions[name] ?? 0 }
      var cost = FunctionCost(
        name: SymbolName.demangled(name), unit: unit, base: base.reduce(0, +) / n,
        head: head.reduce(0, +) / n)
      if pairs.count > 1 {
        let differences = zip(base, head).map { $1 - $0 }
        let squares = differences.map { ($0 - cost.difference) * ($0 - cost.difference) }
        let error = (squares.reduce(0, +) / (n - 1) / n).squareRoot()
        let half = StudentT(n - 1).upperQuantile(0.025) * error
        cost.lower = cost.difference - half
        cost.upper = cost.difference + half
      }
      return cost
    }.filter { cost in
      guard cost.difference != 0, cost.difference.magnitude >= negligible * total else {
        return false
      }
      guard let lower = cost.lower, let upper = cost.upper else { return true }
      return lower > 0 || upper < 0
    }.sorted {
      ($1.difference.magnitude, $0.name) < ($0.difference.magnitude, $1.name)
    }.prefix(count).map { $0 }
  }
}
