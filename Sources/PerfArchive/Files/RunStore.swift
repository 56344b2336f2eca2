import PerfStats
import PerfText

/// Runs as files of one run each, in folders by runner: a layout that `rsync`, `git` and people can
/// handle, in which no two writers ever write the same file.
package enum RunStore {
  /// `runs/<runner>/<date>-<commit>-<id>.jsonl.gz`. The names sort by date.
  package static func path(of run: Run) -> String {
    let date = run.date.filter { $0.isASCII && ($0.isNumber || $0 == "T" || $0 == "Z") }
    let commit = run.commit.prefix(12)
    let id = run.id.isEmpty ? contentHash(RunFile.encode([run])) : run.id
    return "runs/\(safe(run.runner.slug))/\(date.isEmpty ? "undated" : safe(String(date)))-"
      + "\(commit.isEmpty ? "none" : safe(String(commit)))-\(safe(id)).jsonl.gz"
  }

  package static func encode(_ run: Run) -> [UInt8] { gzip(RunFile.encode([run])) }

  /// Runner, date and commit that a path names; nil for a path that is none of ours, which nobody
  /// should follow.
  package static func parts(of path: String) -> (runner: String, date: String, commit: String)? {
    let folders = path.split(separator: "/", omittingEmptySubsequences: false)
    guard folders.count == 3, folders[0] == "runs", folders[2].hasSuffix(".jsonl.gz"),
      folders.allSatisfy({ !$0.isEmpty && $0.first != "." && $0.utf8.allSatisfy(isSafe) })
    else { return nil }
    let name = folders[2].split(separator: "-", maxSplits: 2)
    guard name.count == 3 else { return nil }
    return (String(folders[1]), String(name[0]), String(name[1]))
  }

  /// Whether a path is one of ours, of a runner if one is named.
  package static func isRun(_ path: String, of runner: String? = nil) -> Bool {
    parts(of: path).map { runner == nil || $0.runner == runner } ?? false
  }

  /// Those of the paths to keep, by what their names say: runner, date, id.
  ///
  /// - Parameters:
  ///   - newest: so many of each runner, nil for all.
  ///   - before: ISO 8601 date; what is older goes.
  ///   - ids: runs that stay in any case.
  package static func kept(
    of paths: [String], newest: Int?, before: String?, ids: Set<String>
  ) -> Set<String> {
    let cut = before?.replacing("-", with: "").replacing(":", with: "")
    var kept: Set<String> = []
    for paths in Dictionary(grouping: paths, by: { parts(of: $0)?.runner ?? "" }).values {
      // Newest first: the names begin with the date.
      for (rank, path) in paths.sorted(by: >).enumerated() {
        let date = parts(of: path)?.date ?? ""
        let isOld = (newest.map { rank >= $0 } ?? false) || (cut.map { date < $0 } ?? false)
        if !isOld || ids.contains(where: { path.hasSuffix("-\($0).jsonl.gz") }) {
          kept.insert(path)
        }
      }
    }
    return kept
  }

  /// Letters, digits, dot, hyphen and underscore; others become underscores, and a hash tells
  /// apart what would then be the same.
  private static func safe(_ text: String) -> String {
    if text.utf8.count <= 80, text.first != ".", text.utf8.allSatisfy(isSafe), !text.isEmpty {
      return text
    }
    let plain = text.utf8.prefix(60).map { isSafe($0) && $0 != UInt8(ascii: ".") ? $0 : 95 }
    return String(decoding: plain, as: UTF8.self) + "_" + contentHash(text.utf8)
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == 45 || byte == 46 || byte == 95
  }
}
