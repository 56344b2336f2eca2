import RealModule

/// What the samples of one side, looked at on their own, say against trusting them.
package enum SampleDoubt: String, Hashable, Sendable, CaseIterable {
  case bimodal, drifting, autocorrelated, granular, fewExecutions

  package var sentence: String {
    switch self {
    case .bimodal: "bimodal: the samples fall into two groups"
    case .drifting: "drifting: samples change steadily within an execution"
    case .autocorrelated: "autocorrelated: neighbouring samples resemble each other"
    case .granular: "coarse clock: its step is more than 1 % of a sample"
    case .fewExecutions:
      "too few executions: what one process draws by chance (memory layout) is not averaged out"
    }
  }

  /// Doubts about the jobs of one side.
  ///
  /// - Complexity: O(N log N) in the number of samples.
  package static func found(in jobs: [CostObservation]) -> [SampleDoubt] {
    let executions = jobs.flatMap(\.costs)
    var doubts: [SampleDoubt] = []
    let logs = executions.map { $0.map { Double.log($0) } }
    // Few executions fall into two groups easily: then only groups within them count.
    let within = logs.flatMap { execution in
      let centre = Moments.mean(execution)
      return execution.map { $0 - centre }
    }
    if isBimodal(executions.count < 10 ? within : logs.flatMap { $0 }) {
      doubts.append(.bimodal)
    }
    // Sorted samples look like a drift.
    let inOrder = jobs.flatMap {
      $0.samples.filter { $0.isOrdered && $0.values.count >= 8 }.map(\.values)
    }
    let ranks = inOrder.map(centredRanks)
    if drift(of: ranks, inOrder) { doubts.append(.drifting) }
    // A drift makes neighbours alike: it is said once.
    if !doubts.contains(.drifting), isAutocorrelated(ranks) { doubts.append(.autocorrelated) }
    let steps = jobs.flatMap { $0.executions.map(\.relativeStep) }
    if !steps.isEmpty, Quantiles.median(steps) > ExecutionLocation.coarse {
      doubts.append(.granular)
    }
    if (1...2).contains(executions.count) { doubts.append(.fewExecutions) }
    return doubts
  }

  /// Two groups, each of a fifth of the samples or more, whose means lie more than 5 pooled
  /// SDs apart (Ashman's D) and more than 2 %. Samples of one normal group, cut in the
  /// middle, reach 2.65; of a uniform one, 3.46.
  static func isBimodal(_ logs: [Double]) -> Bool {
    let n = logs.count
    guard n >= 10 else { return false }
    let sorted = logs.sorted()
    let centre = Moments.mean(sorted)
    let x = sorted.map { $0 - centre }
    let squares = x.reduce(0) { $0 + $1 * $1 }
    let total = x.reduce(0, +)
    let smallest = (n + 4) / 5
    var sum = 0.0
    var best = (between: 0.0, count: 0, gap: 0.0)
    for k in 1..<n {
      sum += x[k - 1]
      guard k >= smallest, n - k >= smallest else { continue }
      let gap = (total - sum) / Double(n - k) - sum / Double(k)
      let between = gap * gap * Double(k) * Double(n - k) / Double(n)
      if between > best.between { best = (between, k, gap) }
    }
    let within = max(0, squares - best.between) / Double(n - 2)
    return best.gap > 0.02 && best.gap * best.gap > 25 * within
  }

  /// Spearman's rank correlation with time, pooled over the executions, beyond what one set
  /// of samples in a thousand shows by chance, and a change of more than 1 % in all.
  private static func drift(of ranks: [[Double]], _ executions: [[Double]]) -> Bool {
    var covariance = 0.0
    var spread = 0.0
    for execution in ranks {
      let n = Double(execution.count)
      for (i, rank) in execution.enumerated() { covariance += (Double(i) - (n - 1) / 2) * rank }
      let time = n * (n * n - 1) / 12
      let values = execution.reduce(0) { $0 + $1 * $1 }
      if n > 1 { spread += time * values / (n - 1) }
    }
    guard spread > 0, covariance * covariance > 3.29 * 3.29 * spread else { return false }
    let ends = executions.map { execution in
      let third = execution.count / 3
      return Double.log(
        Quantiles.median(Array(execution.suffix(third)))
          / Quantiles.median(Array(execution.prefix(third))))
    }
    return Quantiles.median(ends).magnitude > 0.01
  }

  /// Lag-one correlation of the ranks within executions, pooled, above 0.3 and beyond what
  /// one set of samples in a thousand shows by chance.
  private static func isAutocorrelated(_ ranks: [[Double]]) -> Bool {
    var products = 0.0
    var squares = 0.0
    var pairs = 0.0
    var expected = 0.0
    for execution in ranks {
      for i in 1..<execution.count { products += execution[i] * execution[i - 1] }
      let own = execution.reduce(0) { $0 + $1 * $1 }
      squares += own
      // Deviations from an execution's own mean are correlated by -1/n.
      expected -= own / Double(execution.count)
      pairs += Double(execution.count - 1)
    }
    guard squares > 0 else { return false }
    let correlation = (products - expected) / squares
    return correlation > 0.3 && correlation * pairs.squareRoot() > 3.29
  }

  /// Ranks from 1, ties averaged, minus their mean.
  private static func centredRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = Array(repeating: 0.0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      let rank = Double(start + end - 1) / 2 - Double(values.count - 1) / 2
      for k in start..<end { ranks[order[k]] = rank }
      start = end
    }
    return ranks
  }
}
