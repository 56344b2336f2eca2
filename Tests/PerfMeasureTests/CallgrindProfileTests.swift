import PerfMeasure
import Testing

@Suite("Callgrind's files")
struct CallgrindProfileTests {
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
    let profile = try CallgrindProfile(parsing: Self.example)
    #expect(profile.functions == ["main": 16, "func1": 100, "func2": 700])
    #expect(profile.instructions == 816)
  }

  @Test("the largest change comes first, whichever way, and Swift's names are for people")
  func changes() throws {
    func profile(_ costs: [String: Int]) throws -> CallgrindProfile {
      try CallgrindProfile(
        parsing: "events: Ir\n" + costs.map { "fn=\($0.key)\n1 \($0.value)\n" }.joined())
    }
    let base = try profile(["a": 100, "b": 50, "c": 7, "$s4main5hello6numberS2i_tF": 10])
    let head = try profile(["a": 110, "b": 20, "c": 7, "d": 5, "$s4main5hello6numberS2i_tF": 11])
    let changes = base.largestChanges(to: head)
    #expect(
      changes.map(\.function) == ["b", "a", "d", "main.hello(number: Swift.Int) -> Swift.Int"])
    #expect(changes.map(\.base) == [50, 100, 0, 10])
    #expect(base.largestChanges(to: head, count: 1).count == 1)
  }

  @Test("what is no such file is an error, and odd lines are left out")
  func malformed() throws {
    #expect(throws: DuetError.self) { try CallgrindProfile(parsing: "hello") }
    let odd = try CallgrindProfile(parsing: "events: Ir\n5 5\nfn=(9\n+\n* x\nfn=(7)\n1 2\ncalls=\n")
    #expect(odd.functions == ["(7)": 2])
  }
}
