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
    MemoryLimit.endProcess(
      status: ExitStatus.cannotJudge.rawValue,
      writing:
        "perfstat: the program failed; the limit on memory (ulimit) is too low for this input, most likely\n",
      to: STDERR_FILENO)
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
      end(saying: "\(nothing)\n")
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
      StandardError.write(
        lines: fullMessage(for: outcome).legible(quoting: CommandLine.arguments))
      ExitStatus.usage.endProcess()
    }
    end(saying: fullMessage(for: outcome) + "\n")
  }

  /// All went well if the text can be written.
  private static func end(saying text: String) -> Never {
    do {
      try StandardOutput.write(text)
      ExitStatus.success.endProcess()
    } catch {
      StandardError.write("\(error)")
      ExitStatus.cannotJudge.endProcess()
    }
  }
}

/// An error of the argument parser, kept apart from errors of the commands.
private struct UsageFailure: Error {
  var underlying: any Error
}
