import Testing
import TruenoKernels

@Suite("Reductions")
struct ReductionTests {
  @Test(
    "dot within its bound for every length, beside forbidden pages", arguments: Implementation.all)
  func dot(implementation: Implementation) throws {
    var values = Values(seed: 3)
    for count in Array(0...300) + [1000, 4095, 4097, 10_000] {
      for place in Place.allCases {
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
    for count in Array(1...300) + [1000, 4097] {
      for place in Place.allCases {
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

  @Test("sums, norms and moments against double", arguments: Implementation.all)
  func sums(implementation: Implementation) throws {
    let kernels = implementation.kernels
    var values = Values(seed: 5)
    for count in Array(1...300) + [1000, 4096, 4097, 9999] {
      for place in Place.allCases {
        let x = values.uniforms(count, 3).map { $0 + 1 }
        let y = values.uniforms(count)
        let a = GuardedBuffer(x, place)
        let b = GuardedBuffer(y, place)
        defer { withExtendedLifetime((a, b)) {} }
        let u = 0x1p-24
        let steps = Double(min(count, 4096) + 2)
        let dx = x.map(Double.init)
        let dy = y.map(Double.init)
        let n = Double(count)
        let sum = dx.reduce(0, +)
        let magnitudes = dx.reduce(0) { $0 + abs($1) }
        let squares = dx.reduce(0) { $0 + $1 * $1 }
        func near(_ found: Float, _ exact: Double, _ bound: Double) {
          #expect(abs(Double(found) - exact) <= bound, "\(count) elements")
        }
        near(try kernels.sum(a.input), sum, steps * u * magnitudes)
        near(
          try kernels.sumCompensated(a.input), sum, 2 * u * abs(sum) + n * 0x1p-46 * magnitudes)
        near(try kernels.normL1(a.input), magnitudes, steps * u * magnitudes)
        near(try kernels.sumOfSquares(a.input), squares, steps * u * squares)
        near(try kernels.normL2(a.input), squares.squareRoot(), steps * u * squares.squareRoot())
        #expect(try kernels.normLinf(a.input) == x.map(\.magnitude).max())
        let mean = sum / n
        let meanY = dy.reduce(0, +) / n
        let variance = dx.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        let varianceY = dy.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) } / n
        let covariance = zip(dx, dy).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - meanY) } / n
        near(try kernels.mean(a.input), mean, (steps + 1) * u * magnitudes / n)
        near(try kernels.variance(a.input), variance, 4 * steps * u * variance + 1e-12)
        near(
          try kernels.standardDeviation(a.input), variance.squareRoot(),
          4 * steps * u * variance.squareRoot() + 1e-6 * (count == 1 ? 1 : 0))
        let scale = (variance * varianceY).squareRoot()
        near(try kernels.covariance(a.input, b.input), covariance, 8 * steps * u * scale + 1e-12)
        let correlation = try kernels.correlation(a.input, b.input)
        if count == 1 {
          #expect(correlation.isNaN)
        } else {
          near(correlation, covariance / scale, 16 * steps * u)
        }
      }
    }
  }

  @Test("the variance survives a large mean", arguments: Implementation.all)
  func largeMean(implementation: Implementation) throws {
    let x = (0..<1000).map { Float(1_000_000 + $0 % 2) }
    let found = try call(x, []) { a, _ throws(KernelError) in
      try implementation.kernels.variance(a)
    }
    #expect(found == 0.25)
  }

  @Test("norms of numbers whose squares leave the range", arguments: Implementation.all)
  func normRange(implementation: Implementation) throws {
    for (value, count, expected): (Float, Int, Float) in [
      (3e30, 100, 3e31), (1e-30, 100, 1e-29), (0x1p-149, 4, 0x1p-148), (0, 5, 0),
      (.infinity, 3, .infinity), (.nan, 3, .nan),
    ] {
      let x = [Float](repeating: value, count: count)
      let found = try call(x, []) { a, _ throws(KernelError) in
        try implementation.kernels.normL2(a)
      }
      #expect(
        found.isNaN ? expected.isNaN : abs(found - expected) <= expected.ulp || found == expected)
    }
  }

