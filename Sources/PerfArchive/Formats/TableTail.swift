import PerfText

extension InputFormat {
  /// What the layout's reader makes of a file. Where a table is spoiled by lines behind its last row
  /// that are no rows, as a script prints them, they are passed over, which is told.
  func decoded(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    guard source.json == nil,
      LayoutTest.all.first(where: { $0.format == self && $0.holds(source) })?.isTable == true,
      let tail = source.tableTail()
    else { return try decode(source) }
    var whole: LoadedRuns?
    var failure: InputError?
    do throws(InputError) {
      whole = try decode(source)
    } catch {
      failure = error
    }
    do throws(InputError) {
      var cut = try decode(tail.table)
      if let whole, whole.rejected.count <= cut.rejected.count { return whole }
      cut.warnings.append(
        InputError(
          place: "\(source.name):\(tail.line)",
          message: "passed over: \(tail.count) line(s) after the table"))
      return cut
    } catch {
      // Without its end it is no better.
      if let whole { return whole }
      throw failure ?? error
    }
  }
}

extension SourceFile {
  /// Most lines that are sought behind a table.
  private static let tailLines = 20

  /// The table without the lines at its end that have fewer separators than its header and no number
  /// for a cell, and where these begin; nil where there are none.
  func tableTail() -> (table: SourceFile, line: Int, count: Int)? {
    guard let (separator, width) = tableHeader else { return nil }
    var end = bytes.count
    var lines = 0
    var cut = bytes.count
    while end > 0, lines < Self.tailLines {
      if bytes[end - 1] == 10 { end -= 1 }
      let start = (bytes[..<end].lastIndex(of: 10) ?? -1) + 1
      let line = bytes[start..<end]
      if line.contains(where: { $0 > 32 }) {
        var reader = CSVReader(Array(line), file: name, separator: separator)
        guard (try? reader.next()) == true, reader.fields.count <= width,
          !reader.fields.indices.contains(where: { reader.double($0) != nil })
        else { break }
        lines += 1
        cut = start
      }
      end = start
    }
    guard lines > 0, cut > 0 else { return nil }
    return (
      SourceFile(name: name, bytes: Array(bytes[..<cut]), path: path),
      bytes[..<cut].count { $0 == 10 } + 1, lines
    )
  }

  /// Separator and number of separators of a table's header: the first line that has two of one kind,
  /// else one.
  private var tableHeader: (separator: UInt8, width: Int)? {
    for least in [2, 1] {
      var start = afterByteOrderMark(bytes)
      for _ in 0..<100 where start < bytes.count {
        let end = lineEnd(bytes, from: start)
        for separator in [UInt8(ascii: ","), UInt8(ascii: ";"), 9] {
          let width = bytes[start..<end].count { $0 == separator }
          if width >= least { return (separator, width) }
        }
        start = end + 1
      }
    }
    return nil
  }
}
