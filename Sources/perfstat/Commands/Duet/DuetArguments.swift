import ArgumentParser
import PerfMeasure

/// What counts instead of measuring.
enum CountingTool: String, ExpressibleByArgument, CaseIterable {
  case callgrind
}

extension Seconds: ExpressibleByArgument {}
extension HarnessChoice: ExpressibleByArgument {}
extension DuetPin: ExpressibleByArgument {}
