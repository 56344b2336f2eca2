import Foundation
import PerfText
import Testing

@Suite struct JSONTests {
  func parse(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8), file: "x.json") }

  func message(_ text: String) -> String? {
    inputError { () throws(InputError) in
      _ = try JSON(parsing: Array(text.utf8), file: "x.json")
    }?.description
  }

  @Test func readsEveryKindOfValue() throws {
    let json = try parse(
      #"{"a":[1,2.5,-3e2],"b":"x\n\u00e9\ud83d\ude00\/","c":null,"d":true,"e":{},"f":[],"g":[1,"x"]}"#
    )
    #expect(try json.member("a").doubles() == [1, 2.5, -300])
    #expect(try json.member("b").string() == "x\né😀/")
    #expect(try json.member("c").isNull)
    #expect(try json.member("d").bool())
    #expect(try json.member("e").members().isEmpty)
    #expect(try json.member("f").doubles() == [])
    #expect(try Array(json.member("g").elements())[1].string() == "x")
    #expect(try json.members().map(\.key) == ["a", "b", "c", "d", "e", "f", "g"])
    #expect(json["absent"] == nil && json.present("c") == nil)
    #expect(try json.member("e").text == "{}" && json.member("g").text == #"[1,"x"]"#)
  }

  /// A byte order mark and nothing else, and a text that ends with its first line.
  @Test func saysWhereATextOfNothingEnds() throws {
    #expect(message("\u{FEFF}")?.contains("found the end of the text") == true)
    #expect(message("\n")?.hasPrefix("x.json:1:") == true)
    #expect(message("\n\n")?.hasPrefix("x.json:2:") == true)
  }

  @Test func acceptsByteOrderMarkAndBareNonNumbers() throws {
    let json = try parse("\u{FEFF}[NaN, Infinity, -Infinity, 1]")
    let values = try json.doubles()
    #expect(values[0].isNaN && values[1] == .infinity && values[2] == -.infinity)
    #expect(values[3] == 1)
  }

  /// Expected values are those of the compiler's own literals.
  @Test func readsNumbersToTheNearestDouble() throws {
    let texts: [(String, Double)] = [
      ("0.1", 0.1), ("2.087224121094522e-06", 2.087224121094522e-06),
      ("0.022752201875846367", 0.022752201875846367), ("1e308", 1e308),
      ("5e-324", .leastNonzeroMagnitude),
      ("2.2250738585072011e-308", .leastNormalMagnitude.nextDown),
      ("9007199254740993", 9_007_199_254_740_992),
      ("9007199254740993.0000000000000000000000001", 9_007_199_254_740_994),
      ("123456789012345678901234567890", 0x1.8ee90ff6c373ep+96),
      ("0.000000000000000000000000000000000000000123456789012345678", 1.23456789012345678e-40),
      ("1e-400", 0), ("1e400", .infinity), ("8.5e22", 8.5e22), ("1e23", 1e23),
    ]
    for (text, value) in texts {
      #expect(try parse("[\(text)]").doubles() == [value], "\(text)")
      #expect(try parse(text).double() == value, "\(text)")
      #expect(try parse("[\"\", -\(text)]").elements().map { try? $0.double() }[1] == -value)
    }
    #expect(try parse("9007199254740993").int() == 9_007_199_254_740_993)
    #expect(try parse("1e3").int() == 1000)
  }

  /// Ties go to the even neighbour: a double between 2^k and 2^(k+1) is a multiple of 2^(k-52), and
  /// what lies midway between two is decided by hand.
  @Test func roundsTiesToEven() throws {
    let ties: [(String, Double)] = [
      // Multiples of 1 between 2^52 and 2^53, of 1/2 and of 1/8 below.
      ("4503599627370497.5", 4_503_599_627_370_498), ("4503599627370498.5", 4_503_599_627_370_498),
      ("2251799813685249.25", 2_251_799_813_685_249),
      ("2251799813685249.75", 2_251_799_813_685_250),
      ("562949953421313.0625", 562_949_953_421_313),
      ("562949953421313.1875", 562_949_953_421_313.25),
      // A hair to either side of a tie.
      ("4503599627370497.499", 4_503_599_627_370_497),
      ("4503599627370498.501", 4_503_599_627_370_499),
    ]
    for (text, expected) in ties {
      #expect(try parse("[\(text), -\(text)]").doubles() == [expected, -expected], "\(text)")
    }
  }

  /// The standard library's own conversion is the reference, for every number of digits and places.
  @Test func agreesWithTheStandardLibrary() throws {
    var generator = SplitMix(state: 7)
    var texts: [String] = []
    for digits in 1...20 {
      for places in 0...30 {
        for _ in 0..<20 {
          let number = String(UInt64.random(in: .min ... .max, using: &generator)).prefix(digits)
          texts.append("\(number)e-\(places)")
          texts.append("\(number.prefix(1)).\(number.dropFirst())1e-\(places)")
        }
      }
    }
    for text in texts {
      let expected = try #require(Double(text))
      #expect(try parse("[\(text)]").doubles() == [expected], "\(text)")
    }
  }

  @Test func namesLineAndKeyPath() throws {
    let json = try parse("{\n\"benchmarks\":[\n{\"values\":[1,\n\"x\"],\"odd key\":{\"k\":3}}]}")
    let first = try Array(json.member("benchmarks").elements())[0]
    let error = inputError { () throws(InputError) in
      _ = try first.member("values").doubles()
    }
    #expect(
      error?.description
        == "x.json:4: benchmarks[0].values[1]: expected a number, found the string \"x\"")
    #expect(
      try first.member("odd key").member("k").place == "x.json:4: benchmarks[0][\"odd key\"].k")
    let packed = try parse("{\"v\":[1,\n2,\n3]}")
    #expect(try packed.member("v").place(ofElement: 2) == "x.json:3: v[2]")
    #expect(
      inputError { () throws(InputError) in _ = try json.member("context") }?.description
        == "x.json:1: expected the key \"context\"")
  }

  @Test(arguments: [
    ("", "x.json:1: expected a value, found the end of the text"),
    ("{\"a\":1,\n\"a\":2}", "x.json:2: duplicate key \"a\""),
    ("{\"a\":1,\"\\u0061\":2}", "x.json:1: duplicate key \"\\u0061\""),
    ("[1,2", "x.json:1: expected ',' or ']', found the end of the text"),
    ("[1,,2]", "x.json:1: expected a value, found ','"),
    ("{\"a\" 1}", "x.json:1: expected ':', found '1'"),
    ("{a:1}", "x.json:1: expected a key in quotes, found 'a'"),
    ("[01]", "x.json:1: expected no digit after a leading zero"),
    ("[1.]", "x.json:1: expected a digit, found ']'"),
    ("\"abc", "x.json:1: expected the closing quote of a string, found the end of the text"),
    ("\"\\x\"", "x.json:1: expected an escape sequence, found 'x'"),
    ("[1] 2", "x.json:1: expected the end of the text after the value"),
    ("nul", "x.json:1: expected a value, found 'n'"),
    ("\"a\u{1}\"", "x.json:1: expected a string without control characters, found byte 0x1"),
  ])
  func saysWhatIsWrong(text: String, expected: String) {
    #expect(message(text) == expected)
  }

  @Test func boundsDepth() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(message(deep) == "x.json:1: nested deeper than 100 levels")
    let fine = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(try parse(fine).isArray)
  }

  @Test func rejectsBrokenTextInStrings() throws {
    let bytes = Array("[\"a".utf8) + [0xFF, 0xFE] + Array("\"]".utf8)
    let json = try JSON(parsing: bytes, file: "x.json")
    let error = inputError { () throws(InputError) in
      for value in try json.elements() { _ = try value.string() }
    }
    #expect(error?.description == "x.json:1: [0]: expected a string in UTF-8")
    let lone = try parse(#"["\ud83d"]"#)
    #expect(
      inputError { () throws(InputError) in
        for value in try lone.elements() { _ = try value.string() }
      } != nil)
  }

  @Test func findsDuplicatesAmongManyKeys() throws {
    let many = (0..<1000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    #expect(try parse("{\(many)}").members().count == 1000)
    #expect(message("{\(many),\"k7\":0}") == "x.json:1: duplicate key \"k7\"")
  }

  @Test func writesWhatItReads() throws {
    var out = JSONWriter()
    out.object { out in
      out.member("text", "a\"b\\c\nd\u{1}é😀")
      out.member("whole", 1e16)
      out.member("zero", -0.0)
      out.member("small", 4.5e-308)
      out.member("none", Double.nan)
      out.key("values")
      out.values([0.1, 2, 1.0 / 3, .infinity])
      out.key("nested")
      out.array { out in
        out.object { _ in }
        out.array { _ in }
        out.null()
        out.value(true)
        out.value(-7)
      }
      out.member("last", "x")
    }
    #expect(
      out.text
        == #"{"text":"a\"b\\c\nd\u0001é😀","whole":1e+16,"zero":-0,"small":4.5e-308,"none":null,"values":[0.1,2,0.3333333333333333,null],"nested":[{},[],null,true,-7],"last":"x"}"#
    )
    let json = try parse(out.text)
    #expect(try json.member("text").string() == "a\"b\\c\nd\u{1}é😀")
    #expect(try json.member("zero").double().sign == .minus)
    var pretty = JSONWriter(indentation: 2)
    pretty.object { out in
      out.member("a", 1)
      out.key("b")
      out.array { $0.value(2) }
      out.key("c")
      out.object { _ in }
    }
    #expect(pretty.text == "{\n  \"a\": 1,\n  \"b\": [\n    2\n  ],\n  \"c\": {}\n}")
  }

  @Test("Keys that are no plain words are quoted in a path")
  func quotedKeys() throws {
    for key in ["a:b", "a.b", "a b", "a/b", "a[0]", "a@b", "a{", "é", ""] {
      let json = try parse("{\"ok_1-2\":{\"\(key)\":[7]}}")
      let value = try #require(try json.member("ok_1-2").member(key).elements().map { $0 }.first)
      #expect(value.keyPath == "ok_1-2[\"\(key)\"][0]")
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): the same numbers on every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The error that reading throws, nil if it throws none.
private func inputError(_ body: () throws(InputError) -> Void) -> InputError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
