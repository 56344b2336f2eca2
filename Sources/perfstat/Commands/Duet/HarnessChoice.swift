import ArgumentParser
import PerfMeasure

/// What `--harness` names.
struct HarnessChoice: ExpressibleByArgument, Hashable {
  var name: String
  /// Nil for complete runs of a command.
  var preset: HarnessPreset?

  static let wholeProcess = HarnessChoice(name: HarnessPreset.noneName, preset: nil)

  static var allValueStrings: [String] {
    HarnessPreset.all.map(\.name) + [HarnessPreset.noneName]
  }

  private init(name: String, preset: HarnessPreset?) {
    self.name = name
    self.preset = preset
  }

  init?(argument: String) {
    if argument == HarnessPreset.noneName {
      self = .wholeProcess
      return
    }
    guard let preset = HarnessPreset.named(argument) else { return nil }
    self.init(name: argument, preset: preset)
  }
}
