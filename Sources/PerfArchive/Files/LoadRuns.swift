import Foundation
import PerfStats
import PerfText

/// Reads runs from files, folders and standard input, whatever their layout. This is the
/// one door for all input.
///
/// - A file's layout is recognised by its contents; `format` forces one.
/// - Of Criterion's result folders one baseline is read: `new`, else `base`, else the only one;
///   `FOLDER:NAME` names one. It also names one of package-benchmark's `.benchmarkBaselines`,
///   each of which is a run otherwise.
/// - A folder is searched recursively for files of known layouts, in the order of their names.
/// - `-` is standard input. An archive stands for all its runs.
/// - Files of a layout that is one process start (`InputFormat.isOneExecution`), given
///   together, of one commit and one runner, become executions of one run, in the order given.
/// - A run given twice with the same contents is read once, with a warning.
///
/// - Parameters:
///   - paths: files, folders, archives, or `-`.
///   - format: the layout of all of them, nil to recognise it.
/// - Throws: the first input that cannot be used as a whole, with its place.
/// - Complexity: O(bytes); all samples are in memory.
public func loadRuns(
  _ paths: [String], format: InputFormat? = nil
) throws(InputError) -> LoadedRuns {
  try loadRuns(paths, format: format, standardInput: readStandardInput)
}

/// The same with something else in the place of standard input.
package func loadRuns(
  _ paths: [String], format: InputFormat? = nil,
  standardInput: () throws(InputError) -> [UInt8]
) throws(InputError) -> LoadedRuns {
  var files = try RunFiles(paths, format: format)
  var all: [RunFiles.Element] = []
  var counted = CountedSamples()
  while let file = try files.next(standardInput) {
    try counted.add(files, in: file.file)
    all.append(file)
  }
  var result = try joined(all)
  result.warnings = files.warnings + result.warnings
  return result
}

/// What `loadRuns` reads at once, in parts, so that the files need not fit into memory together: a
/// file whose runs are whole jobs is a part of its own; files that are single executions are joined
/// and come last.
package struct RunParts {
  private var files: RunFiles
  private var executions: [RunFiles.Element] = []
  private var counted = CountedSamples()
  private var isDone = false
  /// The file of the last part, the first one if it was joined.
  private(set) var file = ""

  package init(_ paths: [String], format: InputFormat? = nil) throws(InputError) {
    files = try RunFiles(paths, format: format)
  }

  /// The next part; nil at the end.
  ///
  /// - Throws: the first input that cannot be used as a whole, with its place.
  package mutating func next() throws(InputError) -> LoadedRuns? {
    while let next = try files.next(readStandardInput) {
      file = next.file
      guard next.format.isOneExecution else { return try joined([next]) }
      try counted.add(files, in: next.file)
      executions.append(next)
    }
    guard !isDone else { return nil }
    isDone = true
    file = executions.first?.file ?? ""
    var last = try joined(executions)
    last.warnings = files.warnings + last.warnings
    return last
  }
}

/// Calls `body` with each run that `loadRuns` would read, holding one file at a time; only files
/// that are one process start each, which may belong together, are kept to the end.
///
/// - Returns: what `loadRuns` returns, without the runs.
package func forEachRun(
  in paths: [String], format: InputFormat? = nil, _ body: (Run) throws(InputError) -> Void
) throws(InputError) -> LoadedRuns {
  var known = KnownRuns()
  var rest = LoadedRuns()
  var parts = try RunParts(paths, format: format)
  while let part = try parts.next() {
    rest.rejected += part.rejected
    rest.warnings += part.warnings
    for run in part.runs {
      if let repeated = try known.add(run, from: parts.file) {
        rest.warnings.append(repeated)
      } else {
        try body(run)
      }
    }
  }
  return rest
}

/// Whether a file is an SQLite database, by its first bytes. Nothing is taken from a pipe.
package func isArchive(_ path: String) -> Bool {
  guard isRegularFile(path) else { return false }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return false }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 16)
  return read(descriptor, &bytes, 16) == 16 && bytes == Array("SQLite format 3\0".utf8)
}

func load(
  _ source: SourceFile, _ forced: InputFormat?
) throws(InputError) -> RunFiles.Element {
  func decoded(_ format: InputFormat) throws(InputError) -> RunFiles.Element {
    var loaded = try format.decoded(source)
    try loaded.keepLimits(source.name)
    if source.json == nil, format != .run, let last = source.bytes.last, last != 10, last != 13 {
      loaded.warnings.append(
        InputError(
          place: source.name, message: "the last line has no line end: the file may be cut off"))
    }
    return (format, source.name, loaded)
  }
  let recognised = InputFormat.recognise(source)
  // A run file says what it is, whatever the other files are.
  if let forced, recognised != .run { return try decoded(forced) }
  if let recognised {
    var result = try decoded(recognised)
    if let other = LayoutTest.otherText(in: source, beside: recognised) {
      result.loaded.warnings.append(
        InputError(
          place: source.name,
          message:
            "read as \(recognised.rawValue); it also holds results of \(other.rawValue), which"
            + " are not read: --input-format \(other.rawValue) reads those"))
    }
    return result
  }
  let rewritten = source.rewritten()
  if let format = rewritten.parts.first?.format {
    var elements: [RunFiles.Element] = []
    let found = rewritten.parts.filter { $0.format == format }.map(\.source)
    let parts = format == .fio ? try Fio.finished(found) : found
    for part in parts { elements.append((format, source.name, try format.decoded(part))) }
    var loaded = try joined(elements)
    try loaded.keepLimits(source.name)
    var notes = rewritten.note.map { [$0] } ?? []
    if found.count > 1 {
      let how =
        parts.count == 1
        ? "states of one run: the last is read" : "\(parts.count) of them are read as so many files"
      notes.append(
        InputError(
          place: source.name, message: "\(found.count) results stand one after another, \(how)"))
    }
    if found.count < rewritten.parts.count {
      notes.append(
        InputError(
          place: source.name,
          message: "\(rewritten.parts.count - found.count) result(s) of other tools in it are not"
            + " read: give each tool a file of its own"))
    }
    loaded.warnings = notes + loaded.warnings
    return (format, source.name, loaded)
  }
  // What is meant to be a table of samples says itself what it lacks.
  if TidySamples.resembles(source.bytes) { return try decoded(.csv) }
  throw Diagnosis(source).error
}

func fileExists(_ path: String) -> Bool {
  var info = stat()
  return stat(path, &info) == 0
}

/// Whether a path leads to a file with contents of its own: no folder, pipe or device.
func isRegularFile(_ path: String) -> Bool {
  var info = stat()
  return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
}

/// Whether a path leads to a folder.
package func isFolder(_ path: String) -> Bool {
  var info = stat()
  return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
}
