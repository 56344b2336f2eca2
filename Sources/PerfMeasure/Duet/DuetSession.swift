import Foundation
import PerfStats

/// The course of a duet: execution pairs, looks at what they say, and when to stop.
package struct DuetSession {
  /// When to look; a single look measures all benchmarks to the end.
  var schedule: LookSchedule
  /// Seconds after which no further execution pair begins, nil for no limit.
  var budget: Double?
  /// Executions of both sides by series, in the order of measuring.
  package private(set) var executions: [SeriesKey: DuetSides<[Execution]>] = [:]
  /// Execution pairs at each look that was taken.
  private(set) var looks: [Int] = []

  /// Execution pairs that are measured however small the budget is: fewer cannot fail.
  private static let fewestPairs = 3

  package init(schedule: LookSchedule, budget: Double?, looks: [Int] = []) {
    self.schedule = schedule
    self.budget = budget
    self.looks = looks
  }

  /// The looks that were taken, as the judge needs them.
  package func taken() throws -> LookSchedule {
    try LookSchedule(looks: looks, most: schedule.most)
  }

  /// Measures until every benchmark is decided or the looks or the budget are used up.
  ///
  /// - Parameters:
  ///   - measure: measures one more execution pair, whose number it is given, of these benchmarks.
  ///   - begin: is told the pairs before the next look.
  ///   - undecided: benchmarks that need more pairs, asked after each look but the last.
  package mutating func run(
    _ names: [String], begin: (_ pairs: Int) -> Void,
    measure: (Int, [String]) throws -> [SeriesKey: DuetSides<Execution>],
    undecided: (DuetSession) throws -> Set<String>
  ) throws {
    let start = DispatchTime.now().uptimeNanoseconds
    var lastPair = 0.0
    var done = 0
    func isOver() -> Bool {
      guard let budget, done >= DuetSession.fewestPairs else { return false }
      return DuetSession.seconds(since: start) + lastPair > budget
    }
    var active = names
    for look in schedule.looks {
      begin(look - done)
      while done < look && !isOver() {
        let pairStart = DispatchTime.now().uptimeNanoseconds
        for (key, pair) in try measure(done, active) {
          executions[key, default: DuetSides(base: [], head: [])].base.append(pair.base)
          executions[key]?.head.append(pair.head)
        }
        done += 1
        lastPair = DuetSession.seconds(since: pairStart)
      }
      if done > looks.last ?? 0 { looks.append(done) }
      if look == schedule.looks.last || isOver() { return }
      let open = try undecided(self)
      active = active.filter { open.contains($0) }
      if active.isEmpty { return }
    }
  }

  private static func seconds(since start: UInt64) -> Double {
    Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }
}
