import PerfReports
import Testing

@Suite("Pictures")
struct PictureTests {
  @Test("labels stay in the order of their lines, apart and inside")
  func labels() {
    #expect(apart([0, 0, 10], by: 5, within: 0...100) == [0, 5, 10])
    #expect(apart([50, 10, 48], by: 5, within: 0...100) == [53, 10, 48])
    #expect(apart([98, 99], by: 16, within: 0...100) == [84, 100])
    #expect(apart([], by: 16, within: 0...100) == [])
  }
}
