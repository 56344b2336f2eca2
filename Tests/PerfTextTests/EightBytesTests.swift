import PerfText
import Testing

/// Texts are read eight bytes at a time: alike wherever they begin and end.
@Suite struct EightBytesTests {
  /// Values are the compiler's own literals.
  @Test(arguments: [
    ("7", 7), ("12345678", 12_345_678), ("123456789", 123_456_789),
    ("0.1234567890123456", 0.1234567890123456), ("1234567.8", 1_234_567.8),
    ("12345678.12345678", 12345678.12345678), ("98765432.1", 98_765_432.1),
    ("9007199254740993", 9_007_199_254_740_992), ("1234567890123456789", 1_234_567_890_123_456_768),
    ("12345678901234567890", 12_345_678_901_234_567_168), ("43.89123456789012", 43.89123456789012),
    ("0.00000000000000000001234", 1.234e-20), ("2.0123456789012345e-05", 2.0123456789012345e-05),
  ])
  func numbersAnywhere(text: String, value: Double) {
    for before in 0...9 {
      for after in ["", ",", " ]", ":123456789", "/0000000", "\u{0}\u{FF}99999999"] {
        let bytes = Array((String(repeating: "9", count: before) + "[" + text + after).utf8)
        bytes.withUnsafeBufferPointer { all in
          let found = decimal(all, at: before + 1)
          #expect(found.value == value && found.end == before + 1 + text.utf8.count)
        }
      }
    }
  }

  @Test(arguments: 0...24)
  func endsOfStrings(length: Int) throws {
    let text = String(repeating: "x", count: length)
    for ending in ["", "é", "\u{7F}", "\u{FFFF}"] {
      let json = try JSON(parsing: Array("[\"\(text)\(ending)\", \"\"]".utf8), file: "x")
      #expect(try Array(json.elements()).map { try $0.string() } == [text + ending, ""])
    }
    for (escape, value) in [(#"\n"#, "\n"), (#"\""#, "\""), (#"\\"#, "\\"), (#"\u0041"#, "A")] {
      let json = try JSON(parsing: Array("[\"\(text)\(escape)\(text)\"]".utf8), file: "x")
      #expect(try json.elements().map { try $0.string() } == [text + value + text])
    }
    #expect(
      throws: InputError(
        place: "x:2", message: "expected a string without control characters, found byte 0x1f")
    ) { try JSON(parsing: Array("\n[\"\(text)\u{1F}\(text)\"]".utf8), file: "x") }
    #expect(
      throws: InputError(
        place: "x:1",
        message: "expected the closing quote of a string, found the end of the text")
    ) { try JSON(parsing: Array("[\"\(text)".utf8), file: "x") }
  }

  /// Keys that are told apart by a hash of their ends only at first.
  @Test func keysThatLookAlike() throws {
    let alike = (0..<9).map { "beginning\($0)of a key\($0)and its ending" }
    let members = alike.map { "\"\($0)\":1" }.joined(separator: ",")
    let json = try JSON(parsing: Array("{\(members)}".utf8), file: "x")
    #expect(try json.members().map(\.key) == alike)
    #expect(alike.allSatisfy { json[$0] != nil } && json["beginning"] == nil && json[""] == nil)
    #expect(
      throws: InputError(place: "x:2", message: "duplicate key \"\(alike[3])\"")
    ) { try JSON(parsing: Array("{\(members),\n\"\(alike[3])\":2}".utf8), file: "x") }
  }

  /// Records that begin and end like the one before are read by comparing bytes.
  @Test(arguments: ["\n", "\r\n"])
  func recordsThatRepeat(lineEnd: String) throws {
    let rows: [[String]] = [
      ["a", "b", "1", "2.5", "ns"], ["a", "b", "2", "2.75", "ns"], ["a", "b", "3", "", "ns"],
      ["a", "b", "3", "1", "ms"], ["a", "c", "3", "1", "ms"], ["a", "c", "3", "1", "ms"],
      ["", "", "", "", ""], ["", "", "", "", ""], ["a", "c", "10", "1", "ms"],
      ["a", "c", "11", "1", "m"],
    ]
    let text = rows.map { $0.joined(separator: ",") }.joined(separator: lineEnd)
    for ending in ["", lineEnd] {
      var reader = CSVReader(Array((text + ending).utf8), file: "x")
      for (number, row) in rows.enumerated() {
        #expect(try reader.next())
        #expect(reader.fields.indices.map { reader.text($0) } == row)
        #expect(reader.place == "x:\(number + 1)")
        for field in row.indices where number > 0 && reader.repeats(field) {
          #expect(row[field] == rows[number - 1][field])
        }
      }
      #expect(try !reader.next())
    }
  }

  @Test func recordsThatOnlySeemToRepeat() throws {
    var reader = CSVReader(
      Array("a,1,x\na,2,x\na,\"3\",x\na,4\na,5,x,\n\na,6,x\na,7,x".utf8), file: "x")
    var found: [[String]] = []
    var lines: [String] = []
    while try reader.next() {
      found.append(reader.fields.indices.map { reader.text($0) })
      lines.append(reader.place)
    }
    #expect(
      found == [
        ["a", "1", "x"], ["a", "2", "x"], ["a", "3", "x"], ["a", "4"], ["a", "5", "x", ""],
        ["a", "6", "x"], ["a", "7", "x"],
      ])
    #expect(lines == ["x:1", "x:2", "x:3", "x:4", "x:5", "x:7", "x:8"])
  }
}
