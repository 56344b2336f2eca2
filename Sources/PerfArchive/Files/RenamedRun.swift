import PerfStats
import PerfText

extension Run {
  /// Says whose run it is, where its file did not. Equal contents of another commit, date or machine
  /// are another job, so what is said becomes part of the identity.
  ///
  /// - Parameter date: ISO 8601.
  package mutating func rename(commit: String?, branch: String?, date: String?, label: String?) {
    if let commit { self.commit = commit }
    if let branch { self.branch = branch }
    if let date { self.date = isoDate(date) ?? date }
    if let label { runner = Runner(label: label) }
    let said = [commit, branch, date, label].compactMap(\.self)
    if said.isEmpty { return }
    id += "-\(contentHash(([id] + said).joined(separator: "\u{0}").utf8).prefix(8))"
  }
}
