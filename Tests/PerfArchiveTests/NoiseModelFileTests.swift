import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite struct NoiseModelFileTests {
  private func model() throws -> NoiseModel {
    var runs = SimulatedMachine.shared.runs(
      suite: 1, benchmarks: 24, jobs: 10, executions: 3, samples: 5, seed: 7)
    for r in runs.indices {
      runs[r].date = "2026-01-\(10 + r)T00:00:00Z"
      runs[r].runner = Runner(cpu: "model \"x\"", cores: 4)
      if r == 3 { runs[r].measurements.removeFirst() }
    }
    return try NoiseModel.fit(runs, statistic: .median)
  }

  @Test func readsBackWhatItWrote() throws {
    let model = try model()
    let bytes = NoiseModelFile.encode(model)
    #expect(try NoiseModelFile.decode(bytes, file: "m.json") == model)
  }

  @Test(arguments: [
    ("\"version\": 1", "\"version\": 2", "expected version 1"),
    ("perfstat.noise-model", "perfstat.run", "perfstat.noise-model"),
    ("\"statistic\": \"median\"", "\"statistic\": \"mode\"", "fastHalfMean"),
    ("\"kappa\": ", "\"kappa\": -", "kappa"),
    ("\"commonVariance\": ", "\"commonVariance\": \"x\", \"was\": ", "commonVariance"),
    ("\"residuals\": [", "\"residuals\": [0,", "residual"),
    ("\"segmentStarts\": [0", "\"segmentStarts\": [99", "segmentStarts"),
    ("\"moderatedVariance\": ", "\"moderatedVariance\": 0, \"was\": ", "moderatedVariance"),
  ])
  func refusesWhatNoFitYields(old: String, new: String, message: String) throws {
    let text = String(decoding: NoiseModelFile.encode(try model()), as: UTF8.self)
    let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    let broken = try #require(parts.count == 2 ? parts[0] + new + parts[1] : nil)
    let error = #expect(throws: InputError.self) {
      try NoiseModelFile.decode(Array(broken.utf8), file: "m.json")
    }
    #expect(error?.description.contains(message) ?? false, "\(String(describing: error))")
    #expect(error?.place.hasPrefix("m.json:") ?? false)
  }
}
