import Testing
import TruenoKernels

@Test func placeholder() {}
