import PerfMeasure

/// As a line of `HarnessPreset.all`.
// swift-format-ignore
let stopwatchHarness: HarnessPreset =
    .init("stopwatch", "{} --seconds {time} --only {benchmark}", all: "all", filter: .literal, format: "stopwatch")
