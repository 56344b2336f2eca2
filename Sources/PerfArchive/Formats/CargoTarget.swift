import PerfText

/// Which program of a package `cargo bench` runs, as it prints before the program's own output:
/// `Running benches/parse.rs (target/release/deps/parse-0123456789abcdef)`, of older versions the path
/// alone. Two programs may have a benchmark of one name.
///
/// Source: https://doc.rust-lang.org/cargo/commands/cargo-bench.html
enum CargoTarget {
  /// The program's name without its hash, or nil if the line is another.
  static func name(_ line: some StringProtocol) -> String? {
    guard line.contains("Running ") else { return nil }
    let text = line.trimmed
    guard text.hasPrefix("Running ") else { return nil }
    var path = text.dropFirst("Running ".count)
    if path.last == ")", let open = path.lastIndex(of: "(") {
      path = path[path.index(after: open)...].dropLast()
    }
    guard path.contains("deps/") || path.contains("deps\\"),
      let file = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last
    else { return nil }
    let name = file.hasSuffix(".exe") ? file.dropLast(4) : file
    guard let dash = name.lastIndex(of: "-"), dash != name.startIndex else { return String(name) }
    let hash = name[name.index(after: dash)...]
    return String(hash.allSatisfy(\.isHexDigit) ? name[..<dash] : name)
  }
}
