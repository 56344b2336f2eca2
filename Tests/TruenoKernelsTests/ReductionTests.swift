import Testing
import TruenoKernels

@Suite("Reductions")
struct ReductionTests {
  @Test(
    "dot within its bound for every length, beside forbidden pages", arguments: Implementation.all)
  func dot(implementation: Implementation) throws {
    var values = Values(seed: 3)
    for count in Array(0...67) + [1000, 4095, 4097, 10_000] {
      for place in GuardedBuffer.Place.allCases {
        let x = values.uniforms(count)
        let y = values.uniforms(count)
        let a = GuardedBuffer(x, place)
        let b = GuardedBuffer(y, place)
        defer { withExtendedLifetime((a, b)) {} }
        let found = try implementation.kernels.dot(a.input, b.input)
        var exact = 0.0
        var magnitude = 0.0
        for i in 0..<count {
          exact += Double(x[i]) * Double(y[i])
          magnitude += abs(Double(x[i]) * Double(y[i]))
        }
        // n additions and a multiplication in sequence are the worst that any order can do.
        let bound = Double(min(count, 4096) + 2) * 0x1p-24 * magnitude
        #expect(abs(Double(found) - exact) <= bound, "\(count) elements")
      }
    }
  }

  @Test("dot counts each element exactly once", arguments: Implementation.all)
  func dotCountsEach(implementation: Implementation) throws {
    for count in 1...67 {
      for position in 0..<count {
        var x = [Float](repeating: 0, count: count)
        x[position] = 3
        let ones = [Float](repeating: 5, count: count)
        #expect(
          try call(x, ones) { a, b throws(KernelError) in try implementation.kernels.dot(a, b) }
            == 15)
      }
    }
  }

  @Test("max and min exact for every length, beside forbidden pages", arguments: Implementation.all)
  func extremes(implementation: Implementation) throws {
    var values = Values(seed: 4)
    for count in Array(1...67) + [1000, 4097] {
      for place in GuardedBuffer.Place.allCases {
        let x = values.uniforms(count)
        let a = GuardedBuffer(x, place)
        defer { withExtendedLifetime(a) {} }
        #expect(try implementation.kernels.max(a.input) == x.max())
        #expect(try implementation.kernels.min(a.input) == x.min())
      }
    }
  }

  @Test(
    "the extreme, a NaN or an infinity is found at every position", arguments: Implementation.all)
  func extremeAtEveryPosition(implementation: Implementation) throws {
    let kernels = implementation.kernels
    for count in 1...67 {
      for position in 0..<count {
        var x = [Float](repeating: -2, count: count)
        for (value, greatest, least) in [
          (Float(-1), Float(-1), Float(count == 1 ? -1 : -2)),
          (-3, count == 1 ? -3 : -2, -3),
          (.infinity, .infinity, count == 1 ? .infinity : -2),
          (-.infinity, count == 1 ? -.infinity : -2, -.infinity),
          (.nan, .nan, .nan), (-.nan, .nan, .nan),
          (Float(nan: 1, signaling: false), .nan, .nan),
        ] {
          x[position] = value
          let max = try call(x, x) { a, _ throws(KernelError) in try kernels.max(a) }
          let min = try call(x, x) { a, _ throws(KernelError) in try kernels.min(a) }
          #expect(same(max, greatest), "\(value) at \(position) of \(count)")
          #expect(same(min, least), "\(value) at \(position) of \(count)")
        }
      }
    }
  }

  @Test("+0 is above -0 wherever they stand", arguments: Implementation.all)
  func signedZeros(implementation: Implementation) throws {
    let kernels = implementation.kernels
    for count in 1...67 {
      for position in 0..<count {
        for odd in [Float(0), -0.0] {
          var x = [Float](repeating: -odd, count: count)
          x[position] = odd
          let max = try call(x, x) { a, _ throws(KernelError) in try kernels.max(a) }
          let min = try call(x, x) { a, _ throws(KernelError) in try kernels.min(a) }
          let onlyOne = count == 1
          #expect(same(max, onlyOne ? odd : 0))
          #expect(same(min, onlyOne ? odd : -0.0))
        }
      }
    }
  }

  @Test("nothing: sums are 0, extremes are errors", arguments: Implementation.all)
  func empty(implementation: Implementation) throws {
    let kernels = implementation.kernels
    let none = Kernels.Input(start: nil, count: 0)
    #expect(try kernels.dot(none, none) == 0)
    #expect(throws: KernelError.emptyInput(operation: .max)) { try kernels.max(none) }
    #expect(throws: KernelError.emptyInput(operation: .min)) { try kernels.min(none) }
    let one: [Float] = [1]
    #expect(throws: KernelError.lengthMismatch(operation: .dot, expected: 1, found: 0)) {
      try call(one, []) { a, b throws(KernelError) in try kernels.dot(a, b) }
    }
  }
}

func call<Result>(
  _ x: [Float], _ y: [Float],
  _ body: (Kernels.Input, Kernels.Input) throws(KernelError) -> Result
) throws(KernelError) -> Result {
  try x.withUnsafeBufferPointer { a throws(KernelError) in
    try y.withUnsafeBufferPointer { b throws(KernelError) in try body(a, b) }
  }
}
