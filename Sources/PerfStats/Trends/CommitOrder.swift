/// Ranks of commits in the first-parent history of a repository.
package struct CommitOrder: Sendable {
  /// Full ids, oldest first.
  package let commits: [String]
  private let ranks: [String: Int]
  private let sorted: [(id: String, rank: Int)]

  /// Commits in their order, oldest first.
  package init(_ commits: [String]) {
    self.commits = commits
    ranks = Dictionary(commits.enumerated().map { ($1, $0) }) { first, _ in first }
    sorted = commits.enumerated().map { ($1, $0) }.sorted { $0.0 < $1.0 }
  }

  /// Rank of a commit by its full id or an unambiguous beginning of at least seven digits.
  package func rank(of commit: String) -> Int? {
    if let rank = ranks[commit] { return rank }
    guard commit.utf8.count >= 7 else { return nil }
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].id < commit { low = middle + 1 } else { high = middle }
    }
    guard low < sorted.count, sorted[low].id.hasPrefix(commit) else { return nil }
    if low + 1 < sorted.count, sorted[low + 1].id.hasPrefix(commit) { return nil }
    return sorted[low].rank
  }
}

extension SeriesHistory {
  /// The points in the order of `commits`; points of other commits are left out, which a
  /// note says.
  package func ordered(by commits: CommitOrder) -> SeriesHistory {
    let ranked = points.compactMap { point in
      commits.rank(of: point.commit).map { (rank: $0, point: point) }
    }
    var result = self
    result.points = ranked.enumerated()
      .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element.point)
    let leftOut = points.count - ranked.count
    if leftOut > 0 {
      result.notes.append("\(leftOut) point\(leftOut == 1 ? "" : "s") of other commits left out")
    }
    return result
  }
}
