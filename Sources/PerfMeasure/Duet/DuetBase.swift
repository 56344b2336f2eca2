import Foundation

/// Another commit of this checkout, built in a worktree: a program that is kept in a cache by commit
/// and build command, or the worktree itself for as long as it is measured.
///
/// The cache is the folder `perfstat-cache` inside git's own folder (`.git`), where no commit can
/// put a file: a program that the tree under test brings along is never taken for the base.
/// Worktrees lie in the folder `.performance-cache` at the top of the checkout, which ignores
/// itself. One is removed when it is no longer needed, also if the build fails or this process is
/// interrupted or killed.
package struct DuetBase {
  /// What is built.
  var revision: DuetRevision
  /// Shell command that builds, run at the top of the worktree; nil where nothing is to be built.
  var buildCommand: String?
  /// What stands for `{seed}` in the build command: the number of the layout.
  var layout: Int
  var interruption: Interruption

  package init(
    _ revision: DuetRevision, buildCommand: String?, layout: Int = 0, interruption: Interruption
  ) {
    self.revision = revision
    self.buildCommand = buildCommand
    self.layout = layout
    self.interruption = interruption
  }

  private static let cacheName = "perfstat-cache"
  private static let treesName = ".performance-cache"
  /// Seconds that a build may take.
  private static let buildTimeout = 7200.0

  private static func noCheckout(_ interruption: Interruption) throws -> DuetError {
    let refusal = try GitCheckout.refusal(interruption: interruption)
    return DuetError("--base-ref: \(refusal ?? "this folder is no git checkout")")
  }

  /// Top of the checkout that this process was started in.
  static func top(interruption: Interruption) throws -> String {
    guard let top = try GitCheckout.git(["rev-parse", "--show-toplevel"], interruption),
      !top.isEmpty
    else { throw try noCheckout(interruption) }
    return top
  }

  /// The path of a program of the revision, from the cache or built now.
  ///
  /// - Parameters:
  ///   - path: where the build leaves it, inside the checkout.
  ///   - tree: the worktree that an earlier layout was built in, made here if there is none: the
  ///     next build has only to do again what `{seed}` changes, often no more than linking.
  package func program(
    _ path: String, in tree: inout Worktree?, progress: (String) -> Void
  ) throws -> String {
    guard !path.isEmpty, !path.hasPrefix("/"), !path.contains("..") else {
      throw DuetError("--program: expected a path inside the checkout, found \"\(path)\"")
    }
    let cache = try programs()
    let place = cache.appendingPathComponent("\(revision.commit)-\(digest(path))")
    let cached = place.appendingPathComponent((path as NSString).lastPathComponent).path
    if FileManager.default.isExecutableFile(atPath: cached) { return cached }
    let present = try tree ?? checkedOut()
    tree = present
    try build(in: present.path, named: present.name, progress: progress)
    let built = URL(fileURLWithPath: present.path).appendingPathComponent(path)
    guard FileManager.default.isExecutableFile(atPath: built.path) else {
      throw DuetError(
        "the build of \(revision.name) left no program at \(path); name it with --program")
    }
    try keep(built, at: place, in: cache)
    return cached
  }

  /// The revision in a folder of its own, built.
  package func worktree(progress: (String) -> Void) throws -> Worktree {
    let tree = try checkedOut()
    try build(in: tree.path, named: tree.name, progress: progress)
    return tree
  }

  private func checkedOut() throws -> Worktree {
    let top = try DuetBase.top(interruption: interruption)
    let cache = try trees()
    removeAbandoned(in: cache)
    let tree = Worktree(
      path: cache.appendingPathComponent("tree-\(getpid())-\(layout)").path, top: top,
      name: "\(revision.name) (\(revision.commit.prefix(12)))", interruption: interruption)
    try DuetBase.run(
      ["git", "worktree", "add", "--detach", "--force", tree.path, revision.commit], in: top,
      interruption: interruption)
    return tree
  }

  /// Builds the present tree with the same command; the top of it.
  package func buildHead(progress: (String) -> Void) throws -> String {
    let top = try DuetBase.top(interruption: interruption)
    try build(in: top, named: "the present tree", progress: progress)
    return top
  }

  private func build(
    in folder: String, named name: String, progress: (String) -> Void
  ) throws {
    guard let command = filledCommand else { return }
    progress("building \(name)\(layout > 1 ? ", layout \(layout)" : "")")
    try DuetBase.run(["/bin/sh", "-c", command], in: folder, interruption: interruption)
  }

  /// Builds the present tree and finds its program.
  ///
  /// - Parameter folder: keeps a copy that the next build does not overwrite.
  package func headProgram(
    _ path: String, copyIn folder: TemporaryFolder? = nil, progress: (String) -> Void
  ) throws -> String {
    let top = try buildHead(progress: progress)
    let built = URL(fileURLWithPath: top).appendingPathComponent(path).path
    guard FileManager.default.isExecutableFile(atPath: built) else {
      throw DuetError("the build left no program at \(path); name it with --program")
    }
    guard let folder else { return built }
    let place = URL(fileURLWithPath: folder.file("layout-\(layout)"))
    try copy(URL(fileURLWithPath: built), to: place)
    return place.appendingPathComponent((path as NSString).lastPathComponent).path
  }

  private var filledCommand: String? {
    buildCommand?.replacingOccurrences(of: "{seed}", with: String(layout))
  }

  /// FNV-1a of what besides the commit determines the program.
  private func digest(_ path: String) -> String {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in "\(filledCommand ?? "")\n\(path)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
    }
    return String(hash, radix: 16)
  }

  /// Where built programs are kept.
  private func programs() throws -> URL {
    guard let folder = try GitCheckout.git(["rev-parse", "--git-common-dir"], interruption),
      !folder.isEmpty
    else { throw try Self.noCheckout(interruption) }
    // Git answers in relation to the current folder.
    let cache = URL(fileURLWithPath: folder).appendingPathComponent(DuetBase.cacheName)
    try prepare(cache)
    removeAbandoned(in: cache)
    return cache
  }

  /// Where worktrees are made.
  private func trees() throws -> URL {
    let folder = URL(fileURLWithPath: try DuetBase.top(interruption: interruption))
      .appendingPathComponent(DuetBase.treesName)
    try prepare(folder)
    return folder
  }

  private func prepare(_ cache: URL) throws {
    do {
      try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
      let ignore = cache.appendingPathComponent(".gitignore")
      if !FileManager.default.fileExists(atPath: ignore.path) {
        try Data("*\n".utf8).write(to: ignore, options: .atomic)
      }
    } catch {
      throw DuetError("\(cache.path): cannot be made (\(error.localizedDescription))")
    }
  }

  /// Copies the program, with the libraries and resources beside it, under a temporary name and
  /// renames: the cache never holds half a program.
  private func keep(_ built: URL, at place: URL, in cache: URL) throws {
    let files = FileManager.default
    let half = cache.appendingPathComponent("half-\(getpid())")
    defer { try? files.removeItem(at: half) }
    try copy(built, to: half)
    do {
      if files.fileExists(atPath: place.path) { try files.removeItem(at: place) }
      try files.moveItem(at: half, to: place)
    } catch {
      throw DuetError("\(place.path): cannot be written (\(error.localizedDescription))")
    }
  }

  /// Copies a program, with the libraries and resources beside it, into a new folder.
  private func copy(_ built: URL, to folder: URL) throws {
    let files = FileManager.default
    do {
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      let original = built.resolvingSymlinksInPath()
      try files.copyItem(at: original, to: folder.appendingPathComponent(built.lastPathComponent))
      let beside = original.deletingLastPathComponent()
      for name in try files.contentsOfDirectory(atPath: beside.path)
      where DuetBase.belongs(name) && name != built.lastPathComponent {
        try files.copyItem(
          at: beside.appendingPathComponent(name), to: folder.appendingPathComponent(name))
      }
    } catch {
      throw DuetError("\(folder.path): cannot be written (\(error.localizedDescription))")
    }
  }

  /// Whether a file beside a program is needed to run it.
  private static func belongs(_ name: String) -> Bool {
    ["so", "dylib", "resources", "bundle"].contains((name as NSString).pathExtension)
  }

  /// Removes worktrees of processes that were killed before they could.
  private func removeAbandoned(in cache: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cache.path)) ?? []
    for name in names where name.hasPrefix("tree-") || name.hasPrefix("half-") {
      let number = name.dropFirst(5).prefix { $0.isNumber }
      guard let pid = pid_t(number), kill(pid, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(at: cache.appendingPathComponent(name))
    }
    _ = try? GitCheckout.git(["worktree", "prune"], interruption)
  }

  /// Runs a command to its end; throws with the end of its output if it fails.
  private static func run(
    _ command: [String], in directory: String, interruption: Interruption
  ) throws {
    let child = try ChildProcess(
      command: command, environment: ProcessInfo.processInfo.environment, directory: directory,
      interruption: interruption)
    defer { child.stop() }
    child.closeInput()
    let deadline = Deadline(seconds: buildTimeout)
    let output = try child.readAll(deadline: deadline, limit: 256 << 20) ?? []
    guard let end = try child.wait(deadline: deadline) else {
      throw DuetError("\(command.joined(separator: " ")): did not end within two hours")
    }
    guard end == .exited(0) else {
      throw WorkerError(
        command: command, problem: "ended with \(end)",
        standardError: String(decoding: output.suffix(65_536), as: UTF8.self) + child.errorText)
    }
  }
}

/// A worktree for as long as it is in use.
package final class Worktree {
  package let path: String
  /// The revision, for messages.
  fileprivate let name: String
  private let interruption: Interruption

  fileprivate init(path: String, top: String, name: String, interruption: Interruption) {
    self.path = path
    self.name = name
    self.interruption = interruption
    interruption.watchdog.willRemove(path)
    interruption.watchdog.willPrune(top)
  }

  /// Removes it and what git knows of it, whatever state it is in.
  deinit {
    try? FileManager.default.removeItem(atPath: path)
    _ = try? GitCheckout.git(["worktree", "prune"], interruption)
  }
}
