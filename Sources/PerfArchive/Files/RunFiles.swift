import Foundation
import PerfStats
import PerfText

private let maximumFolderDepth = 32
private let knownEndings = [
  ".jsonl", ".json", ".csv", ".tsv", ".txt", ".bench", ".out", ".log",
]

/// The files that some paths stand for, read one after another.
struct RunFiles {
  typealias Element = (format: InputFormat, file: String, loaded: LoadedRuns)

  private enum Source {
    case standardInput
    case file(String)
    /// A file that was found in a folder, where files of other kinds may lie.
    case member(String)
    case endOfFolder(String)
  }

  private var sources: ArraySlice<Source>
  private let format: InputFormat?
  private var isFolderEmpty = true
  /// What was left out so far, where that is a surprise.
  private(set) var warnings: [InputError] = []
  /// Samples of the last file that have no bytes of their own there: counts of histograms stand for
  /// them.
  private(set) var counted = 0

  init(_ paths: [String], format: InputFormat?) throws(InputError) {
    self.format = format
    var sources: [Source] = []
    for path in paths {
      if path == "-" {
        sources.append(.standardInput)
      } else if isFolder(path) {
        sources += try Self.members(of: path, baseline: nil)
      } else if let (folder, baseline) = namedBaseline(path) {
        sources += try Self.members(of: folder, baseline: baseline)
      } else {
        sources.append(.file(path))
      }
    }
    self.sources = sources[...]
  }

  private static func members(of folder: String, baseline: String?) throws(InputError) -> [Source] {
    var found: [String] = []
    try list(folder, depth: 0, into: &found)
    found = try CriterionFiles.select(found, in: folder, baseline: baseline)
    if let baseline {
      found = try PackageBenchmark.select(found, in: folder, baseline: baseline)
    }
    return found.map(Source.member) + [.endOfFolder(folder)]
  }

  /// The next file of a known layout; nil at the end.
  mutating func next(
    _ standardInput: () throws(InputError) -> [UInt8]
  ) throws(InputError) -> Element? {
    counted = 0
    while let source = sources.popFirst() {
      switch source {
      case .standardInput:
        return try counting(SourceFile(name: "standard input", bytes: try standardInput()))
      case .file(let path) where isArchive(path):
        var runs: [Run] = []
        try Archive(path: path, access: .read).forEachRun { runs.append($0) }
        return (.run, path, LoadedRuns(runs: runs))
      case .file(let path):
        return try counting(SourceFile(name: path, bytes: try readFile(path), path: path))
      case .member(let path):
        if let file = try loadMember(path) {
          isFolderEmpty = false
          return file
        }
      case .endOfFolder(let path):
        if isFolderEmpty {
          throw InputError(
            place: path,
            message: "expected run files or benchmark results in the folder, found none")
        }
        isFolderEmpty = true
      }
    }
    return nil
  }

  private mutating func loadMember(_ file: String) throws(InputError) -> Element? {
    let source = SourceFile(name: file, bytes: try readFile(file), path: file)
    guard
      format != nil || InputFormat.recognise(source) != nil || !source.rewritten().parts.isEmpty
    else {
      if case .failure(let error) = source.json {
        warnings.append(error)
      } else if ASV.isCompanion(source) {
        return nil
      } else if (try? source.json?.get())?["format"] == nil {
        warnings.append(InputError(place: file, message: "left out: no known layout"))
      }
      return nil
    }
    return try counting(source)
  }

  private mutating func counting(_ source: SourceFile) throws(InputError) -> Element {
    let element = try load(source, format)
    // A digit and what parts it from the next are the least that a sample takes.
    counted = max(0, element.loaded.samples - source.bytes.count / 2)
    return element
  }
}

/// The samples that counts stand for, in all files that are held in memory together.
struct CountedSamples {
  private var total = 0

  /// - Throws: more than may be; each file may be small and within the limit of one file.
  mutating func add(_ files: RunFiles, in file: String) throws(InputError) {
    total += files.counted
    let most = Limits.current.samples
    guard total <= most else {
      throw InputError(
        place: file,
        message: "expected counts of at most \(most) samples in all files together, found \(total)"
          + " up to this one: read fewer at once \(Limits.hint("samples"))")
    }
  }
}

extension LoadedRuns {
  /// Samples of all runs.
  fileprivate var samples: Int {
    runs.reduce(0) { sum, run in
      sum
        + run.measurements.reduce(0) { sum, measurement in
          sum + measurement.executions.reduce(0) { $0 + $1.values.count }
        }
    }
  }
}

/// Folder and name of `FOLDER:NAME`, one baseline of Criterion's result folders.
private func namedBaseline(_ path: String) -> (String, String)? {
  guard !fileExists(path), let colon = path.lastIndex(of: ":") else { return nil }
  let folder = String(path[..<colon])
  return isFolder(folder) ? (folder, String(path[path.index(after: colon)...])) : nil
}

/// Files with a known ending below a folder, by name; hidden ones, pipes and devices are left out
/// and links to folders are not followed.
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
    } else if isRegularFile(child), hasKnownEnding(name) {
      if found.count >= Limits.current.files {
        throw InputError(
          place: path,
          message: "expected at most \(Limits.current.files) files in the folder"
            + " \(Limits.hint("files"))")
      }
      found.append(child)
    }
  }
}

private func hasKnownEnding(_ name: String) -> Bool {
  let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
  return knownEndings.contains { plain.hasSuffix($0) }
}
