/// Numbers, and arrays of them, which are most of a file of samples.
extension JSONParser {
  /// Reads an array that holds nothing but numbers as one node; false if it is
  /// something else, with nothing written.
  mutating func numbers() throws(Failure) -> Bool {
    let start = at
    var next = start + 1
    var count = 0
    while true {
      next = pastSpace(next)
      guard next < limit else { return false }
      let end = pastNumber(next)
      if end >= 0 {
        next = end
      } else {
        let byte = base[next]
        guard
          isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "N")
            || byte == UInt8(ascii: "I")
        else { return false }
        at = next
        _ = try number()
        next = at
      }
      count &+= 1
      if count > mostNumbers {
        at = next
        return try fail(
          "expected at most \(mostNumbers) numbers in an array \(Limits.hint("samples"))")
      }
      next = pastSpace(next)
      guard next < limit else { return false }
      if base[next] == UInt8(ascii: ",") {
        next &+= 1
      } else if base[next] == UInt8(ascii: "]") {
        at = next + 1
        try append(.init(.numbers, offset: start, link: count))
        return true
      } else {
        return false
      }
    }
  }

  /// Just past the finite number that begins at `start`; -1 if there is none, or none as JSON wants
  /// it written, which `number()` explains.
  @inline(__always)
  private func pastNumber(_ start: Int) -> Int {
    var at = start
    if base[at] == UInt8(ascii: "-") {
      at &+= 1
      guard at < limit else { return -1 }
    }
    guard isDigit(base[at]) else { return -1 }
    if base[at] == UInt8(ascii: "0") {
      at &+= 1
      if at < limit, isDigit(base[at]) { return -1 }
    } else {
      at = pastDigits(base, at &+ 1, limit)
    }
    if at < limit, base[at] == UInt8(ascii: ".") {
      let fraction = at &+ 1
      at = pastDigits(base, fraction, limit)
      if at == fraction { return -1 }
    }
    if at < limit, base[at] | 0x20 == UInt8(ascii: "e") {
      at &+= 1
      if at < limit, base[at] == UInt8(ascii: "+") || base[at] == UInt8(ascii: "-") { at &+= 1 }
      let exponent = at
      while at < limit, isDigit(base[at]) { at &+= 1 }
      if at == exponent { return -1 }
    }
    return at &- start > Self.maximumNumber ? -1 : at
  }

  /// Moves past a number; false for NaN and the infinities.
  mutating func number() throws(Failure) -> Bool {
    let end = pastNumber(at)
    if end >= 0 {
      at = end
      return true
    }
    let start = at
    if base[at] == UInt8(ascii: "-") { at += 1 }
    guard at < limit else { return try unexpected("a digit") }
    switch base[at] {
    case UInt8(ascii: "0"):
      at += 1
      if at < limit, isDigit(base[at]) {
        return try fail("expected no digit after a leading zero")
      }
    case UInt8(ascii: "1")...UInt8(ascii: "9"): at = pastDigits(base, at, limit)
    case UInt8(ascii: "I") where matches("Infinity", at: at):
      at += 8
      return false
    case UInt8(ascii: "N") where at == start && matches("NaN", at: at):
      at += 3
      return false
    default: return try unexpected("a number")
    }
    if at < limit, base[at] == UInt8(ascii: ".") {
      at += 1
      guard at < limit, isDigit(base[at]) else { return try unexpected("a digit") }
      at = pastDigits(base, at, limit)
    }
    if at < limit, base[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < limit, base[at] == UInt8(ascii: "+") || base[at] == UInt8(ascii: "-") { at += 1 }
      guard at < limit, isDigit(base[at]) else { return try unexpected("a digit") }
      at = pastDigits(base, at, limit)
    }
    return try fail("expected a number of at most 1,000 characters", at: start)
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}
