/// The dates of one column, read as a whole: `04/11/2026` alone does not tell the day from the month, a
/// `14/10/2026` further down does.
package struct CalendarDates: Hashable, Sendable {
  /// ISO 8601 in UTC for each text, empty where a text is no date or the column does not tell.
  package let dates: [String]
  /// The first text that could be day first or month first, where no other of the column tells.
  package let ambiguous: String?

  package init(_ texts: [String]) {
    var dates = texts.map { timestamp($0) }
    var parts: [(place: Int, first: Int, second: Int, rest: String, dotted: Bool)] = []
    for (place, text) in texts.enumerated() where dates[place].isEmpty {
      if let found = Self.split(text) {
        parts.append((place, found.first, found.second, found.rest, found.dotted))
      }
    }
    // 4.11.2026 is written day first wherever it is written.
    let dayFirst = parts.contains { $0.first > 12 || $0.dotted }
    let monthFirst = parts.contains { $0.second > 12 }
    guard dayFirst != monthFirst else {
      self.dates = dates
      ambiguous = parts.first.map { texts[$0.place] }
      return
    }
    for part in parts {
      let (day, month) = dayFirst ? (part.first, part.second) : (part.second, part.first)
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      let year = part.rest.prefix(4)
      dates[part.place] = timestamp("\(year)-\(two(month))-\(two(day))\(part.rest.dropFirst(4))")
    }
    self.dates = dates
    ambiguous = nil
  }

  /// `14/10/2026 10:00`: two numbers of one or two digits and what begins with a year of four.
  private static func split(
    _ text: String
  ) -> (first: Int, second: Int, rest: String, dotted: Bool)? {
    let text = text.trimmed
    guard let mark = text.first(where: { "/.-".contains($0) }) else { return nil }
    let parts = text.split(separator: mark, maxSplits: 2, omittingEmptySubsequences: false)
    func number(_ part: Substring) -> Int? {
      (1...2).contains(part.utf8.count) && part.utf8.allSatisfy { $0 &- 48 < 10 } ? Int(part) : nil
    }
    guard parts.count == 3, let first = number(parts[0]), let second = number(parts[1]),
      parts[2].utf8.count >= 4, parts[2].utf8.prefix(4).allSatisfy({ $0 &- 48 < 10 }),
      first >= 1, second >= 1
    else { return nil }
    return (first, second, String(parts[2]), mark == ".")
  }
}
