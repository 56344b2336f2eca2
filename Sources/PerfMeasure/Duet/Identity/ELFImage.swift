import Foundation

/// The sections of a 64-bit little-endian ELF file, as far as they say what is loaded.
///
/// Nothing in the file is trusted: what lies outside of it makes it no ELF file.
struct ELFImage {
  struct Section {
    var name: String
    var kind: UInt32
    var isLoaded: Bool
    var address: UInt64
    /// Size in memory.
    var size: UInt64
    /// Bytes in the file; empty for sections of zeros.
    var range: Range<Int>
    var link: Int
  }

  let data: Data
  private(set) var sections: [Section] = []

  private static let note: UInt32 = 7
  private static let zeros: UInt32 = 8
  private static let dynamic: UInt32 = 6

  /// Nil for what is no such file, or one without sections.
  init?(_ data: Data) {
    self.data = data
    guard data.count >= 64, data.prefix(6).elementsEqual([0x7F, 0x45, 0x4C, 0x46, 2, 1]),
      let table = number(at: 0x28, UInt64.self).flatMap({ Int(exactly: $0) }),
      let entry = number(at: 0x3A, UInt16.self), entry == 64,
      let count = number(at: 0x3C, UInt16.self), count > 0,
      let names = number(at: 0x3E, UInt16.self), names < count
    else { return nil }
    for index in 0..<Int(count) {
      let (start, overflow) = table.addingReportingOverflow(index * 64)
      guard !overflow, let section = section(at: start) else { return nil }
      sections.append(section.section)
      offsets.append(section.name)
    }
    let text = sections[Int(names)].range
    for index in sections.indices {
      guard let name = string(at: offsets[index], in: text) else { return nil }
      sections[index].name = name
    }
  }

  private var offsets: [Int] = []

  private func section(at start: Int) -> (section: Section, name: Int)? {
    guard let name = number(at: start, UInt32.self), let kind = number(at: start + 4, UInt32.self),
      let flags = number(at: start + 8, UInt64.self),
      let address = number(at: start + 16, UInt64.self),
      let offset = number(at: start + 24, UInt64.self).flatMap({ Int(exactly: $0) }),
      let size = number(at: start + 32, UInt64.self),
      let link = number(at: start + 40, UInt32.self)
    else { return nil }
    var range = 0..<0
    if kind != ELFImage.zeros && kind != 0 {
      guard let bytes = Int(exactly: size), offset <= data.count, bytes <= data.count - offset
      else { return nil }
      range = offset..<(offset + bytes)
    }
    return (
      Section(
        name: "", kind: kind, isLoaded: flags & 2 != 0, address: address, size: size, range: range,
        link: Int(link)),
      Int(name)
    )
  }

  /// What the program sees of itself: loaded sections without notes (build ids) and without what
  /// Go writes about the build.
  var loaded: [Section] {
    sections.filter { $0.isLoaded && $0.kind != ELFImage.note && $0.name != ".go.buildinfo" }
  }

  /// Libraries by name, and the folders that the file itself says to look for them in.
  var libraries: (names: [String], folders: [String]) {
    var names: [String] = []
    var folders: [String] = []
    for section in sections where section.kind == ELFImage.dynamic {
      guard sections.indices.contains(section.link) else { continue }
      for start in stride(from: section.range.lowerBound, to: section.range.upperBound - 15, by: 16)
      {
        guard let tag = number(at: start, UInt64.self),
          let value = number(at: start + 8, UInt64.self).flatMap({ Int(exactly: $0) }),
          let text = [1, 15, 29].contains(tag)
            ? string(at: value, in: sections[section.link].range) : nil
        else { continue }
        if tag == 1 {
          names.append(text)
        } else {
          folders += text.split(separator: ":").map(String.init)
        }
      }
    }
    return (names, folders)
  }

  private func number<Number: FixedWidthInteger>(at offset: Int, _: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard offset >= 0, offset <= data.count - size else { return nil }
    return data.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
  }

  private func string(at offset: Int, in range: Range<Int>) -> String? {
    guard offset >= 0, offset < range.count else { return nil }
    let start = range.lowerBound + offset
    let bytes = data[(data.startIndex + start)..<(data.startIndex + range.upperBound)]
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
