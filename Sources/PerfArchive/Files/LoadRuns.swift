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
  var warnings: [InputError] = []
  for path in paths {
    if path == "-" {
      let source = SourceFile(name: "standard input", bytes: try standardInput())
      files.append(try load(source, format))
    } else if isFolder(path) {
      try loadFolder(path, format, baseline: nil, &files, &warnings)
    } else if let (folder, baseline) = namedBaseline(path) {
      try loadFolder(folder, format, baseline: baseline, &files, &warnings)
    } else {
      files.append(try load(SourceFile(name: path, bytes: readFile(path), path: path), format))
    }
  }
  var result = try joined(files)
  result.warnings = warnings + result.warnings
  return result
}

/// Whether a file is an SQLite database, by its first bytes.
package func isArchive(_ path: String) -> Bool {
  guard !isFolder(path), let file = FileHandle(forReadingAtPath: path) else { return false }
  defer { file.closeFile() }
  return file.readData(ofLength: 16) == Data("SQLite format 3\0".utf8)
}

private func load(
  _ source: SourceFile, _ forced: InputFormat?
) throws(InputError) -> (InputFormat, LoadedRuns) {
  if let forced { return (forced, try forced.decode(source)) }
  if let format = InputFormat.recognise(source) { return (format, try format.decode(source)) }
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
  _ files: inout [(format: InputFormat, loaded: LoadedRuns)], _ warnings: inout [InputError]
) throws(InputError) {
  let before = files.count
  for file in try filesOfFolder(path, baseline: baseline) {
    if let loaded = try loadMember(file, format, &warnings) { files.append(loaded) }
  }
  if files.count == before { throw emptyFolder(path) }
}

private func filesOfFolder(_ path: String, baseline: String?) throws(InputError) -> [String] {
  var found: [String] = []
  try list(path, depth: 0, into: &found)
  return try CriterionFiles.select(found, in: path, baseline: baseline)
}

/// A file of a folder; nil, and a warning where that is a surprise, if it is none of the known layouts.
private func loadMember(
  _ file: String, _ format: InputFormat?, _ warnings: inout [InputError]
) throws(InputError) -> (format: InputFormat, loaded: LoadedRuns)? {
  let source = SourceFile(name: file, bytes: try readFile(file), path: file)
  guard format != nil || InputFormat.recognise(source) != nil else {
    if case .failure(let error) = source.json {
      warnings.append(error)
    } else if (try? source.json?.get())?["format"] == nil {
      warnings.append(InputError(place: file, message: "left out: no known layout"))
    }
    return nil
  }
  return try load(source, format)
}

private func emptyFolder(_ path: String) -> InputError {
  InputError(
    place: path, message: "expected run files or benchmark results in the folder, found none")
}

/// The runs of one path in parts, so that a folder need not fit into memory: a file whose runs are
/// whole jobs is a part of its own; files that are single executions are joined and come last.
/// What `loadRuns` reads at once.
public struct RunParts {
  private var files: ArraySlice<String>
  private let path: String
  private let isFolder: Bool
  private var executions: [(format: InputFormat, loaded: LoadedRuns)] = []
  private var warnings: [InputError] = []
  private var isEmpty = true
  private var isDone = false

  public init(_ path: String) throws(InputError) {
    self.path = path
    isFolder = PerfArchive.isFolder(path)
    files = isFolder ? try filesOfFolder(path, baseline: nil)[...] : []
  }

  /// The next part; nil at the end.
  ///
  /// - Throws: the first file that cannot be used, or at the end if there is none in a folder.
  public mutating func next() throws(InputError) -> LoadedRuns? {
    guard isFolder else {
      defer { isDone = true }
      return isDone ? nil : try loadRuns([path])
    }
    while let file = files.popFirst() {
      guard let (format, loaded) = try loadMember(file, nil, &warnings) else { continue }
      isEmpty = false
      if format.isOneExecution {
        executions.append((format, loaded))
      } else {
        return try joined([(format, loaded)])
      }
    }
    if isEmpty { throw emptyFolder(path) }
    guard !isDone else { return nil }
    isDone = true
    var last = try joined(executions)
    last.warnings = warnings + last.warnings
    return last
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
