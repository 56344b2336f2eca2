import PerfStats
import PerfText

/// What a run file says in keys for which the archive has no column of its own: they stand among the
/// keys that a version may not know, so that older programs keep them.
extension Run {
  var archivedKeys: [UnknownKey] {
    guard !unmeasured.isEmpty else { return unknownKeys }
    var json = JSONWriter()
    RunFile.unmeasured(unmeasured, &json)
    return unknownKeys + [UnknownKey(name: "unmeasured", json: json.text)]
  }

  /// - Throws: a key whose value is not what a run file has there.
  mutating func readArchivedKeys(place: String) throws(InputError) {
    for key in unknownKeys where key.name == "unmeasured" {
      unmeasured += try RunFile.unmeasured(JSON(parsing: Array(key.json.utf8), file: place))
    }
    unknownKeys.removeAll { $0.name == "unmeasured" }
  }
}

extension Measurement {
  private static let keys: Set<String> = ["within", "definition", "ambiguous"]

  var archivedKeys: [UnknownKey] {
    var result = unknownKeys
    for (name, text) in [("within", within), ("definition", definition)] where !text.isEmpty {
      var json = JSONWriter()
      json.value(text)
      result.append(UnknownKey(name: name, json: json.text))
    }
    if isAmbiguous { result.append(UnknownKey(name: "ambiguous", json: "true")) }
    return result
  }

  /// - Throws: a key whose value is not what a run file has there.
  mutating func readArchivedKeys(place: String) throws(InputError) {
    for key in unknownKeys where Self.keys.contains(key.name) {
      let value = try JSON(parsing: Array(key.json.utf8), file: place)
      switch key.name {
      case "within": within = try value.string()
      case "definition": definition = try value.string()
      default: isAmbiguous = try value.bool()
      }
    }
    unknownKeys.removeAll { Self.keys.contains($0.name) }
  }
}
