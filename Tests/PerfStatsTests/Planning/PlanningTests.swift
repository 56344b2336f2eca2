import PerfStats
import Testing

@Suite struct PlanningTests {
  struct Vectors: Decodable {
    struct Vector: Decodable {
      struct Exact: Decodable {
        var value: Double

        init(from decoder: any Decoder) throws {
          var pair = try decoder.unkeyedContainer()
          _ = try pair.decode(String.self)
          value = try pair.decode(Double.self)
        }
      }

      var components: [String: Exact]
      var costs: [Double]?
      /// Null where the level above adds no variance.
      var optimum: [String: Double?]?

      enum CodingKeys: String, CodingKey {
        case components = "T2"
        case costs = "costs_high_to_low"
        case optimum = "optimal_reps"
      }
    }
  }

  /// Against exact arithmetic.
  @Test func optimumRepetitionsOfKaliberaAndJones() throws {
    let vectors: [Vectors.Vector] = try ReferenceVectors.section(
      "vectors", file: "Fixtures/reference/kalibera-jones-own.json")
    var checked = 0
    for vector in vectors {
      guard let costs = vector.costs, let optimum = vector.optimum else { continue }
      let variances = (1...costs.count).map { vector.components["\($0)"]?.value ?? .nan }
      let found = optimumRepetitions(costs: costs.reversed(), variances: variances)
      for (level, expected) in optimum {
        let position = try #require(Int(level)) - 1
        #expect(found[position] == expected.map { Int(max(1, $0.rounded(.up))) })
        checked += 1
      }
    }
    #expect(checked > 0)
    #expect(optimumRepetitions(costs: [1, 10], variances: [1, 0]) == [nil])
  }

  /// By hand, in the limit of known variances and normal tails: se = sqrt(2) 1 %, one
  /// benchmark; interval: ln 1.05 + (1.96 + 0.8416) se, test: (1.6449 + 0.8416) se.
  @Test func minimumDetectableEffect() {
    let effect = DetectableEffect(
      baselineVariance: 1e-4, currentVariance: 1e-4, inflation: 1, degreesOfFreedom: 1e7,
      tails: TailCalibration(kappa: 1, nu: 1e7), family: 1)
    // exp(0.04879016 + 2.8015852 * 0.01414214) - 1
    #expect(relativeError(effect.minimum(jobs: 1, policy: Policy()), 0.0924366) < 1e-4)
    // Four current jobs: se = 1 % sqrt(1.25); exp(0.04879016 + 2.8015852 * 0.01118034) - 1
    #expect(relativeError(effect.minimum(jobs: 4, policy: Policy()), 0.0834093) < 1e-4)
    #expect(effect.jobs(toDetect: 0.0925, policy: Policy()) == 1)
    #expect(effect.jobs(toDetect: 0.0835, policy: Policy()) == 4)
    // What is found with power 0.8 is found with power 0.8; at the bar itself, ln 1.05 + 1.96 se, half of the time.
    #expect(relativeError(effect.power(effect: 0.0924366, jobs: 1, policy: Policy()), 0.8) < 1e-4)
    #expect(relativeError(effect.power(effect: 0.0795118, jobs: 1, policy: Policy()), 0.5) < 1e-4)
    // The baseline's job sets a floor.
    #expect(effect.jobs(toDetect: 0.06, policy: Policy()) == nil)
  }

  @Test func moreJobsFindMore() throws {
    let runs = SimulatedMachine.shared.runs(
      suite: 1, benchmarks: 30, jobs: 12, executions: 3, samples: 5, seed: 1)
    let model = try NoiseModel.fit(runs, statistic: .fastHalfMean)
    let plan = try SuitePlan(
      model: model, target: 0.1, baselineJobs: 5, policy: Policy(),
      cost: MeasuringCost(sample: [:], execution: 0.1, job: 60))
    #expect(plan.benchmarks.count == 30)
    #expect(zip(plan.coverage, plan.coverage.dropFirst()).allSatisfy { $0 <= $1 })
    for benchmark in plan.benchmarks {
      #expect(benchmark.floor <= benchmark.detectable)
      #expect(benchmark.jobs.map { $0 >= 1 } ?? (benchmark.floor > 0.1))
    }
    // 30 benchmarks x 3 executions x 0.1 s and 60 s of starting.
    #expect(relativeError(plan.secondsPerJob, 69) < 1e-9)
  }

