import Foundation

#if FUZZER
  // Led by coverage: `fuzz [options of libFuzzer] CORPUS...`, whose `main` is libFuzzer's. `PERFSTAT_FUZZ` names
  // one target. Without it each input goes where it is recognised and to one other target, which its
  // bytes choose.
  private let chosen: [Target] = {
    let name = ProcessInfo.processInfo.environment["PERFSTAT_FUZZ"] ?? ""
    let chosen = Target.all.filter { name.isEmpty || $0.name == name }
    if chosen.isEmpty {
      FileHandle.standardError.write(Data("fuzz: no target is named \(name)\n".utf8))
      exit(64)
    }
    return chosen
  }()

  /// What libFuzzer calls.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func runOneInput(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: size))
    chosen[0].run(input)
    if chosen.count > 1 {
      // FNV-1a: an input of the corpus finds its target again.
      let mark = input.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01B3
      }
      chosen[1 + Int((mark >> 32) % UInt64(chosen.count - 1))].run(input)
    }
    return 0
  }
#else
  /// Without coverage: `fuzz SECONDS SEED FOLDER...` mutates the files below the folders.
  @main enum Fuzz {
    /// Seconds that one input may take, and bytes that the process may grow to.
    private static let patience: UInt32 = 10
    private static let mostBytes = 2 << 30
    private static let largestSeed = 48 << 10

    /// What is being tried, for the handler of signals.
    nonisolated(unsafe) private static var current: (start: UnsafeRawPointer?, count: Int) = (
      nil, 0
    )
    nonisolated(unsafe) private static var place: UnsafeMutablePointer<CChar>?

    static func main() {
      let words = Array(CommandLine.arguments.dropFirst())
      guard words.count >= 3, let seconds = Double(words[0]), let seed = UInt64(words[1]) else {
        FileHandle.standardError.write(Data("usage: fuzz SECONDS SEED FOLDER...\n".utf8))
        exit(64)
      }
      let seeds = words[2...].flatMap(files).sorted { $0.path < $1.path }.map(\.bytes)
      guard !seeds.isEmpty else {
        FileHandle.standardError.write(
          Data("fuzz: no file below \(words[2...].joined(separator: ", "))\n".utf8))
        exit(2)
      }
      place = strdup("fuzz-found-\(getpid())")
      for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGALRM] {
        signal(number) { number in Fuzz.keep(number) }
      }
      var mutation = Mutation(seed: seed)
      var executions = 0
      let targets = Target.all
      let end = Date.now.addingTimeInterval(seconds)
      while Date.now < end {
        let input = mutation.mutated(
          seeds[mutation.next(seeds.count)], other: seeds[mutation.next(seeds.count)])
        // Most inputs go where they are recognised; the others are forced.
        let target = mutation.next(3) == 0 ? targets[mutation.next(targets.count)] : targets[0]
        input.withUnsafeBytes { bytes in
          current = (bytes.baseAddress, bytes.count)
          alarm(patience)
          target.run(input)
          alarm(0)
        }
        executions += 1
        if executions % 1000 == 0, residentBytes > mostBytes {
          FileHandle.standardError.write(
            Data("fuzz: \(residentBytes) bytes after \(executions) executions\n".utf8))
          exit(1)
        }
      }
      print(
        "\(executions) executions in \(Int(seconds)) s (\(executions / max(1, Int(seconds))) a second),"
          + " \(targets.count) targets, \(seeds.count) seeds, seed \(seed), at most"
          + " \(residentBytes >> 20) MB: no crash, nothing over \(patience) s")
    }

    /// Writes the input that did it: only calls that are safe in a handler.
    private static func keep(_ number: Int32) {
      if let place, let start = current.start {
        let file = open(place, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        _ = write(file, start, current.count)
        let text: StaticString = "fuzz: a crash or more than 10 s; the input is in "
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        _ = write(STDERR_FILENO, place, strlen(place))
        _ = write(STDERR_FILENO, "\n", 1)
      }
      _exit(1)
    }

    private static var residentBytes: Int {
      var usage = rusage()
      // 0 is the process itself. Linux counts in units of 1024 bytes.
      getrusage(0, &usage)
      #if os(Linux)
        return Int(usage.ru_maxrss) << 10
      #else
        return Int(usage.ru_maxrss)
      #endif
    }

    private static func files(_ folder: String) -> [(path: String, bytes: [UInt8])] {
      guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
      return names.compactMap { entry in
        guard let name = entry as? String else { return nil }
        let path = "\(folder)/\(name)"
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
          !isFolder.boolValue, let bytes = FileManager.default.contents(atPath: path),
          (1...largestSeed).contains(bytes.count)
        else { return nil }
        return (path, Array(bytes))
      }
    }
  }
#endif