  @Test("compensation keeps what plain addition loses", arguments: Implementation.all)
  func compensated(implementation: Implementation) throws {
    var x = [Float](repeating: 0x1p-30, count: 4096)
    x[0] = 1
    let found = try call(x, []) { a, _ throws(KernelError) in
      try implementation.kernels.sumCompensated(a)
    }
    #expect(found == Float(1 + 4095 * 0x1p-30))
    for special: Float in [.infinity, -.infinity, .nan] {
      x[77] = special
      let sum = try call(x, []) { a, _ throws(KernelError) in
        try implementation.kernels.sumCompensated(a)
      }
      #expect(same(sum, special))
    }
  }

  @Test("the first of the extremes, or the first NaN", arguments: Implementation.all)
  func searches(implementation: Implementation) throws {
    let kernels = implementation.kernels
    func positions(_ x: [Float]) throws(KernelError) -> [Int] {
      try call(x, []) { a, _ throws(KernelError) in [try kernels.argmax(a), try kernels.argmin(a)] }
    }
    for count in 1...67 {
      for position in 0..<count {
        var x = [Float](repeating: 0, count: count)
        x[position] = 1
        #expect(try positions(x) == [position, position == 0 && count > 1 ? 1 : 0])
        x[position] = -1
        #expect(try positions(x)[1] == position)
        x[position] = .nan
        x[count - 1] = .nan
        #expect(try positions(x) == [position, position])
      }
      #expect(try positions([Float](repeating: 7, count: count)) == [0, 0])
      #expect(try positions([Float](repeating: -.infinity, count: count)) == [0, 0])
      #expect(try positions([Float](repeating: .infinity, count: count)) == [0, 0])
    }
    #expect(try positions([-0.0, 0, -0.0]) == [0, 0])
    var values = Values(seed: 6)
    for count in [4095, 4096, 4097, 8192, 20_000] {
      var x = values.uniforms(count)
      x[count - 1] = 2
      x[count - 2] = -2
      #expect(try positions(x) == [count - 1, count - 2])
      x[count / 2] = 2
      x[count / 3] = -2
      #expect(try positions(x) == [count / 2, count / 3])
      x[count - 3] = .nan
      #expect(try positions(x) == [count - 3, count - 3])
    }
  }

  @Test("positions beyond 2^24, where floats no longer count", arguments: Implementation.native)
  func farPositions(implementation: Implementation) throws {
    let count = (1 << 24) + 100
    let far = (1 << 24) + 33
    var x = [Float](repeating: 0, count: count)
    x[far] = 1
    x[far + 2] = -1
    let found = try call(x, []) { a, _ throws(KernelError) in
      [try implementation.kernels.argmax(a), try implementation.kernels.argmin(a)]
    }
    #expect(found == [far, far + 2])
  }

  @Test("nothing: sums are 0, extremes are errors", arguments: Implementation.all)
  func empty(implementation: Implementation) throws {
    let kernels = implementation.kernels
    let none = Kernels.Input(start: nil, count: 0)
    #expect(try kernels.dot(none, none) == 0)
    #expect(throws: KernelError.emptyInput(operation: .max)) { try kernels.max(none) }
    #expect(throws: KernelError.emptyInput(operation: .min)) { try kernels.min(none) }
    #expect(throws: KernelError.emptyInput(operation: .argmax)) { try kernels.argmax(none) }
    #expect(throws: KernelError.emptyInput(operation: .mean)) { try kernels.mean(none) }
    #expect(throws: KernelError.emptyInput(operation: .variance)) { try kernels.variance(none) }
    #expect(try kernels.sum(none) == 0)
    #expect(try kernels.sumCompensated(none) == 0)
    #expect(try kernels.sumOfSquares(none) == 0)
    #expect(try kernels.normL1(none) == 0)
    #expect(try kernels.normL2(none) == 0)
    #expect(try kernels.normLinf(none) == 0)
    let one: [Float] = [1]
    #expect(throws: KernelError.lengthMismatch(operation: .dot, expected: 1, found: 0)) {
      try call(one, []) { a, b throws(KernelError) in try kernels.dot(a, b) }
    }
  }
}

func call<Number, Result>(
  _ x: [Number], _ y: [Number],
  _ body: (UnsafeBufferPointer<Number>, UnsafeBufferPointer<Number>) throws(KernelError) -> Result
) throws(KernelError) -> Result {
  try x.withUnsafeBufferPointer { a throws(KernelError) in
    try y.withUnsafeBufferPointer { b throws(KernelError) in try body(a, b) }
  }
}
