import Testing
import perfstat

@Test func importsCommand() {
  #expect(probe() == 1)
}
