import RealModule

/// Times whose files name no unit, where most of them moved by the same power of 1000: the files
/// were written in different units, or everything really did. That cannot be told from the numbers.
///
/// - Returns: why each of these benchmarks is not judged.
/// - Complexity: linear in the benchmarks.
func unstatedUnits(
  baseline: ObservedJobs, current: ObservedJobs
) -> [SeriesKey: String] {
  var powers: [SeriesKey: Int] = [:]
  for number in baseline.order {
    guard baseline.metric(number)?.unit == "", current.metric(number)?.unit == "" else { continue }
    let key = baseline.series.keys[number]
    guard key.metric == "time" else { continue }
    let old = baseline.observations(number).map(\.plainMean)
    let new = current.observations(number).map(\.plainMean)
    guard !old.isEmpty, !new.isEmpty else { continue }
    let ratio = Moments.mean(new) / Moments.mean(old)
    guard ratio > 0, ratio.isFinite else { continue }
    let thousands = Double.log10(ratio) / 3
    let power = thousands.rounded()
    // Within a factor of three of the power.
    powers[key] = (thousands - power).magnitude < 0.16 && power.magnitude < 7 ? Int(power) : 0
  }
  let counts = Dictionary(powers.values.filter { $0 != 0 }.map { ($0, 1) }, uniquingKeysWith: +)
  guard let (power, count) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
    2 * count > powers.count
  else { return [:] }
  let factor = "1" + String(repeating: "000", count: abs(power))
  let message =
    "the file names no unit, and \(count) of \(powers.count) times are about \(factor) times"
    + " \(power > 0 ? "larger" : "smaller") than before: probably another unit; write both sides"
    + " with the same one"
  return powers.filter { $0.value == power }.mapValues { _ in message }
}
