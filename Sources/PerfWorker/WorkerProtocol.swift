/// The lines that a worker and its coordinator exchange, version 1.
///
/// One request line in, one answer out; see `docs/worker-protocol.md`. A name
/// stands last in its line, so that it may contain spaces.
package enum WorkerProtocol {
  package static let version = 1
  /// The hand-shake: the coordinator's first line and the worker's first answer.
  package static let greeting = "perfstat-worker \(version)"
  /// Most benchmarks that a worker may offer.
  package static let benchmarkLimit = 100_000

  /// What a coordinator asks for.
  package enum Request: Hashable, Sendable {
    case greeting
    case list
    /// Run `iterations` operations of a benchmark and time them together.
    case sample(iterations: Int, name: String)
    case quit

    package init?(line: String) {
      let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
      switch words.first {
      case "perfstat-worker" where line == WorkerProtocol.greeting: self = .greeting
      case "list" where words.count == 1: self = .list
      case "quit" where words.count == 1: self = .quit
      case "sample" where words.count == 3:
        guard let iterations = Int(words[1]), iterations >= 1, !words[2].isEmpty else { return nil }
        self = .sample(iterations: iterations, name: String(words[2]))
      default: return nil
      }
    }

    package var line: String {
      switch self {
      case .greeting: WorkerProtocol.greeting
      case .list: "list"
      case .sample(let iterations, let name): "sample \(iterations) \(name)"
      case .quit: "quit"
      }
    }
  }

  /// One benchmark of a worker's list.
  package struct Offer: Hashable, Sendable {
    package var name: String
    /// Elements that one operation processes, nil where it has no meaning.
    package var elements: Int?
    /// False for a benchmark that this machine cannot run.
    package var available: Bool

    package init(name: String, elements: Int? = nil, available: Bool = true) {
      self.name = name
      self.elements = elements
      self.available = available
    }

    package init?(line: String) {
      let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
      guard words.count >= 2 else { return nil }
      switch words[0] {
      case "benchmark" where words.count == 3 && words[1] == "-":
        self.init(name: String(words[2]))
      case "benchmark" where words.count == 3:
        guard let elements = Int(words[1]), elements >= 0 else { return nil }
        self.init(name: String(words[2]), elements: elements)
      case "unavailable":
        self.init(name: words[1...].joined(separator: " "), available: false)
      default: return nil
      }
      guard Offer.isValid(name: name) else { return nil }
    }

    package var line: String {
      guard available else { return "unavailable \(name)" }
      return "benchmark \(elements.map(String.init) ?? "-") \(name)"
    }

    /// Non-empty, at most 1024 bytes, no control characters.
    package static func isValid(name: String) -> Bool {
      !name.isEmpty && name.utf8.count <= 1024
        && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
  }

  /// The time of one batch, as a worker answers it.
  package struct Timing: Hashable, Sendable {
    package var iterations: Int
    /// Duration of the whole batch.
    package var nanoseconds: Double
    package var name: String

    package init(iterations: Int, nanoseconds: Double, name: String) {
      self.iterations = iterations
      self.nanoseconds = nanoseconds
      self.name = name
    }

    package init?(line: String) {
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      guard words.count == 4, words[0] == "sample", let iterations = Int(words[1]),
        let nanoseconds = Double(words[2])
      else { return nil }
      self.init(iterations: iterations, nanoseconds: nanoseconds, name: String(words[3]))
    }

    package var line: String {
      let whole = Int(exactly: nanoseconds)
      return "sample \(iterations) \(whole.map(String.init) ?? "\(nanoseconds)") \(name)"
    }

    /// Nanoseconds per operation. Of a whole number of nanoseconds, so many
    /// decimals are kept that the number can be recovered: nothing the clock
    /// said is lost and files stay small.
    package var perOperation: Double {
      let value = nanoseconds / Double(iterations)
      guard Int(exactly: nanoseconds) != nil else { return value }
      var scale = 1.0
      while scale < 2 * Double(iterations) { scale *= 10 }
      let scaled = value * scale
      return scaled < 0x1p53 ? scaled.rounded() / scale : value
    }
  }
}
