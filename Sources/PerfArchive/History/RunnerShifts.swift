import PerfStats

extension JobCollection {
  /// Where another compiler or another machine took over.
  ///
  /// - Parameter order: places of the jobs in the order of history.
  func shifts(_ lines: RunnerLines, _ order: [Int]) -> [RunnerShift] {
    upgrades(lines, order) + takeovers(lines, order)
  }

  /// Compilers that took over on one machine.
  private func upgrades(_ lines: RunnerLines, _ order: [Int]) -> [RunnerShift] {
    lines.upgrades.map { upgrade in
      shift(from: order[upgrade.last], to: order[upgrade.first], line: upgrade.line)
    }
  }

  private func shift(from a: Int, to b: Int, line: String) -> RunnerShift {
    func point(_ j: Int) -> SeriesHistory.Point {
      SeriesHistory.Point(index: j, commit: jobs[j].commit, date: jobs[j].date, jobs: [0])
    }
    return RunnerShift(
      fields: RunnerShift.differences(jobs[a].runner, jobs[b].runner), runner: line,
      good: point(a), bad: point(b))
  }

  /// Lines of runners that began after all jobs of the line before them.
  private func takeovers(_ lines: RunnerLines, _ order: [Int]) -> [RunnerShift] {
    var first: [String: Int] = [:]
    var last: [String: Int] = [:]
    for (place, j) in order.enumerated() {
      let slug = lines.line(of: jobs[j].runner.slug)
      if first[slug] == nil { first[slug] = place }
      last[slug] = place
    }
    let runners = first.keys.sorted { (first[$0] ?? 0) < (first[$1] ?? 0) }
    return zip(runners, runners.dropFirst()).compactMap { before, after in
      guard let end = last[before], let start = first[after], end < start else { return nil }
      return shift(from: order[end], to: order[start], line: after)
    }
  }
}
