import Testing
import TruenoKernels

@Suite("Element-wise operations")
struct ElementWiseTests {
  @Test(
    "right for every length, beside forbidden pages", arguments: Implementation.all,
    ExactMap.onFloat)
  func everyLength(implementation: Implementation, map: ExactMap<Float>) throws {
    var values = Values(seed: 1)
    try map.expectEveryLength(implementation.kernels) { values.anything() }
  }

  @Test("in place, at any alignment", arguments: Implementation.all, ExactMap.onFloat)
  func inPlace(implementation: Implementation, map: ExactMap<Float>) {
    var values = Values(seed: 2)
    map.expectInPlace(implementation.kernels) { values.uniform() }
  }

  @Test("halves, zeros and the borders of the integers", arguments: Implementation.all)
  func rounding(implementation: Implementation) throws {
    let values: [Float] = [
      0, -0.0, 0.3, -0.3, 0.5, -0.5, 0.49999997, -0.49999997, 1.5, 2.5, -2.5, 8_388_607.5,
      -8_388_607.5, 8_388_608, 16_777_215, 0x1p31, -0x1p31, 0x1.fffffep+127,
    ]
    for map in ExactMap.onFloat where [.floor, .ceil, .round, .trunc].contains(map.operation) {
      for value in values {
        let found = try one(implementation.kernels, map.operation, [value])
        #expect(same(found, map.expected(value, 0, 0)), "\(map.operation.name)(\(value))")
      }
    }
  }

  @Test(
    "fma rounds once, halfway cases and subnormal results included", arguments: Implementation.all)
  func fusedOnce(implementation: Implementation) throws {
    var values = Values(seed: 9)
    for _ in 0..<20_000 {
      let a = values.anything()
      let b = values.anything()
      // Near cancellation, or a tiny addend beside the product: where two roundings go wrong.
      let exponent = Int(values.bits() % 60) - 40
      let c =
        values.bits() % 2 == 0
        ? -(a * b) : a * b * Float(sign: .plus, exponent: exponent, significand: values.uniform())
      let found = try one(implementation.kernels, .fma, [a, b, c])
      #expect(same(found, c.addingProduct(a, b)), "\(a) * \(b) + \(c)")
    }
  }

  /// Those that `Benchmarks/kernels/roots.sh` finds wrong, from some estimates, if the step is not taken a
  /// little low (the first) or its series ends too early.
  @Test(
    "square roots close to halfway between two floats, at the borders of every way to them",
    arguments: Implementation.all)
  func squareRoots(implementation: Implementation) throws {
    let close: [Float] = [
      0x1.fffffep1, 0x1.e1b39cp0, 0x1.f82294p0, 0x1.542efep1, 0x1.66057cp1, 0x1.771798p1,
      0x1.9a2854p1, 0x1.9b23d8p1, 0x1.a2b4eep1, 0x1.a6c9c2p1, 0x1.b5c076p1, 0x1.bebf4ap1,
      0x1.dd26e4p1,
    ]
    let powers: [Float] = [
      0x1p-148, 0x1p-126, 0x1p-76, 0x1p-64, 0x1p-2, 1, 0x1p62, 0x1p64, 0x1p126,
    ]
    let scaled = powers.flatMap { power in close.map { $0 * power } }
    let borders: [Float] = [0x1p-63, 0x1p65, .leastNormalMagnitude, .greatestFiniteMagnitude, -1]
    let beside = borders.flatMap { [$0.nextDown, $0, $0.nextUp] }
    func roots(_ x: [Float]) -> [Float] {
      var memory = [x]
      withBuffers(&memory) { buffers in
        #expect(throws: Never.self) {
          try implementation.kernels.sqrt(UnsafeBufferPointer(buffers[0]), into: buffers[0])
        }
      }
      return memory[0]
    }
    // Each value at every place among ordinary ones, some of them at a time.
    for value in scaled + beside + [0, -0.0, .infinity, .nan] {
      for shift in 0..<5 {
        let x = (0..<145).map { $0 % 5 == shift ? value : 2 }
        let found = roots(x)
        #expect(zip(x, found).allSatisfy { same($1, $0.squareRoot()) }, "beside \(value)")
      }
    }
    let some = stride(from: Float(1).bitPattern, to: Float(4).bitPattern, by: 61)
    let sample = some.map { Float(bitPattern: $0) }
    #expect(zip(sample, roots(sample)).first { !same($1, $0.squareRoot()) } == nil)
  }

  @Test("each element's result depends on nothing else", arguments: Implementation.all)
  func independence(implementation: Implementation) throws {
    var values = Values(seed: 10)
    let rows: [Operation] = [.softmax, .logSoftmax, .layerNorm]
    for operation in Operation.allCases
    where operation.form == .elementWise && !rows.contains(operation) {
      for count in 0...67 {
        let data = (0..<3).map { _ in
          (0..<count).map { _ in count % 2 == 0 ? values.anything() : values.uniform(8) }
        }
        for place in Place.allCases {
          let inputs = data.prefix(operation.inputs).map { GuardedBuffer($0, place) }
          let out = GuardedBuffer([Float](repeating: 42, count: count), place)
          defer { withExtendedLifetime((inputs, out)) {} }
          let x = inputs.map(\.input)
          try implementation.kernels.map(
            operation, x[0], x.count > 1 ? x[1] : nil, x.count > 2 ? x[2] : nil, into: out.elements,
            p: 0.5, q: 0.75)
          for i in 0..<count {
            let single = try one(
              implementation.kernels, operation, (0..<operation.inputs).map { data[$0][i] }, p: 0.5,
              q: 0.75)
            #expect(same(out.elements[i], single), "\(operation.name): element \(i) of \(count)")
          }
        }
      }
    }
  }

  @Test("limits the wrong way round are refused", arguments: Implementation.all)
  func clampLimits(implementation: Implementation) throws {
    for (low, high) in [(Float(1), Float(0)), (.nan, 1), (0, .nan)] {
      #expect(throws: KernelError.self) {
        try call([1], []) { a, _ throws(KernelError) in
          try implementation.kernels.clamp(
            a, from: low, to: high, into: Kernels.Output(start: nil, count: 0))
        }
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
func withBuffers<Number>(
  _ arrays: inout [[Number]], _ body: ([UnsafeMutableBufferPointer<Number>]) -> Void
) {
  let buffers = arrays.map { array in
    let buffer = UnsafeMutableBufferPointer<Number>.allocate(capacity: array.count)
    _ = buffer.initialize(from: array)
    return buffer
  }
  body(buffers)
  arrays = buffers.map { Array($0) }
  for buffer in buffers { buffer.deallocate() }
}

/// One element through an operation.
func one(
  _ kernels: Kernels, _ operation: Operation, _ x: [Float], p: Float = 0, q: Float = 0
) throws(KernelError) -> Float {
  var result: Float = 0
  try x.withUnsafeBufferPointer { x throws(KernelError) in
    try withUnsafeMutablePointer(to: &result) { out throws(KernelError) in
      func input(_ i: Int) -> Kernels.Input? {
        i < operation.inputs ? Kernels.Input(rebasing: x[i..<i + 1]) : nil
      }
      try kernels.map(
        operation, Kernels.Input(rebasing: x[0..<1]), input(1), input(2),
        into: Kernels.Output(start: out, count: 1), p: p, q: q)
    }
  }
  return result
}
