import Foundation

/// The most that is taken from strangers: one table, kept early, so that a hostile or broken
/// input costs little before it is refused.
///
/// `PERFSTAT_LIMITS` in the environment raises or lowers them for one call:
/// `PERFSTAT_LIMITS=input-bytes=2G,name-bytes=20000`. `K`, `M` and `G` stand for powers of 1024.
package struct Limits: Hashable, Sendable {
  /// Bytes of one input, as it is and inflated.
  package var inputBytes = 512 << 20
  /// How many times as large gzip may get, looked at from 64 MiB on.
  package var inflation = 200
  /// Values of one JSON text; an array of numbers is one.
  package var jsonValues = 30_000_000
  /// Numbers in one array.
  package var samples = 50_000_000
  /// Bytes of the name of a benchmark, metric or unit, and of a run's identity.
  package var nameBytes = 8192
  /// Benchmarks in one input.
  package var benchmarks = 1_000_000
  /// Files of known layouts in one folder.
  package var files = 100_000

  /// Name, place and meaning of every limit.
  package static let table: [(name: String, field: WritableKeyPath<Limits, Int> & Sendable)] = [
    ("input-bytes", \.inputBytes), ("inflation", \.inflation), ("json-values", \.jsonValues),
    ("samples", \.samples), ("name-bytes", \.nameBytes), ("benchmarks", \.benchmarks),
    ("files", \.files),
  ]

  package static let variable = "PERFSTAT_LIMITS"

  package init() {}

  /// Reads `NAME=VALUE,NAME=VALUE`.
  ///
  /// - Throws: an unknown name, a value that is no positive integer.
  package init(_ text: String) throws(InputError) {
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false)
      let name = String(pair[0]).trimmed
      guard pair.count == 2, let field = Self.table.first(where: { $0.name == name })?.field else {
        throw InputError(
          place: Self.variable,
          message: "expected NAME=VALUE with one of the names "
            + Self.table.map(\.name).joined(separator: ", ") + ", found \"\(part.prefix(80))\"")
      }
      guard let value = Self.number(String(pair[1]).trimmed) else {
        throw InputError(
          place: Self.variable,
          message: "\(name): expected an integer from 1, K, M or G after it, found"
            + " \"\(pair[1].prefix(40))\"")
      }
      self[keyPath: field] = value
    }
  }

  private static func number(_ text: String) -> Int? {
    let shift = ["K": 10, "M": 20, "G": 30][text.suffix(1)] ?? 0
    guard let number = Int(shift > 0 ? String(text.dropLast()) : text), number >= 1,
      number <= Int.max >> (shift + 1)
    else { return nil }
    return number << shift
  }

  private static let environment = Result { () throws(InputError) in
    try Limits(ProcessInfo.processInfo.environment[variable] ?? "")
  }

  /// The limits of this process.
  package static var current: Limits {
    switch environment {
    case .success(let limits): limits
    case .failure: Limits()
    }
  }

  /// - Throws: a value of `PERFSTAT_LIMITS` that cannot be used.
  package static func check() throws(InputError) { _ = try environment.get() }

  /// Names a limit in a message.
  package static func hint(_ name: String) -> String { "(\(variable)=\(name)=... allows more)" }
}
