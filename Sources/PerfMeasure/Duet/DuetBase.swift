import Foundation

/// The program of another commit of this checkout: built in a temporary worktree, kept in a
/// cache by commit and build command.
///
/// The cache is the folder `.performance-cache` at the top of the checkout, which ignores
/// itself. The worktree is removed when the build has ended, failed or been interrupted.
package struct DuetBase {
  /// Git revision to build.
  var reference: String
  /// Shell command that builds, run at the top of the worktree.
  var buildCommand: String
  /// Path of the built program inside the worktree.
  var program: String
  var interruption: Interruption

  package init(
    reference: String, buildCommand: String, program: String, interruption: Interruption
  ) {
    self.reference = reference
    self.buildCommand = buildCommand
    self.program = program
    self.interruption = interruption
  }

  static let cacheName = ".performance-cache"
  /// Seconds that a build may take.
  private static let buildTimeout = 7200.0

  package struct Built {
    package var commit: String
    package var program: String
    /// Whether the program was built now.
    var fresh: Bool
  }

  /// Top of the checkout that this process was started in.
  static func top(interruption: Interruption) throws -> String {
    guard let top = try GitCheckout.git(["rev-parse", "--show-toplevel"], interruption),
      !top.isEmpty
    else { throw DuetError("--base-ref: this folder is no git checkout") }
    return top
  }

  /// The program of `reference`, from the cache or built now.
  package func build(progress: (String) -> Void) throws -> Built {
    let top = try DuetBase.top(interruption: interruption)
    guard
      let commit = try GitCheckout.git(
        ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(reference)^{commit}"],
        interruption), !commit.isEmpty
    else { throw DuetError("--base-ref: no commit named \"\(reference)\"") }
    guard !program.isEmpty, !program.hasPrefix("/"), !program.contains("..") else {
      throw DuetError("--program: expected a path inside the checkout, found \"\(program)\"")
    }

    let cache = URL(fileURLWithPath: top).appendingPathComponent(DuetBase.cacheName)
    let place = cache.appendingPathComponent("\(commit)-\(digest)")
    let name = (program as NSString).lastPathComponent
    let cached = place.appendingPathComponent(name).path
    if FileManager.default.isExecutableFile(atPath: cached) {
      return Built(commit: commit, program: cached, fresh: false)
    }
    try prepare(cache)
    removeAbandoned(in: cache)
    progress("building \(reference) (\(commit.prefix(12)))")
    let tree = cache.appendingPathComponent("tree-\(getpid())")
    defer { remove(tree) }
    try run(["git", "worktree", "add", "--detach", "--force", tree.path, commit], in: top)
    try run(["/bin/sh", "-c", buildCommand], in: tree.path)
    let built = tree.appendingPathComponent(program)
    guard FileManager.default.isExecutableFile(atPath: built.path) else {
      throw DuetError(
        "the build of \(reference) left no program at \(program); name it with --program")
    }
    try keep(built, at: place, in: cache)
    return Built(commit: commit, program: cached, fresh: true)
  }

  /// Builds the present tree with the same command.
  package func buildHead(progress: (String) -> Void) throws -> String {
    let top = try DuetBase.top(interruption: interruption)
    progress("building the present tree")
    try run(["/bin/sh", "-c", buildCommand], in: top)
    let built = URL(fileURLWithPath: top).appendingPathComponent(program).path
    guard FileManager.default.isExecutableFile(atPath: built) else {
      throw DuetError("the build left no program at \(program); name it with --program")
    }
    return built
  }

  /// FNV-1a of what besides the commit determines the program.
  private var digest: String {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in "\(buildCommand)\n\(program)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
    }
    return String(hash, radix: 16)
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
    do {
      try files.createDirectory(at: half, withIntermediateDirectories: true)
      let original = built.resolvingSymlinksInPath()
      try files.copyItem(at: original, to: half.appendingPathComponent(built.lastPathComponent))
      let folder = original.deletingLastPathComponent()
      for name in try files.contentsOfDirectory(atPath: folder.path) where DuetBase.belongs(name) {
        try files.copyItem(
          at: folder.appendingPathComponent(name), to: half.appendingPathComponent(name))
      }
      if files.fileExists(atPath: place.path) { try files.removeItem(at: place) }
      try files.moveItem(at: half, to: place)
    } catch {
      throw DuetError("\(place.path): cannot be written (\(error.localizedDescription))")
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
      guard let pid = pid_t(name.dropFirst(5)), kill(pid, 0) != 0, errno == ESRCH else { continue }
      remove(cache.appendingPathComponent(name))
    }
  }

  /// Removes a worktree and what git knows of it, whatever state it is in.
  private func remove(_ tree: URL) {
    try? FileManager.default.removeItem(at: tree)
    _ = try? GitCheckout.git(["worktree", "prune"], interruption)
  }

  /// Runs a command to its end; throws with the end of its output if it fails.
  private func run(_ command: [String], in directory: String) throws {
    let child = try ChildProcess(
      command: ["/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory] + command,
      environment: ProcessInfo.processInfo.environment, interruption: interruption)
    defer { child.stop() }
    child.closeInput()
    let deadline = Deadline(seconds: DuetBase.buildTimeout)
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
