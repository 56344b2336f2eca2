import Testing
import PerfStats

@Test func placeholder() {}
