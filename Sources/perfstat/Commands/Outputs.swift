import ArgumentParser
import PerfArchive
import PerfReports
import PerfStats

/// Writes a text to a file, or to standard output where none is named.
func write(_ text: String, to path: String?) throws {
  if let path {
    try writeFile(path, text.utf8)
  } else {
    try StandardOutput.write(text)
  }
}

/// Writes runs to a file, or for `-` to standard output.
///
/// - Parameters:
///   - quiet: whether nothing is said about it.
///   - note: what is said after the name of the file.
func write(_ runs: [Run], to path: String, quiet: Bool = true, note: String = "") throws {
  if path == "-" { return try RunFile.write(runs) { try StandardOutput.write($0) } }
  let writer = try FileWriter(path)
  try RunFile.write(runs) { try writer.write($0) }
  try writer.finish()
  if !quiet { StandardError.say("wrote \(path)\(note)") }
}

/// Where one text goes.
struct TextOutput: ParsableArguments {
  @Option(help: ArgumentHelp("File instead of standard output.", valueName: "file"))
  var output: String?

  func check(inputs: [String]) throws {
    try checkOutputs([output].compactMap(\.self), inputs: inputs)
  }

  func write(_ bytes: [UInt8]) throws { try write(String(decoding: bytes, as: UTF8.self)) }

  func write(_ text: String) throws {
    try perfstat.write(text, to: output)
  }
}

extension TextFormat: ExpressibleByArgument {}
extension PictureFormat: ExpressibleByArgument {}
