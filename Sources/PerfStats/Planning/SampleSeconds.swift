import RealModule

extension NoiseModel {
  /// Seconds of one sample of each series: value times batch, or the duration alone where
  /// the batch is unknown: only the jobs themselves tell how many operations a sample timed.
  package func sampleSeconds(_ runs: [Run]) -> [SeriesKey: Double] {
    var seconds: [SeriesKey: Double] = [:]
    for family in families {
      for benchmark in family.benchmarks {
        guard let duration = benchmark.log10Duration else { continue }
        let key = SeriesKey(benchmark: benchmark.name, metric: family.metric)
        let batches = runs.flatMap { run in
          run.measurements.filter { $0.key == key }.flatMap { $0.executions.map(\.iterations) }
        }
        let batch = batches.last.flatMap { $0 } ?? 1
        seconds[key] = Double.pow(10, duration - 9) * Double(max(1, batch))
      }
    }
    return seconds
  }
}
