import PerfArchive
import Testing

@Test func placeholder() {}
