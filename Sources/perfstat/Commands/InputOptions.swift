import ArgumentParser
import PerfArchive
import PerfText

/// How input files are read.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Layout of the input files. Default: recognised by content.", valueName: "layout"))
  var inputFormat: InputFormat?

  /// Reads archives, files and folders; says on standard error what was understood in a way
  /// the reader should know.
  func load(_ paths: [String]) throws(InputError) -> LoadedRuns {
    let loaded = try loadRuns(paths, format: inputFormat)
    for warning in loaded.warnings { StandardError.warn("\(warning)") }
    return loaded
  }
}

extension InputFormat: ExpressibleByArgument {}
