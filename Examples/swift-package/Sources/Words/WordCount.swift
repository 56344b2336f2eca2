/// How often each word of a text occurs. Words are runs of bytes other than space and line feed.
public func wordCounts(_ text: String) -> [Substring: Int] {
  var counts: [Substring: Int] = [:]
  for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
    counts[word, default: 0] += 1
  }
  return counts
}

/// The most frequent words, most frequent first, ties in alphabetical order.
public func topWords(_ counts: [Substring: Int], _ limit: Int) -> [Substring] {
  let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
  return sorted.prefix(limit).map(\.key)
}
