import PerfStats
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
  @Test("Streams of one seed share no numbers")
  func streams() {
    var seen: Set<UInt64> = []
    for stream in 0..<200 {
      var random = SplitMix64(seed: 1, stream: stream)
      for _ in 0..<50 { seen.insert(random.next()) }
    }
    #expect(seen.count == 200 * 50)
  }
}
