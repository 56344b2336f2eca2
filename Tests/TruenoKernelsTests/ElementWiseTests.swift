import Testing
import TruenoKernels

/// An operation that IEEE 754 defines to the last bit, and Swift's own arithmetic on single numbers.
struct ExactMap: Sendable, CustomTestStringConvertible {
  let operation: Operation
  let expected: @Sendable (Float, Float, Float) -> Float

  init(_ operation: Operation, _ expected: @escaping @Sendable (Float, Float, Float) -> Float) {
    self.operation = operation
    self.expected = expected
  }

  var inputs: Int { operation.inputs }
  var testDescription: String { operation.name }

  func call(_ kernels: Kernels, _ x: [Kernels.Input], _ out: Kernels.Output) throws(KernelError) {
    try kernels.map(
      operation, x[0], inputs > 1 ? x[1] : nil, inputs > 2 ? x[2] : nil, into: out)
  }

  static let all = [
    ExactMap(.add) { a, b, _ in a + b },
    ExactMap(.sub) { a, b, _ in a - b },
    ExactMap(.mul) { a, b, _ in a * b },
  ]
}

@Suite("Element-wise operations")
struct ElementWiseTests {
  @Test(
    "right for every length, beside forbidden pages", arguments: Implementation.all, ExactMap.all)
  func everyLength(implementation: Implementation, map: ExactMap) throws {
    var values = Values(seed: 1)
    for count in 0...67 {
      for place in GuardedBuffer.Place.allCases {
        let data = (0..<3).map { _ in (0..<count).map { _ in values.anything() } }
        let inputs = data.prefix(map.inputs).map { GuardedBuffer($0, place) }
        let out = GuardedBuffer([Float](repeating: 42, count: count), place)
        defer { withExtendedLifetime((inputs, out)) {} }
        try map.call(implementation.kernels, inputs.map(\.input), out.floats)
        for i in 0..<count {
          let expected = map.expected(data[0][i], data[1][i], data[2][i])
          #expect(same(out.floats[i], expected), "element \(i) of \(count)")
        }
      }
    }
  }

  @Test("in place, at any alignment", arguments: Implementation.all, ExactMap.all)
  func inPlace(implementation: Implementation, map: ExactMap) throws {
    var values = Values(seed: 2)
    for count in Array(0...67) + [255, 1000] {
      for target in 0..<map.inputs {
        let offset = (count + target) % 16
        let data = (0..<3).map { _ in values.uniforms(count) }
        var memory = data.map { [Float](repeating: -7, count: offset) + $0 + [-7, -7, -7] }
        withBuffers(&memory) { all in
          let slices = all.map { UnsafeMutableBufferPointer(rebasing: $0[offset..<offset + count]) }
          let inputs = slices.prefix(map.inputs).map { UnsafeBufferPointer($0) }
          #expect(throws: Never.self) {
            try map.call(implementation.kernels, Array(inputs), slices[target])
          }
        }
        let padded = memory[target]
        for i in 0..<count {
          let expected = map.expected(data[0][i], data[1][i], data[2][i])
          #expect(same(padded[offset + i], expected), "element \(i) of \(count)")
        }
        #expect(padded.prefix(offset).allSatisfy { $0 == -7 })
        #expect(padded.suffix(3).allSatisfy { $0 == -7 })
      }
    }
  }

  @Test("lengths that differ and outputs that overlap are refused", arguments: Implementation.all)
  func refusals(implementation: Implementation) throws {
    let kernels = implementation.kernels
    var memory = [Float](repeating: 1, count: 40)
    memory.withUnsafeMutableBufferPointer { all in
      func input(_ range: Range<Int>) -> Kernels.Input { .init(rebasing: all[range]) }
      func output(_ range: Range<Int>) -> Kernels.Output { .init(rebasing: all[range]) }
      #expect(throws: KernelError.lengthMismatch(operation: .add, expected: 10, found: 9)) {
        try kernels.add(input(0..<10), input(10..<19), into: output(20..<30))
      }
      #expect(throws: KernelError.lengthMismatch(operation: .add, expected: 9, found: 10)) {
        try kernels.add(input(0..<10), input(10..<20), into: output(20..<29))
      }
      #expect(throws: KernelError.overlappingBuffers(operation: .add)) {
        try kernels.add(input(0..<10), input(10..<20), into: output(1..<11))
      }
      #expect(throws: KernelError.overlappingBuffers(operation: .add)) {
        try kernels.add(input(20..<30), input(10..<20), into: output(1..<11))
      }
      #expect(all.allSatisfy { $0 == 1 })
      #expect(throws: Never.self) {
        try kernels.add(input(0..<10), input(20..<30), into: output(10..<20))
      }
    }
  }
}

/// Calls the body with one mutable buffer per array.
func withBuffers(
  _ arrays: inout [[Float]], _ body: ([UnsafeMutableBufferPointer<Float>]) -> Void
) {
  let buffers = arrays.map { array in
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: array.count)
    _ = buffer.initialize(from: array)
    return buffer
  }
  body(buffers)
  arrays = buffers.map { Array($0) }
  for buffer in buffers { buffer.deallocate() }
}
