import PerfStats

extension FunctionCost {
  /// Own cost on both sides and the relative change, with its interval in per cent of the base where
  /// there is one: `parse: 120 ns -> 180 ns (+50.0 %; 95 %: +47.1 .. +52.9)`.
  var sentence: String {
    let display = DisplayUnit(unit, for: [base, head])
    var change = base > 0 && head > 0 ? percent(difference / base) : base > 0 ? "gone" : "new"
    if base > 0, head > 0, let lower, let upper {
      change +=
        "; 95 %: \(percent(lower / base, bare: true)) .. \(percent(upper / base, bare: true))"
    }
    return
      "\(name.legible(maximum: 200)): \(display.text(base)) -> \(display.text(head)) (\(change))"
  }
}

extension BenchmarkResult {
  /// What stands before the list of functions.
  static let functionsHeading = "own cost of the functions that changed most:"
}
