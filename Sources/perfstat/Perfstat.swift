import ArgumentParser
import Foundation
import PerfMeasure
import PerfReports
import PerfStats
import PerfText

/// The command line: parse, run one command, end with its exit status.
@main
struct Perfstat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "perfstat",
    abstract: "Statistics-first performance regression testing.",
    discussion: """
      Is it slower, by how much, how sure are we, and since when? Answers from raw timings.

      EXIT STATUS
        0  pass, warning, improvement or inconclusive
        1  regression
        2  could not judge: unreadable input, crashed benchmark, full disk
        3  inconclusive, with --strict
        64 wrong usage
      """,
    version: perfstatVersion,
    subcommands: [
      InitCommand.self,
      BenchCommand.self,
      RooflineCommand.self,
      CompareCommand.self,
      CollectCommand.self,
      DuetCommand.self,
      CalibrateDuetCommand.self,
      CalibrateHistoryCommand.self,
      BaselineCommand.self,
      ReportCommand.self,
      ArchiveCommand.self,
      HistoryCommand.self,
      NoiseCommand.self,
      PlanCommand.self,
      PolicyCommand.self,
      ReplayCommand.self,
      CalibrateCommand.self,
      ImportCommand.self,
      ExportCommand.self,
      WorkerCommand.self,
    ])

  static func main() async {
    // A closed pipe is an error of a write, not the death of the program.
    signal(SIGPIPE, SIG_IGN)
    BLASProvenance.chooseKernels()
    MemoryLimit.endWithStatus()
    await end(with: runCommandLine())
  }

  private static func runCommandLine() async -> any Error {
    do {
      do { try Limits.check() } catch { return error }
      try checkHelpTopic()
      var command = try parseAsRoot()
      do {
        if var asynchronous = command as? any AsyncParsableCommand {
          try await asynchronous.run()
        } else {
          try command.run()
        }
        return ExitStatus.success
      } catch {
        return error
      }
    } catch {
      return UsageFailure(underlying: error)
    }
  }

  /// Refuses `help nosuch`, for which the parser would show the general help.
  private static func checkHelpTopic() throws {
    let words = CommandLine.arguments.dropFirst()
    guard words.first == "help" else { return }
    var commands = configuration.subcommands
    for word in words.dropFirst() where word != "help" && !word.hasPrefix("-") {
      guard let command = commands.first(where: { $0._commandName == word }) else {
        throw ValidationError("help: no command \"\(word)\"")
      }
      commands = command.configuration.subcommands
    }
  }

  /// The one place that decides the exit status.
  private static func end(with outcome: any Error) async -> Never {
    switch outcome {
    case let status as ExitStatus:
      status.endProcess()
    case let nothing as NothingAffected:
      do {
        try StandardOutput.write("\(nothing)\n")
      } catch {
        StandardError.write("\(error)")
        ExitStatus.cannotJudge.endProcess()
      }
      ExitStatus.success.endProcess()
    case let usage as UsageFailure:
      endParsing(usage.underlying)
    case let interrupted as Interrupted:
      interrupted.endProcess()
    case _ where exitCode(for: outcome) != .failure:
      // Help and validation that the parser leaves to the run of a command.
      endParsing(outcome)
    case let quoting as any QuotingError:
      StandardError.write(quoting.message, quoting: quoting.quoted)
      ExitStatus.cannotJudge.endProcess()
    default:
      // Errors begin with their place; those of the statistics have none.
      let place = outcome is StatisticsError ? "perfstat: " : ""
      StandardError.write("\(place)\(outcome)")
      ExitStatus.cannotJudge.endProcess()
    }
  }

  /// Help, version and completion scripts go to standard output; everything
  /// else that ends parsing is wrong usage.
  private static func endParsing(_ outcome: any Error) -> Never {
    guard exitCode(for: outcome) == .success else {
      StandardError.write(lines: withLegibleArguments(fullMessage(for: outcome)))
      ExitStatus.usage.endProcess()
    }
    do {
      try StandardOutput.write(fullMessage(for: outcome) + "\n")
      ExitStatus.success.endProcess()
    } catch {
      StandardError.write("\(error)")
      ExitStatus.cannotJudge.endProcess()
    }
  }

  /// A message of the parser, which has lines of its own; the arguments that it names have none.
  private static func withLegibleArguments(_ message: String) -> String {
    var text = message
    for argument in CommandLine.arguments {
      for part in [argument, String(argument.drop { $0 != "=" }.dropFirst())] {
        let legible = part.legible(maximum: .max)
        if legible != part { text = text.replacingOccurrences(of: part, with: legible) }
      }
    }
    return text
  }
}

/// An error of the argument parser, kept apart from errors of the commands.
private struct UsageFailure: Error {
  var underlying: any Error
}
