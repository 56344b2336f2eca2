import Foundation

/// The command that runs one slice of a harness, with place holders.
///
/// | place holder | stands for |
/// |---|---|
/// | `{}` | the side: a program or a folder |
/// | `{benchmark}` | filter for one benchmark |
/// | `{results}` | file or folder that the harness writes; without it standard output is read |
/// | `{time}` | measuring time of the slice in seconds, as a decimal number |
/// | `{milliseconds}` | the same in whole milliseconds |
/// | `{seed}` | a number that differs from slice to slice |
///
/// A command without `{}` is run in the folder that the side names. What is filled in stays one
/// argument (or part of one): no shell ever sees it.
package struct HarnessCommand: Hashable, Sendable {
  package var words: [String]
  package var seconds: Double

  package init(words: [String], seconds: Double) {
    self.words = words
    self.seconds = seconds
  }

  package var namesSide: Bool { holds("{}") }
  package var filters: Bool { holds("{benchmark}") }
  package var writesResults: Bool { holds("{results}") }

  private func holds(_ placeholder: String) -> Bool { words.contains { $0.contains(placeholder) } }

  /// The words with the side filled in.
  package func words(of side: String) -> [String] {
    words.map { $0.replacingOccurrences(of: "{}", with: side) }
  }

  /// The words of one slice. One that is nothing but an empty filter is left out.
  package func words(side: String, filter: String, results: String, seed: UInt64) -> [String] {
    let values = [
      "": side, "benchmark": filter, "results": results, "seed": String(seed),
      "time": HarnessCommand.decimal(seconds),
      "milliseconds": String(max(1, Int((seconds * 1000).rounded()))),
    ]
    return words.compactMap { word in
      word == "{benchmark}" && filter.isEmpty ? nil : HarnessCommand.fill(word, values)
    }
  }

  /// Replaces `{name}` once, from left to right: what was filled in is not looked at again.
  private static func fill(_ word: String, _ values: [String: String]) -> String {
    var result = ""
    var rest = word[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      rest = rest[open...]
      if let close = rest.firstIndex(of: "}"),
        let value = values[String(rest[rest.index(after: open)..<close])]
      {
        result += value
        rest = rest[rest.index(after: close)...]
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result + rest
  }

  /// Without an exponent, to the microsecond.
  private static func decimal(_ seconds: Double) -> String {
    var text = String(format: "%.6f", seconds)
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? text + "0" : text
  }
}
