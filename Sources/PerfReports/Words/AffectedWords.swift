import PerfStats

/// A change without effect on any benchmark: nothing is measured, and that is said.
package struct NothingAffected: Error, CustomStringConvertible {
  var map: String
  var files: Int
  var revision: String

  /// - Parameters:
  ///   - map: the file that tells.
  ///   - files: number of files that changed.
  ///   - revision: that the change is told from.
  package init(map: String, files: Int, revision: String) {
    self.map = map
    self.files = files
    self.revision = revision
  }

  package var description: String {
    "NOTHING WAS JUDGED: by \(map.legible()) the change affects no benchmark "
      + "(\(counted(files, "file")) since \(revision.legible()))."
  }
}

/// What is told where a change affects a part of the benchmarks, and why it is all of them.
package enum AffectedWords {
  /// Nil where all are measured.
  package static func leftOut(measured: Int, of all: Int) -> String? {
    guard measured < all else { return nil }
    return "\(all - measured) of \(all) benchmarks are not affected by the change: not measured, "
      + "not judged"
  }

  package static func broughtByChange(map: String, revision: String) -> String {
    "\(map.legible()) is not at \(revision): the change brings it, and all benchmarks are measured"
  }

  package static func unknown(_ path: String, map: String) -> String {
    "\(map.legible()) does not know \(path.legible()): all benchmarks are measured"
  }
}
