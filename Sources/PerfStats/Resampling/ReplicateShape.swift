/// How many replicates one side of a comparison has on each level: everything
/// about it except the numbers. Benchmarks of equal shape share their resampling
/// weights.
struct ReplicateShape: Hashable, Sendable {
  /// `jobs[j][e]` is the number of iterations in execution e of job j. Never
  /// empty on any level, no zero.
  let jobs: [[Int]]

  /// All iterations of all executions.
  let samples: Int

  /// - Throws: `StatisticsError.empty` if a level has no replicate.
  init(of side: [[[Double]]], name: @autoclosure () -> String) throws(StatisticsError) {
    if side.isEmpty { throw .empty("\(name()): no job") }
    for (job, executions) in side.enumerated() {
      if executions.isEmpty { throw .empty("\(name()): no execution in job \(job)") }
      for (execution, samples) in executions.enumerated() where samples.isEmpty {
        throw .empty("\(name()): no sample in execution \(execution) of job \(job)")
      }
    }
    jobs = side.map { $0.map(\.count) }
    samples = jobs.reduce(0) { $0 + $1.reduce(0, +) }
  }

  /// FNV-1a hash of the side, the level and the shape: the stream of the generator
  /// that this level of this shape draws from.
  func stream(side: ComparisonSide, level: ResamplingLevel) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    func add(_ value: Int) {
      for shift in stride(from: 0, to: 64, by: 8) {
        hash = (hash ^ UInt32(truncatingIfNeeded: (value >> shift) & 0xFF)) &* 16_777_619
      }
    }
    add(side.rawValue)
    add(level.rawValue)
    add(jobs.count)
    for executions in jobs {
      add(executions.count)
      executions.forEach(add)
    }
    return hash
  }
}

/// Which side of a comparison is resampled. The sides draw from different streams.
enum ComparisonSide: Int, Sendable {
  case baseline, current
}

/// Levels of replication, the unit of replication last.
enum ResamplingLevel: Int, Sendable {
  case iteration, execution, job
}
