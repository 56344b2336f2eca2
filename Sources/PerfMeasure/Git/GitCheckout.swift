import Foundation

/// What git says about the current folder. Nothing is written to the repository.
package struct GitCheckout: Hashable, Sendable {
  package var commit = ""
  package var branch = ""
  package var dirty = false
  /// Why git answers nothing though there is a repository, and the remedy; nil otherwise.
  package var refusal: String?

  package init(commit: String = "", branch: String = "", dirty: Bool = false) {
    self.commit = commit
    self.branch = branch
    self.dirty = dirty
  }

  /// All fields empty where there is no git or no repository.
  package static func current(interruption: Interruption) throws -> GitCheckout {
    guard let commit = try git(["rev-parse", "HEAD"], interruption) else {
      var checkout = GitCheckout()
      checkout.refusal = try refusal(interruption: interruption)
      return checkout
    }
    // Build products and measured files are untracked: only tracked files make a tree dirty.
    let changes = try git(["status", "--porcelain", "--untracked-files=no"], interruption)
    return GitCheckout(
      commit: commit,
      branch: try git(["symbolic-ref", "-q", "--short", "HEAD"], interruption) ?? "",
      dirty: changes != "")
  }

  /// What git says of a repository that belongs to another user, as in the containers of continuous
  /// integration, and the remedy; nil where it does not refuse.
  package static func refusal(
    of folder: String = ".", interruption: Interruption
  ) throws -> String? {
    var errors = ""
    guard
      try git(["-C", folder, "rev-parse", "--git-dir"], interruption, errors: &errors) == nil,
      let line = errors.split(separator: "\n").first(where: { $0.contains("dubious ownership") })
    else { return nil }
    let place = line.split(separator: "'").dropFirst().first.map(String.init) ?? "FOLDER"
    return "git: \(line); trust it with `git config --global --add safe.directory \(place)`"
  }

  /// The commit that a revision names, nil where git does not know it.
  package static func commit(of revision: String, _ interruption: Interruption) throws -> String? {
    try git(
      ["rev-parse", "--quiet", "--verify", "--end-of-options", "\(revision)^{commit}"],
      interruption)
  }

  /// Output of a git command without its last line feed, nil if it failed.
  package static func git(_ arguments: [String], _ interruption: Interruption) throws -> String? {
    var errors = ""
    return try git(arguments, interruption, errors: &errors)
  }

  private static func git(
    _ arguments: [String], _ interruption: Interruption, errors: inout String
  ) throws -> String? {
    var environment = ProcessInfo.processInfo.environment
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    environment["LC_ALL"] = "C"
    let child: ChildProcess
    do {
      child = try ChildProcess(
        command: ["git"] + arguments, environment: environment, interruption: interruption)
    } catch is SystemError {
      return nil
    }
    defer { child.stop() }
    child.closeInput()
    let deadline = Deadline(seconds: 30)
    guard let bytes = try child.readAll(deadline: deadline, limit: 64 << 20),
      let end = try child.wait(deadline: deadline)
    else { return nil }
    guard end == .exited(0) else {
      errors = child.errorText
      return nil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
