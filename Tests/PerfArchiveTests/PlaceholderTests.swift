import Testing
import PerfArchive

@Test func placeholder() {}
