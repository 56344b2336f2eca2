import PerfStats
import PerfText

extension LoadedRuns {
  /// The duet among runs that were read, and the benchmarks of it that cannot be used; nil if there
  /// is none.
  ///
  /// - Parameters:
  ///   - place: name of the files for messages.
  ///   - names: which benchmarks are wanted.
  /// - Throws: half a duet, several duets, jobs beside a duet, or no benchmark that is wanted.
  package func duet(
    place: String, names: ((String) -> Bool)?
  ) throws(InputError) -> (duet: Duet, rejected: [RejectedBenchmark])? {
    let found = try runs.duets(place: place)
    guard var duet = found.duets.first else { return nil }
    guard found.duets.count == 1, found.others.isEmpty else {
      throw InputError(
        place: place,
        message: "expected one duet, found \(found.duets.count) duets and \(found.others.count)"
          + " other jobs; with --baseline they are compared as jobs")
    }
    var rejected = rejected
    if let names, !duet.isUnmeasured {
      duet.base.measurements.removeAll { !names($0.benchmark) }
      duet.head.measurements.removeAll { !names($0.benchmark) }
      rejected.removeAll { !names($0.key.benchmark) }
      guard !duet.head.measurements.isEmpty else {
        throw InputError(place: place, message: "--filter matches no benchmark")
      }
    }
    return (duet, rejected)
  }
}

extension [Run] {
  /// The duets among runs, and what is no part of one.
  package func duets(place: String) throws(InputError) -> (duets: [Duet], others: [Run]) {
    do {
      return try Duet.collect(self)
    } catch {
      throw InputError(place: place, message: error.description)
    }
  }

  /// The duets where there is nothing else, none where there are only jobs.
  ///
  /// - Parameter remedy: what to do where there are both.
  package func duetsAlone(place: String, remedy: String) throws(InputError) -> [Duet] {
    let (duets, others) = try duets(place: place)
    guard duets.isEmpty || others.isEmpty else {
      throw InputError(
        place: place,
        message: "expected jobs or duets, found \(others.count) jobs and \(duets.count) duets; "
          + remedy)
    }
    return duets
  }

  /// What duets of a runner teach about its noise.
  ///
  /// - Parameter own: a duet that is to be judged and teaches nothing about itself.
  package func duetNoise(
    of runner: Runner, apart own: Duet? = nil, place: String
  ) throws(InputError) -> DuetNoise {
    .fit(
      try duets(place: place).duets.filter {
        $0.head.runner.conflicts(with: runner).isEmpty && $0.head.id != own?.head.id
      })
  }
}
