import PerfStats
import PerfText

extension Archive {
  /// A run that was to be added, where it was read, and what became of it.
  package struct Addition {
    package var run: Run
    /// The path that it was found below.
    package var path: String
    package var outcome: Added
  }

  /// Adds the runs of files and folders, some at a time as each transaction waits for the disk. What was
  /// read before an input that cannot be used is kept.
  ///
  /// - Parameters:
  ///   - batch: runs that are written together.
  ///   - tell: is called after each transaction.
  /// - Throws: the first input that cannot be used as a whole, and what `tell` throws.
  package func add(
    _ paths: [String], by reading: RunReading, batch: Int = 16,
    tell: ([Addition]) throws -> Void
  ) throws {
    var waiting: [(run: Run, path: String)] = []
    func write() throws {
      let outcomes = try add(waiting.map(\.run))
      let added = zip(waiting, outcomes).map {
        Addition(run: $0.run, path: $0.path, outcome: $1)
      }
      waiting = []
      try tell(added)
    }
    do {
      for path in paths {
        var parts = try RunParts([path], format: reading.format)
        while var loaded = try parts.next() {
          reading.prepare(&loaded)
          for warning in loaded.warnings { reading.warn("\(warning)") }
          for rejected in loaded.rejected { reading.warn("\(rejected.error)") }
          waiting += loaded.runs.map { ($0, path) }
          if waiting.count >= batch { try write() }
        }
      }
    } catch let error as InputError {
      try write()
      throw error
    }
    try write()
  }
}

extension [Archive.Added] {
  /// How many were added, were there already, or are there with other contents.
  package var tally: String {
    func number(_ outcome: Archive.Added) -> Int { count { $0 == outcome } }
    return "\(number(.added)) added, \(number(.present)) there already, "
      + "\(number(.different)) in conflict"
  }
}
