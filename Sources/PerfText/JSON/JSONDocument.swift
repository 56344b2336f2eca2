/// A JSON text with an index of its values.
///
/// The index is a tape: one eight-byte node per value in text order, an array
/// that holds nothing but numbers being one node. Numbers and strings are
/// decoded when they are asked for, so a file of 100 MB of samples costs its own
/// bytes and the doubles taken out of it.
final class JSONDocument: Sendable {
  enum Kind: UInt8 {
    case null, no, yes, number, notFinite, string, escapedString, array, object, numbers
  }

  struct Node {
    /// Where the value begins.
    var offset: UInt32
    /// Kind in the upper four bits; below it the index of the node after an
    /// array or object, the number of elements of `numbers`, or the bytes between the quotes of a
    /// string, as many as fit.
    var link: UInt32

    init(_ kind: Kind, offset: Int, link: Int = 0) {
      self.offset = UInt32(truncatingIfNeeded: offset)
      self.link =
        UInt32(kind.rawValue) << 28 | UInt32(truncatingIfNeeded: min(link, Int(Node.mask)))
    }

    static let mask: UInt32 = 0x0FFF_FFFF
    @inline(__always)
    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: link >> 28)) ?? .null }
    var target: Int { Int(link & Node.mask) }
  }

  let bytes: [UInt8]
  /// Name of the file for messages.
  let file: String
  let linesBefore: Int
  let tape: [Node]
  /// Just past the value.
  let end: Int

  init(bytes: [UInt8], file: String, linesBefore: Int, tape: [Node], end: Int) {
    self.bytes = bytes
    self.file = file
    self.linesBefore = linesBefore
    self.tape = tape
    self.end = end
  }

  /// Index of the node after the value at `index`.
  func next(_ index: Int) -> Int {
    switch tape[index].kind {
    case .array, .object: return tape[index].target
    default: return index + 1
    }
  }

  /// Line of a byte, counted from 1.
  func line(of offset: Int) -> Int { linesBefore + lineNumber(of: offset, in: bytes) }

  /// The text of the string that is the node `index`; nil if it is not UTF-8
  /// or holds a broken surrogate pair.
  func string(_ index: Int) -> String? {
    let node = tape[index]
    let start = Int(node.offset) + 1
    if node.kind == .escapedString { return escapedString(at: start - 1) }
    return bytes.withUnsafeBufferPointer { all in
      var length = node.target
      if length == Node.mask {
        while all[start + length] != UInt8(ascii: "\"") { length += 1 }
      }
      return String(
        validating: UnsafeBufferPointer(rebasing: all[start..<(start + length)]), as: UTF8.self)
    }
  }

  /// Node of the value of a key of the object `index`; -1 if it has none.
  func value(of key: String, in index: Int) -> Int {
    var key = key
    return key.withUTF8 { key in
      bytes.withUnsafeBufferPointer { all in
        tape.withUnsafeBufferPointer { tape in
          let end = tape[index].target
          var child = index &+ 1
          while child < end {
            if isString(child, tape[child], key, all) { return child &+ 1 }
            let value = tape[child &+ 1]
            child = value.kind == .object || value.kind == .array ? value.target : child &+ 2
          }
          return -1
        }
      }
    }
  }

  /// Whether the string that is the node `index` is this text.
  @inline(__always)
  func isString(
    _ index: Int, _ node: Node, _ text: UnsafeBufferPointer<UInt8>,
    _ all: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard node.kind == .string, node.target < Node.mask else {
      return string(index)?.utf8.elementsEqual(text) ?? false
    }
    let start = Int(node.offset) + 1
    return node.target == text.count
      && isSame(UnsafeBufferPointer(rebasing: all[start..<(start + text.count)]), text)
  }

  /// The text of a string with escapes whose opening quote stands at `offset`.
  func escapedString(at offset: Int) -> String? {
    bytes.withUnsafeBufferPointer { all in
      var end = offset + 1
      var out: [UInt8] = []
      while end < all.count, all[end] != UInt8(ascii: "\"") {
        if all[end] != UInt8(ascii: "\\") {
          out.append(all[end])
          end += 1
          continue
        }
        switch all[end + 1] {
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "u"):
          var code = hex4(all, end + 2)
          end += 4
          if code & 0xFC00 == 0xD800 {
            guard end + 7 < all.count, all[end + 2] == UInt8(ascii: "\\"),
              all[end + 3] == UInt8(ascii: "u")
            else { return nil }
            let low = hex4(all, end + 4)
            guard low & 0xFC00 == 0xDC00 else { return nil }
            code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
            end += 6
          }
          guard let scalar = Unicode.Scalar(code) else { return nil }
          out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        case let other: out.append(other)
        }
        end += 2
      }
      return String(validating: out, as: UTF8.self)
    }
  }

  /// Just past the value that begins at `offset`, which the parser has checked.
  func endOfValue(at offset: Int) -> Int {
    bytes.withUnsafeBufferPointer { all in
      var depth = 0
      var at = offset
      while at < all.count {
        switch all[at] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if depth == 0 { return at }
          depth -= 1
          if depth == 0 { return at + 1 }
        case UInt8(ascii: "\""):
          at += 1
          while at < all.count, all[at] != UInt8(ascii: "\"") {
            at += all[at] == UInt8(ascii: "\\") ? 2 : 1
          }
          if depth == 0 { return at + 1 }
        case UInt8(ascii: ","), 9, 10, 13, 32: if depth == 0 { return at }
        default: break
        }
        at += 1
      }
      return all.count
    }
  }
}

private func hex4(_ all: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt32 {
  var code: UInt32 = 0
  for byte in all[at..<(at + 4)] { code = code << 4 | UInt32(hexDigit(byte) ?? 0) }
  return code
}

func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
