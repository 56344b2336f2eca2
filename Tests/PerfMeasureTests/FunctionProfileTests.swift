import PerfMeasure
import Testing

@Suite("What functions cost")
struct FunctionProfileTests {
  /// The example of the format's specification in "Valgrind User Manual", name compression added:
  /// main costs 16 + 400 of its own, func1 100 + 1 000 of its own; func2 700.
  private static let example = """
    # callgrind format
    events: Instructions

    fl=(1) file1.c
    fn=(1) main
    16 16
    cfn=(2) func1
    calls=1 50
    16 400
    cfi=(2) file2.c
    cfn=(3) func2
    calls=3 20
    16 400

    fn=(2)
    51 100
    cfi=(2)
    cfn=(3)
    calls=2 20
    +1 300

    fl=(2)
    fn=(3)
    20 700
    totals: 816
    """

  @Test("own costs are counted, those of calls are not")
  func ownCosts() throws {
    let profile = try FunctionProfile(callgrind: Self.example)
    #expect(profile.functions == ["main": 16, "func1": 100, "func2": 700])
    #expect(profile.total == 816)
  }

  @Test("the largest change comes first, whichever way, and Swift's names are for people")
  func changes() throws {
    func profile(_ costs: [String: Int]) throws -> FunctionProfile {
      try FunctionProfile(
        callgrind: "events: Ir\n" + costs.map { "fn=\($0.key)\n1 \($0.value)\n" }.joined())
    }
    let base = try profile(["a": 100, "b": 50, "c": 7, "$s4main5hello6numberS2i_tF": 10])
    let head = try profile(["a": 110, "b": 20, "c": 7, "d": 5, "$s4main5hello6numberS2i_tF": 11])
    let pair = DuetSides(base: base, head: head)
    let changes = FunctionProfile.largestChanges([pair], unit: "instructions")
    #expect(
      changes.map(\.name) == ["b", "a", "d", "main.hello(number: Swift.Int) -> Swift.Int"])
    #expect(changes.map(\.base) == [50, 100, 0, 10])
    #expect(changes.allSatisfy { $0.lower == nil && $0.upper == nil })
    #expect(FunctionProfile.largestChanges([pair], unit: "", count: 1).count == 1)
  }

  /// Differences 10, 12, 14 have the mean 12 and the standard error 2 / sqrt 3; with Student's
  /// t(0.975, 2) = 4.302653 (any table) the interval is 12 -+ 4.968276. Those of the other function,
  /// -9, 0 and 12, have an interval around zero and are not told.
  @Test("samples have an interval over the pairs, and what may be chance is left out")
  func sampled() throws {
    func profile(_ costs: [String: Double]) -> FunctionProfile {
      var profile = FunctionProfile()
      profile.functions = costs
      return profile
    }
    let pairs = zip([10.0, 12, 14], [-9.0, 0, 12]).map { slower, noise in
      DuetSides(
        base: profile(["slower": 100, "noisy": 200, "small": 1]),
        head: profile(["slower": 100 + slower, "noisy": 200 + noise, "small": 2]))
    }
    let changes = FunctionProfile.largestChanges(pairs, unit: "ns", negligible: 0.01)
    #expect(changes.map(\.name) == ["slower"])
    let change = try #require(changes.first)
    #expect(change.base == 100 && change.head == 112 && change.unit == "ns")
    #expect(abs(try #require(change.lower) - 7.031724) < 1e-6)
    #expect(abs(try #require(change.upper) - 16.968276) < 1e-6)
    // Without the limit, 1 of 301 is told too: it is the same in every pair.
    #expect(
      FunctionProfile.largestChanges(pairs, unit: "ns").map(\.name) == ["slower", "small"])
  }

  @Test("perf's samples are counted by function, and scaled to what the whole took")
  func perfSamples() {
    let profile = FunctionProfile(
      perfScript: """
                    55d0c0 kernel_add
              7f2ab3c1d0e1 operator new(unsigned long)
                    55d0c4 kernel_add

              7f2ab3c1d0e1 [unknown]
        """)
    #expect(
      profile.functions == ["kernel_add": 2, "operator new(unsigned long)": 1, "[unknown]": 1])
    #expect(profile.scaled(to: 100).functions["kernel_add"] == 50)
  }

  @Test("what is no such file is an error, and odd lines are left out")
  func malformed() throws {
    #expect(throws: DuetError.self) { try FunctionProfile(callgrind: "hello") }
    let odd = try FunctionProfile(
      callgrind: "events: Ir\n5 5\nfn=(9\n+\n* x\nfn=(7)\n1 2\ncalls=\n")
    #expect(odd.functions == ["(7)": 2])
  }
}
