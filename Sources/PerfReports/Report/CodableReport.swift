import PerfStats
import PerfText

/// A report is coded as the JSON that is published: `docs/report.schema.json`, the same keys and
/// values as of the form `json`, whichever encoder writes it.
///
/// What is not finite is null: an unbounded upper end, infinite degrees of freedom. Decoding a report that
/// was encoded gives the same report, with `sources` in the order of their roles and without what only its
/// maker knows: the bootstrap distributions.
///
/// - Complexity: O(samples) time, and memory for the text besides the report.
extension Report: Codable {
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    try JSONTree(JSON(parsing: Array(JSONReport(self).text.utf8), file: "report"))
      .encode(to: encoder)
  }

  /// - Throws: what the decoder throws, and `DecodingError.dataCorrupted` for what is no report, with the
  ///   place and the key.
  public init(from decoder: any Decoder) throws {
    var out = JSONWriter()
    try JSONTree(from: decoder).write(to: &out)
    do {
      try self.init(savedAs: out.bytes, file: "report")
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: error.description,
          underlyingError: error))
    }
  }
}

/// Any JSON value.
private indirect enum JSONTree {
  case null
  case truth(Bool)
  case integer(Int64)
  case natural(UInt64)
  case number(Double)
  case text(String)
  case list([JSONTree])
  case object([(key: String, value: JSONTree)])

  init(_ json: JSON) throws(InputError) {
    if json.isNull {
      self = .null
    } else if json.isString {
      self = .text(try json.string())
    } else if json.isArray {
      var list: [JSONTree] = []
      for element in try json.elements() { list.append(try JSONTree(element)) }
      self = .list(list)
    } else if json.isObject {
      var members: [(key: String, value: JSONTree)] = []
      for (key, value) in try json.members() { members.append((key, try JSONTree(value))) }
      self = .object(members)
    } else if json.text == "true" || json.text == "false" {
      self = .truth(json.text == "true")
    } else if let integer = Int64(json.text) {
      self = .integer(integer)
    } else if let natural = UInt64(json.text) {
      self = .natural(natural)
    } else {
      self = .number(try json.double())
    }
  }

  func write(to out: inout JSONWriter) {
    switch self {
    case .null: out.null()
    case .truth(let value): out.value(value)
    case .integer(let value): out.raw(String(value))
    case .natural(let value): out.raw(String(value))
    case .number(let value): out.value(value)
    case .text(let value): out.value(value)
    case .list(let values): out.array { out in for value in values { value.write(to: &out) } }
    case .object(let members):
      out.object { out in
        for (key, value) in members {
          out.key(key)
          value.write(to: &out)
        }
      }
    }
  }
}

extension JSONTree: Codable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .list(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
    case .object(let members):
      var container = encoder.container(keyedBy: Key.self)
      for (key, value) in members {
        try container.encode(value, forKey: Key(stringValue: key))
      }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .truth(let value): try JSONTree.put(value, encoder)
    case .integer(let value): try JSONTree.put(value, encoder)
    case .natural(let value): try JSONTree.put(value, encoder)
    case .number(let value): try JSONTree.put(value, encoder)
    case .text(let value): try JSONTree.put(value, encoder)
    }
  }

  private static func put(_ value: some Encodable, _ encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  /// Asks which kind of value it is: an answer other than that is no error of the input. Numbers are asked
  /// for first: nearly everything is one, and a decoder's refusal takes far longer than its value.
  init(from decoder: any Decoder) throws {
    if let single = try? decoder.singleValueContainer(), let value = JSONTree(single) {
      self = value
    } else if let container = try? decoder.container(keyedBy: Key.self) {
      self = .object(
        try container.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
          ($0.stringValue, try container.decode(JSONTree.self, forKey: $0))
        })
    } else {
      var container = try decoder.unkeyedContainer()
      var list: [JSONTree] = []
      while !container.isAtEnd { list.append(try container.decode(JSONTree.self)) }
      self = .list(list)
    }
  }

  /// Nil for a list or an object.
  private init?(_ container: any SingleValueDecodingContainer) {
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Double.self) {
      self = JSONTree(whole: value, container) ?? .number(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else {
      return nil
    }
  }

  /// The digits of a whole number, which a Double may have rounded.
  private init?(whole value: Double, _ container: any SingleValueDecodingContainer) {
    guard value == value.rounded() else { return nil }
    if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .natural(value)
    } else {
      return nil
    }
  }
}
