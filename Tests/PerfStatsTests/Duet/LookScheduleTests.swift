import PerfStats
import Testing

struct LookScheduleTests {
  @Test("looks double until the most pairs are reached")
  func doubling() {
    #expect(LookSchedule.doubling(first: 10, most: 80).looks == [10, 20, 40, 80])
    #expect(LookSchedule.doubling(first: 10, most: 70).looks == [10, 20, 40, 70])
    #expect(LookSchedule.doubling(first: 10, most: 10).looks == [10])
    #expect(LookSchedule.doubling(first: 3, most: 4).looks == [3, 4])
    #expect(LookSchedule.doubling(first: 7, most: 2).looks == [7])
  }

  @Test("a single look spends everything")
  func single() {
    #expect((LookSchedule.single(10).share(0) - 1).magnitude < 1e-15)
  }

  /// Lan and DeMets 1983: alpha ln(1 + (e - 1) t); the values are from a pocket calculator.
  @Test("shares follow the Pocock-type spending function")
  func shares() {
    let schedule = LookSchedule.doubling(first: 10, most: 80)
    let spent = [0.194567, 0.357374, 0.620115, 1]
    var total = 0.0
    for look in spent.indices {
      total += schedule.share(look)
      #expect((total - spent[look]).magnitude < 1e-6)
    }
  }

  @Test("a look that comes early spends what its pairs allow, never more than all")
  func early() throws {
    let schedule = try LookSchedule(looks: [10, 20, 27], most: 80)
    let shares = (0..<3).map { schedule.share($0) }
    #expect(shares.allSatisfy { $0 > 0 })
    #expect(shares.reduce(0, +) < 0.5)
    #expect(schedule.level(0.95, look: 0) > 0.99)
  }

  @Test(
    "looks that are none are refused",
    arguments: [
      ([], 10), ([0], 10), ([10, 10], 20), ([20, 10], 20), ([10, 30], 20), ([-1], 5),
      ([1], 2_000_000),
    ])
  func refused(looks: [Int], most: Int) {
    #expect(throws: StatisticsError.self) { try LookSchedule(looks: looks, most: most) }
  }
}
