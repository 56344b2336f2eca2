/// What `--harness` names.
package struct HarnessChoice: Hashable, Sendable {
  package var name: String
  /// Nil for complete runs of a command.
  package var preset: HarnessPreset?

  package static let wholeProcess = HarnessChoice(name: HarnessPreset.noneName, preset: nil)

  package static var allValueStrings: [String] {
    HarnessPreset.all.map(\.name) + [HarnessPreset.noneName]
  }

  private init(name: String, preset: HarnessPreset?) {
    self.name = name
    self.preset = preset
  }

  package init?(argument: String) {
    if argument == HarnessPreset.noneName {
      self = .wholeProcess
      return
    }
    guard let preset = HarnessPreset.named(argument) else { return nil }
    self.init(name: argument, preset: preset)
  }
}
