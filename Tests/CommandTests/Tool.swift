import Foundation
import TestSupport
import Testing

/// The built command, run as its users run it.
struct Tool {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// `.build/release/perfstat`, beside the test bundle.
  static let path: String = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<8 {
      let candidate = folder.appendingPathComponent("perfstat")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate.path }
      folder.deleteLastPathComponent()
    }
    return packageFolder.appendingPathComponent(".build/release/perfstat").path
  }()

  /// A program of the machine, if it has it. What a bare machine lacks is skipped, not failed.
  static func path(of program: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Folder that the command starts in; removed with `Scratch`.
  var folder: URL

  /// Runs the command to its end.
  ///
  /// - Parameter output: Where standard output goes instead of into the result.
  @discardableResult
  func run(
    _ arguments: String..., environment: [String: String] = [:], input: String? = nil,
    output: String? = nil
  ) throws -> Result {
    try run(arguments, environment: environment, input: input, output: output)
  }

  @discardableResult
  func run(
    _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
    output: String? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Tool.path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables.merge(environment) { $1 }
    process.environment = variables
    // Files instead of pipes: nothing can block, however much is written.
    let files = ["in", "out", "err"].map {
      folder.appendingPathComponent(".\($0)-\(UUID().uuidString)")
    }
    for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    if let input { try Data(input.utf8).write(to: files[0]) }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(
      forWritingTo: output.map { URL(fileURLWithPath: $0) } ?? files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationReason == .exit
        ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}

/// Runs `body` in a folder of its own and removes it.
func inScratch<Value>(_ body: (Tool) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("perfstat-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(Tool(folder: folder))
}

/// Ids of the running processes with these words as their command line.
func processes(_ words: String...) throws -> [Int] {
  try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int.init).filter {
    // A process may end while it is looked at.
    let line = FileManager.default.contents(atPath: "/proc/\($0)/cmdline") ?? Data()
    return line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } == words
  }
}
