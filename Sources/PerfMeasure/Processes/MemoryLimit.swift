import CMachine

/// The limit that a shell may have put on memory.
package enum MemoryLimit {
  /// Where the shell limits memory (`ulimit -v`, `ulimit -d`), running into that limit from now on ends this
  /// process with a status and a word instead of an abort. Without such a limit a failure of the program stays
  /// what it is.
  ///
  /// - Parameters:
  ///   - text: what is written then.
  ///   - descriptor: where to.
  package static func endProcess(status: Int32, writing text: StaticString, to descriptor: Int32) {
    text.withUTF8Buffer { buffer in
      // A literal stays where it is, and ends with a zero.
      buffer.withMemoryRebound(to: CChar.self) {
        machine_end_at_memory_limit(status, descriptor, $0.baseAddress)
      }
    }
  }
}
