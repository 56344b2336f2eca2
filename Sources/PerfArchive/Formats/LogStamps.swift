import PerfText

/// The time before every line of a log that a CI system keeps: `2026-01-02T03:04:05.1234567Z text`,
/// and at GitLab `2026-01-02T03:04:05.123456Z 01O text`.
extension SourceFile {
  /// The text without the times of a log; as it is where the first lines do not all begin so.
  static func withoutStamps(_ bytes: [UInt8]) -> [UInt8] {
    let start = afterByteOrderMark(bytes)
    var at = start
    var count = 0
    while at < bytes.count, count < 20 {
      let end = lineEnd(bytes, from: at)
      if bytes[at..<end].contains(where: { $0 > 32 }) {
        guard stampLength(bytes[at..<end]) != nil else { return bytes }
        count += 1
      }
      at = end + 1
    }
    guard count > 1 else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    at = start
    while at < bytes.count {
      let end = lineEnd(bytes, from: at)
      let line = bytes[at..<end]
      var text = line.dropFirst(stampLength(line) ?? 0)
      if let mark = streamMark(text) {
        // GitLab goes on with a line by a plus sign.
        if mark.continues, result.last == 10 { result.removeLast() }
        text = text.dropFirst(mark.length)
      }
      result.append(contentsOf: text)
      if end < bytes.count { result.append(10) }
      at = end + 1
    }
    return result
  }

  private static let shape = Array("0000-00-00T00:00:00".utf8)

  /// Bytes of `2026-01-02T03:04:05.1234567Z` and the space after it; nil for another beginning.
  private static func stampLength(_ line: ArraySlice<UInt8>) -> Int? {
    guard line.count >= shape.count + 1 else { return nil }
    func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    for (byte, wanted) in zip(line, shape) {
      guard wanted == UInt8(ascii: "0") ? isDigit(byte) : byte == wanted else { return nil }
    }
    var at = line.startIndex + shape.count
    if line[at] == UInt8(ascii: ".") {
      at += 1
      while at < line.endIndex, isDigit(line[at]) { at += 1 }
    }
    guard at < line.endIndex, line[at] == UInt8(ascii: "Z") else { return nil }
    at += 1
    // An empty line may end here.
    if at == line.endIndex || line[at] == 13 { return at - line.startIndex }
    return line[at] == 32 ? at + 1 - line.startIndex : nil
  }

  /// `01O ` or `01O+`: number and name of a stream.
  private static func streamMark(_ text: ArraySlice<UInt8>) -> (length: Int, continues: Bool)? {
    let head = Array(text.prefix(4))
    guard head.count == 4, head[..<2].allSatisfy({ $0 &- 48 < 10 || $0 &- 97 < 6 }),
      head[2] == UInt8(ascii: "O") || head[2] == UInt8(ascii: "E"),
      head[3] == 32 || head[3] == UInt8(ascii: "+")
    else { return nil }
    return (4, head[3] == UInt8(ascii: "+"))
  }
}