  /// Against scipy: the shares that further jobs decide, without and with what a bootstrap of the jobs sees: less
  /// with ten baseline jobs and eight current ones, no less with four and eight, or ten and three.
  @Test func theJobsToldAllowForTheBootstrap() {
    for (effect, shift, variances, baseline, further, modelled, resampled) in [
      (-0.05, 0.0, (0.0027, 0.0025), 10, 7, 0.5709703059492814, 0.4090847803821916),
      (-0.05, 0, (0.0027, 0.0025), 4, 7, 0.45178389143195147, 0.45178389143195147),
      (-0.08, 0.01, (0.0004, 0.0004), 10, 2, 0.9963149730332486, 0.9963149730332486),
    ] {
      var deciding = JobsToDecide(
        effect: effect, shift: shift, variance: variances.0, commonVariance: variances.1,
        degreesOfFreedom: 20, tails: TailCalibration(kappa: 1, nu: 8), baselineJobs: baseline,
        currentJobs: 1, siblings: 30)
      #expect(
        relativeError(deciding.decided(further: further, policy: Policy()), modelled) < 1e-9)
      deciding.isResampled = true
      #expect(
        relativeError(deciding.decided(further: further, policy: Policy()), resampled) < 1e-9)
    }
  }

  @Test func aPlanFindsAsMuchInLessTime() throws {
    let runs = SimulatedMachine.quiet.runs(
      suite: 1, benchmarks: 30, jobs: 20, executions: 5, samples: 10, seed: 1)
    let model = try NoiseModel.fit(runs, statistic: .fastHalfMean)
    let uniform = MeasuringPlan.Repetitions(executions: 5, samples: 10)
    let plan = try MeasuringPlan(
      model: model, uniform: uniform, batchSeconds: 1e-3, warmUpSamples: 2)
    // 30 benchmarks x 5 executions x 12 samples of 1 ms.
    #expect(relativeError(plan.seconds.uniform, 1.8) < 1e-9)
    #expect(plan.power.planned >= plan.power.uniform)
    #expect(plan.benchmarks.count == 30)
    let seconds = plan.benchmarks.values.reduce(0.0) {
      $0 + Double($1.executions * ($1.samples + 2)) / 1000
    }
    #expect(relativeError(plan.seconds.planned, seconds) < 1e-9)
    #expect(seconds < 0.7 * plan.seconds.uniform)
    #expect(
      plan.benchmarks.values.allSatisfy {
        (5...10).contains($0.executions) && (6...30).contains($0.samples)
      })
    #expect(plan.repetitions(of: "of tomorrow") == uniform)

    // The noisiest benchmark that the plan changes is measured longer than the quietest.
    let noise = try #require(model.families.first).benchmarks
      .filter { plan.repetitions(of: $0.name) != uniform }
      .sorted { $0.moderatedVariance < $1.moderatedVariance }
    func samples(_ noise: BenchmarkNoise?) -> Int {
      let planned = plan.repetitions(of: noise?.name ?? "")
      return planned.executions * planned.samples
    }
    #expect(samples(noise.first) < samples(noise.last))
  }

  @Test func aPlanNeedsTheNoiseOfWhatIsMeasured() throws {
    let runs = SimulatedMachine.quiet.runs(
      suite: 1, benchmarks: 8, jobs: 8, executions: 3, samples: 4, seed: 1)
    let model = try NoiseModel.fit(runs, statistic: .fastHalfMean)
    #expect(throws: StatisticsError.self) {
      try MeasuringPlan(
        model: model, names: ["another"], uniform: .init(executions: 5, samples: 10),
        batchSeconds: 1e-3, warmUpSamples: 2)
    }
  }
}
