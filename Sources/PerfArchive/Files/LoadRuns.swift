import Foundation
import PerfStats

/// Reads runs from files, folders and standard input, whatever their layout. This is the
/// one door for all input.
///
/// - A file's layout is recognised by its contents; `format` forces one.
/// - Of Criterion's result folders one baseline is read: `new`, else `base`, else the only one;
///   `FOLDER:NAME` names one.
/// - A folder is searched recursively for files of known layouts, in the order of their names.
/// - `-` is standard input. An archive stands for all its runs.
/// - Files of a layout that is one process start (`InputFormat.isOneExecution`), given
///   together, of one commit and one runner, become executions of one run, in the order given.
/// - A run given twice with the same contents is read once, with a warning.
///
/// - Parameter standardInput: reads standard input; replaced in tests.
/// - Throws: the first input that cannot be used as a whole, with its place.
public func loadRuns(
  _ paths: [String], format: InputFormat? = nil,
  standardInput: () throws(InputError) -> [UInt8] = readStandardInput
) throws(InputError) -> LoadedRuns {
  var files: [(format: InputFormat, loaded: LoadedRuns)] = []
  let warnings = try forEachFile(paths, format, standardInput) { files.append(($0, $1)) }
  var result = try joined(files)
  result.warnings = warnings + result.warnings
  return result
}

/// Calls `body` with each run that `loadRuns` would read, holding one file at a time; only files
/// that are one process start each, which may belong together, are kept to the end.
///
/// - Returns: what `loadRuns` returns, without the runs.
package func forEachRun(
  in paths: [String], _ body: (Run) throws(InputError) -> Void
) throws(InputError) -> LoadedRuns {
  var known = KnownRuns()
  var starts: [(format: InputFormat, loaded: LoadedRuns)] = []
  var rest = LoadedRuns()
  func visit(_ loaded: LoadedRuns) throws(InputError) {
    rest.rejected += loaded.rejected
    rest.warnings += loaded.warnings
    for run in loaded.runs {
      if let repeated = try known.add(run) {
        rest.warnings.append(repeated)
      } else {
        try body(run)
      }
    }
  }
  rest.warnings += try forEachFile(paths, nil, readStandardInput) {
    (format, loaded) throws(InputError) in
    if format.isOneExecution { starts.append((format, loaded)) } else { try visit(loaded) }
  }
  try visit(try joined(starts))
  return rest
}

/// Calls `body` with the contents of each file, in order; returns what was left out.
private func forEachFile(
  _ paths: [String], _ format: InputFormat?, _ standardInput: () throws(InputError) -> [UInt8],
  _ body: (InputFormat, LoadedRuns) throws(InputError) -> Void
) throws(InputError) -> [InputError] {
  var warnings: [InputError] = []
  for path in paths {
    if path == "-" {
      let source = SourceFile(name: "standard input", bytes: try standardInput())
      try load(source, format, body)
    } else if isFolder(path) {
      try loadFolder(path, format, baseline: nil, &warnings, body)
    } else if let (folder, baseline) = namedBaseline(path) {
      try loadFolder(folder, format, baseline: baseline, &warnings, body)
    } else {
      try load(SourceFile(name: path, bytes: readFile(path), path: path), format, body)
    }
  }
  return warnings
}

/// Whether a file is an SQLite database, by its first bytes.
package func isArchive(_ path: String) -> Bool {
  guard !isFolder(path), let file = FileHandle(forReadingAtPath: path) else { return false }
  defer { file.closeFile() }
  return file.readData(ofLength: 16) == Data("SQLite format 3\0".utf8)
}

private func load(
  _ source: SourceFile, _ forced: InputFormat?,
  _ body: (InputFormat, LoadedRuns) throws(InputError) -> Void
) throws(InputError) {
  if let format = forced ?? InputFormat.recognise(source) {
    return try body(format, try format.decode(source))
  }
  if case .failure(let error) = source.json { throw error }
  if let json = try? source.json?.get(), let format = json["format"], format.isString {
    throw format.error("expected a run file or benchmark results, found \(format.text)")
  }
  throw InputError(
    place: source.name,
    message: "expected a run file, samples CSV or the results of a known benchmark tool"
      + " (\(InputFormat.allCases.map(\.rawValue).joined(separator: ", "))), found something else")
}

// MARK: Folders

private let maximumFiles = 100_000
private let maximumFolderDepth = 32
private let knownEndings = [
  ".jsonl", ".json", ".csv", ".tsv", ".txt", ".bench", ".out", ".log",
]

func fileExists(_ path: String) -> Bool {
  var info = stat()
  return stat(path, &info) == 0
}

private func isFolder(_ path: String) -> Bool {
  var info = stat()
  return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
}

private func loadFolder(
  _ path: String, _ format: InputFormat?, baseline: String?,
  _ warnings: inout [InputError], _ body: (InputFormat, LoadedRuns) throws(InputError) -> Void
) throws(InputError) {
  var found: [String] = []
  try list(path, depth: 0, into: &found)
  found = try CriterionFiles.select(found, in: path, baseline: baseline)
  var used = 0
  for file in found {
    let source = SourceFile(name: file, bytes: try readFile(file), path: file)
    guard format != nil || InputFormat.recognise(source) != nil else {
      if case .failure(let error) = source.json {
        warnings.append(error)
      } else if (try? source.json?.get())?["format"] == nil {
        warnings.append(InputError(place: file, message: "left out: no known layout"))
      }
      continue
    }
    used += 1
    try load(source, format, body)
  }
  if used == 0 {
    throw InputError(
      place: path, message: "expected run files or benchmark results in the folder, found none")
  }
}

/// Folder and name of `FOLDER:NAME`, one baseline of Criterion's result folders.
private func namedBaseline(_ path: String) -> (String, String)? {
  guard !fileExists(path), let colon = path.lastIndex(of: ":") else { return nil }
  let folder = String(path[..<colon])
  return isFolder(folder) ? (folder, String(path[path.index(after: colon)...])) : nil
}

/// Files with a known ending below a folder, by name; hidden ones are left out and links
/// to folders are not followed.
private func list(_ path: String, depth: Int, into found: inout [String]) throws(InputError) {
  if depth > maximumFolderDepth {
    throw InputError(
      place: path, message: "expected at most \(maximumFolderDepth) folders inside one another")
  }
  let names: [String]
  do {
    names = try FileManager.default.contentsOfDirectory(atPath: path)
  } catch {
    throw InputError(place: path, message: "the folder cannot be read")
  }
  for name in names.sorted() where !name.hasPrefix(".") {
    let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
    var info = stat()
    guard lstat(child, &info) == 0 else {
      throw InputError(place: child, message: reason(errno))
    }
    if info.st_mode & S_IFMT == S_IFDIR {
      try list(child, depth: depth + 1, into: &found)
    } else if isFolder(child) {
      continue
    } else if hasKnownEnding(name) {
      if found.count >= maximumFiles {
        throw InputError(
          place: path, message: "expected at most \(maximumFiles) files in the folder")
      }
      found.append(child)
    }
  }
}

private func hasKnownEnding(_ name: String) -> Bool {
  let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
  return knownEndings.contains { plain.hasSuffix($0) }
}
