import Foundation
import PerfReports
import PerfStats
import PerfText
import TestSupport
import Testing

@Suite struct ReportJSONTests {
  /// The saved reports that the other goldens come from.
  @Test func goldens() throws {
    try expectGolden(render(ReportSamples.ordinary, as: .json), "ordinary.json")
    try expectGolden(render(ReportSamples.hostile, as: .json), "hostile.json")
  }

  @Test(arguments: ["ordinary", "hostile", "many", "empty"])
  func savedReportsReadBack(name: String) throws {
    var report = try #require(ReportSamples.named(name))
    if name == "empty" { report.runner = Runner(label: "lab") }
    let text = render(report, as: .json)
    let again = try Report(savedAs: Array(text.utf8), file: "saved.json")
    // The report differs in the names of the two partial intervals and their estimates alone.
    #expect(render(again, as: .json) == text)
    #expect(again.benchmarks.map(\.baseline) == report.benchmarks.map(\.baseline))
    for format in ReportFormat.allCases {
      #expect(render(again, as: format) == render(report, as: format), "\(format)")
    }
  }

  @Test(arguments: ["ordinary", "hostile", "many", "empty", "extreme"])
  func keepsTheSchema(name: String) throws {
    let schema = try JSON(
      parsing: Array(Data(contentsOf: packageFolder.appending(path: "docs/report.schema.json"))),
      file: "report.schema.json")
    let report = try #require(ReportSamples.named(name))
    let json = try JSON(parsing: Array(render(report, as: .json).utf8), file: "report.json")
    #expect(try Schema(root: schema).problems(json, schema) == [])
  }

  /// The keys other programs rely on, by hand from the description of the format.
  @Test func theContract() throws {
    let text = render(ReportSamples.ordinary, as: .json)
    let json = try JSON(parsing: Array(text.utf8), file: "report.json")
    #expect(try json.member("format").string() == "perfstat.report")
    #expect(try json.member("version").int() == 1)
    #expect(try json.member("decision").string() == "fail")
    #expect(try json.member("suite").member("ratio").double() == 1.013)
    #expect(try json.member("suite").member("verdict").string() == "pass")
    let first = try #require(Array(json.member("benchmarks").elements()).first)
    #expect(try first.member("verdict").string() == "fail")
    #expect(try first.member("noiseInterval").doubles().count == 2)
    #expect(try first.member("baseline").member("samples").int() == 150)
    #expect(try first.member("current").member("jobs").int() == 1)
    #expect(try json.member("policy").member("seed").int() == 20_260_102)
  }

  @Test func theSchemaFindsFaults() throws {
    let schema = try JSON(
      parsing: Array(Data(contentsOf: packageFolder.appending(path: "docs/report.schema.json"))),
      file: "report.schema.json")
    let good = render(ReportSamples.ordinary, as: .json)
    for (old, new) in [
      ("\"verdict\": \"warn\"", "\"verdict\": \"perhaps\""), ("\"jobs\": 12", "\"jobs\": \"12\""),
      ("\"decision\"", "\"decisions\""), ("\"seed\": 2", "\"seed\": -2"),
    ] {
      #expect(good.contains(old))
      let bad = good.replacing(old, with: new)
      let json = try JSON(parsing: Array(bad.utf8), file: "report.json")
      #expect(try !Schema(root: schema).problems(json, schema).isEmpty, "\(new)")
    }
  }

  @Test(arguments: [
    ("", "expected"), ("[]", "format"), ("{}", "format"),
    ("{\"format\":\"perfstat.run\",\"version\":1}", "perfstat.report"),
    ("{\"format\":\"perfstat.report\",\"version\":2}", "newer"),
    ("{\"format\":\"perfstat.report\",\"version\":1}", "benchmarks"),
  ])
  func refusesOtherFiles(text: String, word: String) {
    #expect {
      try Report(savedAs: Array(text.utf8), file: "saved.json")
    } throws: { error in
      let error = error as? InputError
      return error?.place.hasPrefix("saved.json") == true && "\(error!)".contains(word)
    }
  }

  @Test func mutatedReportsNeverCrash() throws {
    let bytes = Array(render(ReportSamples.ordinary, as: .json).utf8)
    var noise = Noise(state: 99)
    var refused = 0
    for _ in 0..<200 {
      var copy = bytes
      let place = Int(abs(noise.next()) * 4e6) % copy.count
      switch Int(abs(noise.next()) * 1000) % 3 {
      case 0: copy.removeSubrange(place...)
      case 1: copy[place] = UInt8(Int(abs(noise.next()) * 1000) % 256)
      default: copy.removeSubrange(place..<min(copy.count, place + 40))
      }
      do {
        let report = try Report(savedAs: copy, file: "saved.json")
        for format in ReportFormat.allCases { _ = render(report, as: format) }
      } catch {
        refused += 1
        #expect(error.place.hasPrefix("saved.json"))
      }
    }
    #expect(refused > 50)
  }
}

/// The part of JSON Schema that `docs/report.schema.json` uses; besides, a key that the
/// schema does not name is a problem here.
private struct Schema {
  var root: JSON

  func problems(_ value: JSON, _ schema: JSON, at path: String = "$") throws -> [String] {
    if let reference = schema["$ref"] {
      let name = try reference.string().split(separator: "/").last.map(String.init) ?? ""
      return try problems(value, root.member("$defs").member(name), at: path)
    }
    var found: [String] = []
    if let type = schema["type"] {
      let names = type.isString ? [try type.string()] : try type.elements().map { try $0.string() }
      if !names.contains(where: { matches(value, $0) }) {
        return ["\(path): \(value.description) is not \(names)"]
      }
    }
    if let allowed = schema["enum"] {
      if try !allowed.elements().contains(where: { $0.text == value.text }) {
        found.append("\(path): \(value.text) is not allowed")
      }
    }
    if let constant = schema["const"], constant.text != value.text {
      found.append("\(path): expected \(constant.text)")
    }
    if let minimum = schema["minimum"], value.isNumber, try value.double() < minimum.double() {
      found.append("\(path): \(value.text) is too small")
    }
    if value.isObject {
      for key in try schema["required"]?.elements().map({ try $0.string() }) ?? []
      where value[key] == nil {
        found.append("\(path): no \(key)")
      }
      for (key, member) in try value.members() {
        if let inner = schema["properties"]?[key] ?? schema["additionalProperties"] {
          found += try problems(member, inner, at: "\(path).\(key)")
        } else {
          found.append("\(path).\(key): not in the schema")
        }
      }
    }
    if value.isArray {
      let elements = Array(try value.elements())
      if let count = try schema["minItems"]?.int(), elements.count < count {
        found.append("\(path): too few elements")
      }
      if let count = try schema["maxItems"]?.int(), elements.count > count {
        found.append("\(path): too many elements")
      }
      if let inner = schema["items"] {
        for (index, element) in elements.enumerated() {
          found += try problems(element, inner, at: "\(path)[\(index)]")
        }
      }
    }
    return found
  }

  private func matches(_ value: JSON, _ type: String) -> Bool {
    switch type {
    case "object": value.isObject
    case "array": value.isArray
    case "string": value.isString
    case "number": value.isNumber
    case "integer": value.isNumber && !value.text.contains(".")
    case "boolean": value.text == "true" || value.text == "false"
    case "null": value.isNull
    default: false
    }
  }
}
