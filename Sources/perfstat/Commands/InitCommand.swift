import ArgumentParser
import Foundation
import PerfArchive
import PerfMeasure
import PerfText

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Look at a repository and write what its pull requests need to be judged.",
    discussion: """
      Says which benchmark harness it found (Go, Criterion, Google Benchmark, Catch2, JMH, pytest-benchmark, \
      pyperf, Vitest, BenchmarkDotNet, Swift's, ...) and writes, after asking, three files that \
      are yours from then on: the workflow, the policy file, and a README for baselines. A file \
      that is there is never touched, and nothing of the repository is run.

      EXAMPLES
        perfstat init
        perfstat init --dry-run
        perfstat init --yes --measure 'make -s bench'
      """)

  @Argument(help: ArgumentHelp("The repository.", valueName: "folder"))
  var folder = "."

  @Flag(help: "Write without asking.")
  var yes = false

  @Flag(help: "Show the files; write none.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Command that measures and prints results, in place of what is found.", valueName: "command"))
  var measure: String?

  @Option(
    help: ArgumentHelp("Repository that holds perfstat's workflows.", valueName: "owner/name"))
  var tool = "OWNER/perfstat"

  func validate() throws {
    if tool.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+/#) == nil {
      throw ValidationError("--tool: expected OWNER/NAME, found \"\(tool)\"")
    }
    if let measure, measure.isEmpty || measure.contains(where: { $0 < " " }) {
      throw ValidationError("--measure: expected a command on one line")
    }
  }

  func run() throws {
    guard isFolder(folder) else { throw InputError(place: folder, message: "expected a folder") }
    let starter = StarterFiles(try harnesses(), tool: tool)
    let missing = try starter.files.filter { file in
      guard let obstacle = StarterFiles.obstacle(file.path, in: folder) else { return true }
      try StandardOutput.write("\(file.path): \(obstacle), left as it is\n")
      return false
    }
    if missing.isEmpty { return try StandardOutput.write("nothing to write\n") }
    if !yes {
      for file in missing { try StandardOutput.write("\n--- \(file.path)\n\(file.text)") }
      if dryRun { return }
      guard isatty(STDIN_FILENO) == 1 else {
        StandardError.say("nothing was written: --yes writes these files")
        throw ExitStatus.usage
      }
      try StandardOutput.write("\nWrite \(missing.count == 1 ? "it" : "them")? [y/N] ")
      guard ["y", "yes"].contains(readLine()?.lowercased()) else {
        return try StandardOutput.write("nothing was written\n")
      }
    }
    for file in missing {
      if !dryRun { try StarterFiles.write(file, in: folder) }
      try StandardOutput.write("\(dryRun ? "would write" : "wrote") \(file.path)\n")
    }
    if tool.hasPrefix("OWNER/") {
      try StandardOutput.write(
        "Put the owner of your copy of perfstat in place of OWNER in .github/workflows/perfstat.yml.\n"
      )
    }
  }

  /// What is found, told; or the command that was given.
  private func harnesses() throws -> [FoundHarness] {
    if let measure { return [FoundHarness(command: measure)] }
    let files = RepositoryFiles(folder)
    let found = FoundHarness.all(in: files)
    for harness in found {
      let evidence = harness.evidence.legible(maximum: 80)
      try StandardOutput.write("found \(harness.title) in \(harness.file.legible()): \(evidence)\n")
      if !harness.note.isEmpty { StandardError.warn(harness.note) }
    }
    if files.isCut {
      StandardError.warn("the repository has more files or deeper folders than were looked at")
    }
    guard !found.isEmpty else {
      throw InputError(
        place: folder,
        message: "found no benchmark harness; name the command that prints results with --measure "
          + "(docs/formats.md lists what is read)")
    }
    return found
  }
}
