import Foundation

/// What a repository needs to be judged: a workflow, a policy file, and the folder of its baselines.
package struct StarterFiles {
  package struct File {
    /// Path within the repository.
    package var path: String
    package var text: String
  }

  package var files: [File]

  /// - Parameter tool: repository that holds perfstat's workflows, `OWNER/perfstat`.
  package init(_ harnesses: [FoundHarness], tool: String) {
    files = [
      File(path: ".github/workflows/perfstat.yml", text: Self.workflow(harnesses, tool: tool)),
      File(path: ".perfstat.json", text: Self.policy),
      File(path: ".performance-baselines/README.md", text: Self.baselines),
    ]
  }

  private static func workflow(_ harnesses: [FoundHarness], tool: String) -> String {
    var text = """
      # Measures each pull request and its merge base in alternation, and judges them.
      name: performance
      on: pull_request
      permissions: {}
      jobs:

      """
    for harness in harnesses {
      text += """
          \(harness.name.filter { $0 != "." }):
            permissions: {contents: read, checks: write, pull-requests: write}
            uses: \(tool)/.github/workflows/gate.yml@v1
            with:

        """
      let name = harnesses.count > 1 ? "performance of \(harness.name)" : ""
      let inputs = [
        ("name", name), ("setup", harness.setup), ("build", harness.build),
        ("measure", harness.measure), ("results", harness.results),
      ]
      for (key, value) in inputs where !value.isEmpty {
        text += "      \(key): \(scalar(value))\n"
      }
    }
    return text
  }

  /// A value of YAML: as it is where that is safe, else in quotes.
  private static func scalar(_ value: String) -> String {
    let isPlain =
      value.first.map { $0.isLetter || "./".contains($0) } == true && !value.contains(": ")
      && !value.contains(" #") && !value.hasSuffix(":") && value.allSatisfy { $0 >= " " }
    return isPlain ? value : "'\(value.replacingOccurrences(of: "'", with: "''"))'"
  }

  private static let policy = """
    {
      "format": "perfstat.policy",
      "version": 1,
      "limits": [],
      "waivers": [],
      "unfit": []
    }

    """

  private static let baselines = """
    # Baselines

    One folder for each kind of machine, made by perfstat:

        perfstat collect --executions 5 --output job-1.jsonl -- COMMAND     # five times, better on five days
        perfstat baseline save --from job-1.jsonl job-2.jsonl job-3.jsonl job-4.jsonl job-5.jsonl

    `baseline-current.jsonl` is what `perfstat compare --current FILE` judges against on such a machine. `save` never
    overwrites: the file before stays as `baseline-COMMIT-archived.jsonl`. A slower baseline is saved with its reason
    (`--reason "validates its input since 2.1"`), in a commit of its own.

    The workflow of pull requests needs none of this: it measures both versions.

    """

  /// Why a file of the starter is not written; nil where nothing is in its way.
  package static func obstacle(_ path: String, in root: String) -> String? {
    var place = root
    let parts = path.split(separator: "/")
    for (position, part) in parts.enumerated() {
      place += "/\(part)"
      var info = stat()
      guard lstat(place, &info) == 0 else { return nil }
      if position == parts.count - 1 { return "is there already" }
      let shown = parts[...position].joined(separator: "/")
      if info.st_mode & S_IFMT != S_IFDIR { return "\(shown) is no folder" }
    }
    return nil
  }

  /// Writes a file that is not there; never another one, never through a link.
  package static func write(_ file: File, in root: String) throws(SystemError) {
    if obstacle(file.path, in: root) != nil { throw SystemError(file.path, code: EEXIST) }
    var place = root
    for part in file.path.split(separator: "/").dropLast() {
      place += "/\(part)"
      if mkdir(place, 0o777) != 0, errno != EEXIST { throw SystemError(place) }
    }
    let path = "\(root)/\(file.path)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemError(file.path) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      try handle.write(contentsOf: Data(file.text.utf8))
      try handle.synchronize()
      try handle.close()
    } catch {
      let code = errno
      unlink(path)
      throw SystemError(file.path, code: code)
    }
  }
}
