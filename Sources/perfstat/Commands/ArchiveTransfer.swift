import ArgumentParser
import PerfArchive
import PerfReports
import PerfStats
import PerfText

extension ArchiveCommand {
  struct Push: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep runs as files on a branch of a git remote, or in a folder.",
      discussion: """
        Each run becomes runs/<runner>/<date>-<commit>-<id>.jsonl.gz on a branch without history \
        in common with the code; the work tree and the branches here stay as they are. Several \
        pushes at once lose nothing, and a run that is there already is left out.

        EXAMPLES
          perfstat archive push current.jsonl --to git:origin/perfstat-data
          perfstat archive push results/ --to /mnt/share/perfstat
        """)

    @Argument(help: ArgumentHelp("Files and folders of runs.", valueName: "path"))
    var paths: [String]
    @Option(
      help: ArgumentHelp(
        "Where they are kept: git:REMOTE/BRANCH or a folder.", valueName: "place"))
    var to: ArchivePlace
    @OptionGroup var input: InputOptions

    func run() throws {
      let runs = try input.reading.load(paths).runs
      guard !runs.isEmpty else {
        throw InputError(place: paths.joined(separator: ", "), message: "no run in it")
      }
      let outcomes = try to.add(runs)
      for (run, outcome) in zip(runs, outcomes) where outcome == .different {
        StandardError.warn(
          "run \(run.id.legible()) is in \(to.description) with other contents and was left as it "
            + "is there")
      }
      try StandardOutput.write("\(to.description): \(outcomes.tally)\n")
      if outcomes.contains(.different) { throw ExitStatus.cannotJudge }
    }
  }

  struct Pull: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Copy the runs of a branch of a git remote, or of a folder, into a folder.",
      discussion: """
        Files that are there already are not fetched again; the folder can be given wherever runs \
        are read.

        EXAMPLES
          perfstat archive pull --from git:origin/perfstat-data --output archive
          perfstat history archive/runs --git .
        """)

    @Option(help: ArgumentHelp("git:REMOTE/BRANCH or a folder.", valueName: "place"))
    var from: ArchivePlace
    @Option(help: ArgumentHelp("Folder that gets runs/<runner>/...", valueName: "folder"))
    var output: String
    @Option(help: ArgumentHelp("Only runs of this runner.", valueName: "slug"))
    var runner: String?

    func run() throws {
      let (found, copied) = try from.copy(to: output, runner: runner)
      try StandardOutput.write(
        "\(from.description): \(counted(found, "run")), \(copied) copied to \(output.legible())\n")
    }
  }
}
