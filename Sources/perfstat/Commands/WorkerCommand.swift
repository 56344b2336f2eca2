import ArgumentParser
import KernelSuite
import PerfWorker

/// The child process of `bench` and `duet`.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Serve samples of the built-in suite on request (docs/worker-protocol.md).",
    shouldDisplay: false)

  @Option(help: "Which of the built-in benchmarks: focused or full.")
  var suite: BuiltInSuite = .focused

  @OptionGroup var slowDown: SlowDownOptions

  func run() async throws {
    try await WorkerServer(
      offers: suite.offers, call: { try suite.loop($0).map(TimedCall.init(loop:)) },
      slowDowns: slowDown.slowDown, write: StandardOutput.write(exactly:)
    ).serve()
  }
}

/// Makes kernels slower than they are, to show that the gate finds them.
struct SlowDownOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stretch the time of one benchmark.", valueName: "name=factor", visibility: .hidden))
  var slowDown: [SlowDown] = []
}

extension SlowDown: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension BuiltInSuite: ExpressibleByArgument {}
