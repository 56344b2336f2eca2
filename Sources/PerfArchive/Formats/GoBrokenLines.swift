import PerfText

/// Lines of Go's text that the benchmarks' own output broke.
extension GoReading {
  /// A line whose beginning the program printed, without ending it: behind that the name of a benchmark
  /// stands, or the result of the one whose line is broken. False for any other line.
  mutating func joined(
    _ bytes: [UInt8], _ range: Range<Int>, _ number: Int
  ) throws(InputError) -> Bool {
    let line = bytes[range]
    if let name = Self.joinedName(line) {
      try benchmark(bytes, name..<range.upperBound, number)
      return true
    }
    guard let pending else { return false }
    // The iterations end with a tab, behind whatever was printed.
    var starts = [range.lowerBound]
    for tab in line.indices where line[tab] == 9 {
      var start = tab
      while start > range.lowerBound, bytes[start - 1] &- 48 < 10 { start -= 1 }
      if start < tab { starts.append(start) }
    }
    let isCut = range.upperBound == bytes.count
    return bytes.withUnsafeBufferPointer { all in
      for start in starts {
        var result = GoResultLine(all, start..<range.upperBound)
        guard result.count() else { continue }
        var ahead = result
        var step = ahead.nextPair()
        guard step == .pair else { continue }
        while step == .pair { step = ahead.nextPair() }
        guard step == .end || isCut else { continue }
        results(&result, all, pending.nameBytes, range, number, isCut: isCut)
        return true
      }
      return false
    }
  }

  private static let prefix = Array("Benchmark".utf8)

  /// Where `BenchmarkName-8   <tab>` begins behind other text; nil where it does not.
  static func joinedName(_ line: ArraySlice<UInt8>) -> Int? {
    guard line.contains(9), let found = line.ranges(of: prefix).last else { return nil }
    let rest = line[found.upperBound...]
    let name = rest.prefix { $0 > 32 }
    let padding = rest[name.endIndex...].prefix { $0 == 32 }
    guard let first = name.first, !(first &- 97 < 26), padding.endIndex < line.endIndex,
      line[padding.endIndex] == 9
    else { return nil }
    // Go pads the names of a package; else the number of processors tells.
    let text = String(decoding: name, as: UTF8.self)
    return padding.count > 1 || goBaseName(text) != text ? found.lowerBound : nil
  }
}
