import Foundation
import PerfStats

extension DuetPlay {
  /// Says which functions made the failing benchmarks slower: instructions by function on both
  /// sides, the ten that changed most.
  package func explained(_ report: Report) throws -> Report {
    var report = report
    let failing = report.benchmarks.indices.filter {
      report.benchmarks[$0].verdict == .fail && report.benchmarks[$0].estimate != nil
    }.prefix(Self.mostExplained)
    guard !failing.isEmpty else { return report }
    let callgrind = try Callgrind(timeout: max(timeout, 600), interruption: interruption)
    watching.begin(failing.count)
    defer { watching.finish() }
    for index in failing {
      let name = report.benchmarks[index].name
      watching.step("explaining \(name)")
      let (changes, what) = try changes(name, callgrind)
      if changes.isEmpty {
        report.benchmarks[index].notes.append("no function executes more instructions than before")
      }
      report.benchmarks[index].notes += changes.map { change in
        let relative =
          change.base > 0 && change.head > 0
          ? String(format: "%+.1f %%", 100 * (change.head / change.base - 1))
          : change.base > 0 ? "gone" : "new"
        return
          "\(change.function): \(Self.number(change.base)) -> \(Self.number(change.head)) \(what)"
          + " (\(relative))"
      }
    }
    return report
  }

  private static let mostExplained = 5

  private static func number(_ value: Double) -> String {
    value >= 100 ? String(format: "%.0f", value) : String(format: "%.3g", value)
  }

  private typealias Changes = [(function: String, base: Double, head: Double)]

  private func changes(
    _ name: String, _ callgrind: Callgrind
  ) throws -> (Changes, what: String) {
    let player = sides.players[0]
    guard let harness else {
      let operations = try callgrind.calibrate(player.commands.base, name)
      let base = try callgrind.operation(player.commands.base, name, operations: operations)
      let head = try callgrind.operation(player.commands.head, name, operations: operations)
      return (base.largestChanges(to: head), "instructions")
    }
    guard let preset = harness.preset, let template else {
      let base = try callgrind.run(player.commands.base, in: player.directories.base)
      let head = try callgrind.run(player.commands.head, in: player.directories.head)
      return (base.largestChanges(to: head), "instructions")
    }
    // A harness runs as often as the time allows: shares of its instructions tell.
    let folder = try TemporaryFolder(interruption: callgrind.interruption)
    func profile(_ role: Duet.Role) throws -> CallgrindProfile {
      let words = template.words(
        side: sides.values[0][role], filter: preset.filter.text(name) ?? preset.everything,
        results: folder.file("results-\(role.rawValue)"), seed: 1)
      return try DuetError.naming(role) {
        try callgrind.run(words, in: player.directories[role])
      }
    }
    let base = try profile(.base)
    let head = try profile(.head)
    return (
      base.largestChanges(
        to: head,
        scale: DuetSides(base: 100 / base.instructions, head: 100 / head.instructions)),
      "% of the instructions"
    )
  }
}
