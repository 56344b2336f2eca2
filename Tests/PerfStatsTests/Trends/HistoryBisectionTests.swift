import PerfStats
import Testing

@Suite struct HistoryBisectionTests {
  /// 40 simulated hunts for the first slow commit of 512, every eighth measured; a job scatters by
  /// 4 %, the change is 10 %. Means of `calibrate-history` (200 hunts): 5 builds against 9, 13 jobs
  /// against 23, the right commit in 98 % against 75 %.
  @Test(arguments: [HistorySimulation.Noise.normal, .studentT4])
  func needsFewerBuildsThanHalving(noise: HistorySimulation.Noise) throws {
    let hunts = try (0..<40).compactMap { trial in
      var simulation = HistorySimulation(seed: 5, trial: trial)
      return try simulation.hunt(noise, commits: 512, spacing: 8, change: 0.10, sd: 0.04)
    }
    #expect(hunts.count >= 35)
    func total(_ value: (HistorySimulation.Hunt) -> Int) -> Int {
      hunts.reduce(0) { $0 + value($1) }
    }
    #expect(4 * total(\.builds) < 3 * total(\.plainBuilds))
    #expect(total(\.jobs) < total(\.plainJobs))
    #expect(total { $0.found ? 1 : 0 } > total { $0.plainFound ? 1 : 0 })
  }
}
