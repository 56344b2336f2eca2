import Foundation
import PerfStats

extension JobCollection {
  /// The rows, times whose files name no unit ending where most of a job's times are about a power of 1000
  /// larger or smaller than before: another unit or another program, which the numbers cannot tell. The rest
  /// is a series of its own.
  func withUnitsApart(_ order: [Int]) -> [Key: Row] {
    let open = rows.keys.filter { $0.series.metric == "time" && rows[$0]?.metric.unit == "" }
    if open.isEmpty { return rows }
    var byJob: [Int: [(key: Key, value: Double)]] = [:]
    for key in open {
      for entry in rows[key]?.values ?? [] where entry.value > 0 {
        byJob[entry.job, default: []].append((key, entry.value))
      }
    }
    var powers: [Int: Int] = [:]
    /// The last value of each series, in the first unit.
    var last: [Key: Double] = [:]
    for job in order {
      let values = byJob[job] ?? []
      var votes: [Int: Int] = [:]
      var count = 0
      for (key, value) in values {
        guard let before = last[key] else { continue }
        count += 1
        votes[thousands(value / before), default: 0] += 1
      }
      let power = votes.first { $0.key != 0 && 2 * $0.value > count }?.key ?? 0
      powers[job] = power
      for (key, value) in values { last[key] = value / pow(1000, Double(power)) }
    }
    guard powers.values.contains(where: { $0 != 0 }) else { return rows }
    var apart = rows
    for key in open {
      guard let row = rows[key] else { continue }
      apart[key] = nil
      for entry in row.values {
        let power = powers[entry.job] ?? 0
        var own = key
        own.definition = "no unit in the file"
        if power != 0 {
          let factor = "1" + String(repeating: "000", count: abs(power))
          own.definition += ", about \(factor) times \(power > 0 ? "larger" : "smaller")"
        }
        apart[own, default: Row(metric: row.metric)].values.append(entry)
      }
    }
    return apart
  }

  /// The power of 1000 that a ratio is within a factor of three of; 0 where it is none.
  private func thousands(_ ratio: Double) -> Int {
    let power = log10(ratio) / 3
    guard ratio > 0, power.magnitude < 7, (power - power.rounded()).magnitude < 0.16 else {
      return 0
    }
    return Int(power.rounded())
  }
}
