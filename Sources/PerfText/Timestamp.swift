/// A date as ISO 8601 in UTC (`2026-01-02T03:04:05Z`); nil if the text is no date.
package func isoDate(_ text: String) -> String? {
  let result = timestamp(text)
  return result.isEmpty ? nil : result
}

/// Reads the dates of other tools and writes ISO 8601 in UTC (`2026-01-02T03:04:05Z`).
/// A time without zone is taken as UTC. Empty if the text is no date.
package func timestamp(_ text: String) -> String {
  var rest = Substring(text.trimmed)
  func digits(_ count: Int) -> Int? {
    let head = rest.prefix(count)
    guard head.utf8.count == count, head.utf8.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
    rest = rest.dropFirst(count)
    return Int(head)
  }
  func skip(_ characters: String) -> Bool {
    guard let first = rest.first, characters.contains(first) else { return false }
    rest = rest.dropFirst()
    return true
  }
  guard let year = digits(4) else { return "" }
  _ = skip("-./")
  guard let month = digits(2) else { return "" }
  _ = skip("-./")
  guard let day = digits(2), (1...12).contains(month), (1...31).contains(day) else { return "" }
  var hour = 0
  var minute = 0
  var second = 0
  var offset = 0
  if skip("T -") {
    // Criterion's header writes 20251123-120155, others 2024.01.01 3:00:00.
    let hourDigits = rest.prefix(while: \.isNumber).utf8.count == 1 ? 1 : 2
    guard let h = digits(hourDigits), h < 24 else { return "" }
    hour = h
    if skip(":") || rest.first?.isNumber == true {
      guard let m = digits(2), m < 60 else { return "" }
      minute = m
      if skip(":") || rest.first?.isNumber == true {
        guard let s = digits(2), s <= 60 else { return "" }
        second = s
        if skip(".,") { rest = rest.drop(while: \.isNumber) }
      }
    }
    _ = skip(" ")
    if let sign = rest.first, sign == "+" || sign == "-" {
      rest = rest.dropFirst()
      guard let h = digits(2) else { return "" }
      _ = skip(":")
      let m = digits(2) ?? 0
      offset = (h * 60 + m) * (sign == "+" ? 60 : -60)
    }
  }
  let days = daysSinceEpoch(year: year, month: month, day: day)
  return timestamp(seconds: days * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

/// ISO 8601 in UTC of seconds since 1970; empty outside of the years 0 to 9999.
package func timestamp(seconds: Int) -> String {
  guard (-62_167_219_200..<253_402_300_800).contains(seconds) else { return "" }
  let days = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
  let time = seconds - days * 86_400
  // Civil date from the days since 1970, eras of 400 years beginning in March.
  let shifted = days + 719_468
  let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
  let dayOfEra = shifted - era * 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let part = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * part + 2) / 5 + 1
  let month = part < 10 ? part + 3 : part - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
  let four = String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
  return "\(four)-\(two(month))-\(two(day))"
    + "T\(two(time / 3_600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
}

private func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
  let y = month <= 2 ? year - 1 : year
  let era = (y >= 0 ? y : y - 399) / 400
  let yearOfEra = y - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
