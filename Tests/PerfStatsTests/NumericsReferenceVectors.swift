import Foundation

/// Reference values made by other software (mpmath, scipy, R) or by exact
/// arithmetic; every file in Fixtures/reference says by which.
enum ReferenceVectors {
  /// The folder that holds Package.swift.
  static let packageRoot: URL = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  /// One section of Fixtures/reference/ci-reference.json.
  static func section<Section: Decodable>(
    _ name: String, as type: Section.Type = Section.self,
    file: String = "Fixtures/reference/ci-reference.json", camelCase: Bool = false
  ) throws -> Section {
    let data = try Data(contentsOf: packageRoot.appending(path: file))
    let decoder = JSONDecoder()
    decoder.userInfo[Named<Section>.key] = name
    if camelCase {
      decoder.keyDecodingStrategy = .custom { path in
        path.count == 1 ? path[0] : Name(stringValue: path[path.count - 1].stringValue.camelCase)
      }
    }
    return try decoder.decode(Named<Section>.self, from: data).value
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Named<Value: Decodable>: Decodable {
    let value: Value

    static var key: CodingUserInfoKey { CodingUserInfoKey(rawValue: "section")! }

    init(from decoder: any Decoder) throws {
      let name = decoder.userInfo[Self.key] as? String ?? ""
      value = try decoder.container(keyedBy: Name.self)
        .decode(Value.self, forKey: Name(stringValue: name))
    }
  }
}

/// |found - expected| / |expected|; the absolute error where 0 is expected.
func relativeError(_ found: Double, _ expected: Double) -> Double {
  if found == expected { return 0 }
  let error = (found - expected).magnitude
  return expected == 0 ? error : error / expected.magnitude
}

extension String {
  /// `log_locations` as `logLocations`, `Rb` as `rb`.
  fileprivate var camelCase: String {
    let words = split(separator: "_").map(String.init)
    let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    let first = words.first ?? ""
    return first.prefix(1).lowercased() + first.dropFirst() + rest.joined()
  }
}
