import PerfStats
import Testing

@Test func placeholder() {}
