import Testing
import TruenoKernels

/// A sum in twice the precision of double: Sum2 and Dot2 of Ogita, Rump and Oishi (2005), not yet rounded.
private struct Twofold {
  private(set) var high = 0.0
  private(set) var low = 0.0

  mutating func add(_ x: Double) {
    let sum = high + x
    let part = sum - high
    low += (high - (sum - part)) + (x - part)
    high = sum
  }

  mutating func add(_ x: Double, times y: Double) {
    let product = x * y
    add(product)
    low += (-product).addingProduct(x, y)
  }

  /// How far a value is from it.
  func distance(from value: Double) -> Double { abs((value - high) - low) }
}

@Suite("Operations on double")
struct DoubleTests {
  @Test(
    "right for every length, beside forbidden pages", arguments: Implementation.all,
    ExactMap<Double>.common)
  func everyLength(implementation: Implementation, map: ExactMap<Double>) throws {
    var values = Values(seed: 11)
    try map.expectEveryLength(implementation.kernels) { values.anyDouble() }
  }

  @Test(
    "in place, at any alignment", arguments: Implementation.all, ExactMap<Double>.common)
  func inPlace(implementation: Implementation, map: ExactMap<Double>) {
    var values = Values(seed: 12)
    map.expectInPlace(implementation.kernels) { values.uniformDouble() }
  }

  @Test("each function computes what its name says", arguments: Implementation.all)
  func names(implementation: Implementation) throws {
    let kernels = implementation.kernels
    typealias Call = (Kernels.DoubleInput, Kernels.DoubleInput, Kernels.DoubleOutput) throws -> Void
    let calls: [(Double, Call)] = [
      (-0.5, { try kernels.add($0, $1, into: $2) }),
      (-8.5, { try kernels.sub($0, $1, into: $2) }),
      (-18, { try kernels.mul($0, $1, into: $2) }),
      (-1.125, { try kernels.div($0, $1, into: $2) }),
      (-4.5, { try kernels.minimum($0, $1, into: $2) }),
      (4, { try kernels.maximum($0, $1, into: $2) }),
      (-9, { a, _, out in try kernels.scale(a, by: 2, into: out) }),
      (4.5, { a, _, out in try kernels.abs(a, into: out) }),
      (15.75, { a, _, out in try kernels.fma(a, a, a, into: out) }),
      (2, { _, b, out in try kernels.sqrt(b, into: out) }),
    ]
    for (expected, body) in calls {
      var memory: [[Double]] = [[-4.5], [4], [0]]
      withBuffers(&memory) { x in
        #expect(throws: Never.self) {
          try body(UnsafeBufferPointer(x[0]), UnsafeBufferPointer(x[1]), x[2])
        }
      }
      #expect(memory[2] == [expected])
    }
  }

  @Test(
    "fma rounds once, halfway cases and subnormal results included", arguments: Implementation.all)
  func fusedOnce(implementation: Implementation) throws {
    var values = Values(seed: 13)
    let a = (0..<20_000).map { _ in values.anyDouble() }
    let b = (0..<20_000).map { _ in values.anyDouble() }
    // Near cancellation, or a tiny addend beside the product: where two roundings go wrong.
    let c = a.indices.map { i in
      let exponent = Int(values.bits() % 120) - 90
      let tiny = Double(sign: .plus, exponent: exponent, significand: Double(values.uniform()))
      return i % 2 == 0 ? -(a[i] * b[i]) : a[i] * b[i] * tiny
    }
    var memory = [a, b, c]
    withBuffers(&memory) { x in
      let inputs = x.map { UnsafeBufferPointer($0) }
      #expect(throws: Never.self) {
        try implementation.kernels.fma(inputs[0], inputs[1], inputs[2], into: x[0])
      }
    }
    let wrong = a.indices.first { !same(memory[0][$0], c[$0].addingProduct(a[$0], b[$0])) }
    #expect(wrong == nil)
  }

  @Test(
    "whole numbers, whose sums are exact in any order, for every length",
    arguments:
      Implementation.all)
  func wholeNumbers(implementation: Implementation) throws {
    let kernels = implementation.kernels
    var values = Values(seed: 14)
    for count in Array(0...300) + [4095, 4096, 4097, 20_000] {
      for place in Place.allCases {
        let x = (0..<count).map { _ in Int(Int32(bitPattern: values.bits()) >> 12) }
        let y = (0..<count).map { _ in Int(Int32(bitPattern: values.bits()) >> 12) }
        let a = GuardedBuffer(x.map(Double.init), place)
        let b = GuardedBuffer(y.map(Double.init), place)
        defer { withExtendedLifetime((a, b)) {} }
        let squares = zip(x, x).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(try kernels.sum(a.input) == Double(x.reduce(0, +)))
        #expect(
          try kernels.dot(a.input, b.input) == Double(zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }))
        #expect(try kernels.normL2(a.input) == Double(squares).squareRoot())
        guard count > 0 else { continue }
        #expect(try kernels.mean(a.input) == Double(x.reduce(0, +)) / Double(count))
        #expect(try kernels.max(a.input) == x.max().map(Double.init))
        #expect(try kernels.min(a.input) == x.min().map(Double.init))
      }
    }
  }

  @Test("sums and moments within their bounds", arguments: Implementation.all)
  func bounds(implementation: Implementation) throws {
    let kernels = implementation.kernels
    var values = Values(seed: 15)
    for count in Array(1...67) + [300, 1000, 4096, 4097, 9999, 100_000] {
      let x = values.uniformDoubles(count, 3).map { $0 + 1 }
      let y = values.uniformDoubles(count)
      let steps = Double(min(count, 4096) + 2) * 0x1p-53
      var (sum, dot, squares) = (Twofold(), Twofold(), Twofold())
      for (x, y) in zip(x, y) {
        sum.add(x)
        dot.add(x, times: y)
        squares.add(x, times: x)
      }
      let magnitudes = x.reduce(0) { $0 + abs($1) }
      let products = zip(x, y).reduce(0) { $0 + abs($1.0 * $1.1) }
      try call(x, y) { a, b throws(KernelError) in
        #expect(sum.distance(from: try kernels.sum(a)) <= steps * magnitudes)
        #expect(dot.distance(from: try kernels.dot(a, b)) <= steps * products)
        let norm = try kernels.normL2(a)
        #expect(abs(norm - squares.high.squareRoot()) <= steps * norm)
        let mean = try kernels.mean(a)
        #expect(
          abs(mean - sum.high / Double(count)) <= (steps + 0x1p-53) * magnitudes / Double(count))
        var (first, second) = (Twofold(), Twofold())
        for x in x {
          first.add(x - mean)
          second.add(x - mean, times: x - mean)
        }
        let variance =
          (second.high - first.high * first.high / Double(count)) / Double(count)
        #expect(abs(try kernels.variance(a) - variance) <= 4 * steps * variance)
        #expect(
          abs(try kernels.standardDeviation(a) - variance.squareRoot())
            <= 4 * steps * variance.squareRoot())
      }
    }
  }

  @Test("what a block loses beside the others is not lost", arguments: Implementation.all)
  func blocks(implementation: Implementation) throws {
    var x = [Double](repeating: 0, count: 3 * 4096)
    x[0] = 1
    x[5000] = 0x1p-60
    x[9000] = -1
    let ones = [Double](repeating: 1, count: x.count)
    let found = try call(x, ones) { a, b throws(KernelError) in
      [try implementation.kernels.sum(a), try implementation.kernels.dot(a, b)]
    }
    #expect(found == [0x1p-60, 0x1p-60])
    for special in [Double.infinity, -.infinity, .nan] {
      x[7000] = special
      let found = try call(x, x) { a, _ throws(KernelError) in try implementation.kernels.sum(a) }
      #expect(same(found, special))
    }
  }

  @Test(
    "the extreme, a NaN, an infinity or a zero is found at every position",
    arguments: Implementation.all)
  func extremeAtEveryPosition(implementation: Implementation) throws {
    func extremes(_ x: [Double]) throws(KernelError) -> (max: Double, min: Double) {
      try call(x, x) { a, _ throws(KernelError) in
        (try implementation.kernels.max(a), try implementation.kernels.min(a))
      }
    }
    for count in Array(1...35) + [63, 64, 65, 97, 130, 300] {
      for position in 0..<count {
        for (others, values): (Double, [Double]) in [
          (-2, [-1, -3, .infinity, -.infinity, .nan, -.nan, Double(nan: 1, signaling: false)]),
          (0, [-0.0]), (-0.0, [0]),
        ] {
          var x = [Double](repeating: others, count: count)
          for value in values {
            x[position] = value
            let found = try extremes(x)
            let alone = count == 1
            #expect(
              same(found.max, alone ? value : standardMaximum(others, value)),
              "\(value) at \(position) of \(count)")
            #expect(
              same(found.min, alone ? value : standardMinimum(others, value)),
              "\(value) at \(position) of \(count)")
          }
        }
      }
    }
  }

  @Test("norms of numbers whose squares leave the range", arguments: Implementation.all)
  func normRange(implementation: Implementation) throws {
    for (value, count, expected): (Double, Int, Double) in [
      (3e300, 100, 3e301), (1e-300, 100, 1e-299), (0x1p-1074, 4, 0x1p-1073),
      (0x1p-1074, 1, 0x1p-1074),
      (0x1p1023, 1, 0x1p1023), (0x1p1023, 4, .infinity), (0x1p-500, 10_000, 0x1p-500 * 100),
      (0, 5, 0),
      (0, 0, 0), (.infinity, 3, .infinity), (-.infinity, 5000, .infinity), (.nan, 3, .nan),
    ] {
      let steps = Double(min(count, 4096) + 2) * 0x1p-53
      let found = try call([Double](repeating: value, count: count), []) {
        a, _ throws(KernelError) in try implementation.kernels.normL2(a)
      }
      #expect(
        same(found, expected) || abs(found - expected) <= steps * expected,
        "\(count) times \(value)")
    }
  }

  @Test("the variance survives a large mean", arguments: Implementation.all)
  func largeMean(implementation: Implementation) throws {
    let x = (0..<1000).map { Double(1_000_000_000_000 + $0 % 2) }
    let found = try call(x, []) { a, _ throws(KernelError) in
      try implementation.kernels.variance(a)
    }
    #expect(found == 0.25)
  }

  @Test("nothing: sums are 0, extremes and moments are errors", arguments: Implementation.all)
  func empty(implementation: Implementation) throws {
    let kernels = implementation.kernels
    let none = Kernels.DoubleInput(start: nil, count: 0)
    #expect(try [kernels.sum(none), kernels.dot(none, none), kernels.normL2(none)] == [0, 0, 0])
    #expect(throws: KernelError.emptyInput(operation: .max)) { try kernels.max(none) }
    #expect(throws: KernelError.emptyInput(operation: .min)) { try kernels.min(none) }
    #expect(throws: KernelError.emptyInput(operation: .mean)) { try kernels.mean(none) }
    #expect(throws: KernelError.emptyInput(operation: .variance)) { try kernels.variance(none) }
    #expect(throws: KernelError.emptyInput(operation: .standardDeviation)) {
      try kernels.standardDeviation(none)
    }
    #expect(throws: Never.self) {
      try kernels.add(none, none, into: Kernels.DoubleOutput(start: nil, count: 0))
    }
  }

  @Test("lengths that differ and outputs that overlap are refused", arguments: Implementation.all)
  func refusals(implementation: Implementation) throws {
    let kernels = implementation.kernels
    var memory = [Double](repeating: 1, count: 40)
    memory.withUnsafeMutableBufferPointer { all in
      func input(_ range: Range<Int>) -> Kernels.DoubleInput { .init(rebasing: all[range]) }
      func output(_ range: Range<Int>) -> Kernels.DoubleOutput { .init(rebasing: all[range]) }
      #expect(throws: KernelError.lengthMismatch(operation: .add, expected: 10, found: 9)) {
        try kernels.add(input(0..<10), input(10..<19), into: output(20..<30))
      }
      #expect(throws: KernelError.lengthMismatch(operation: .dot, expected: 10, found: 9)) {
        try kernels.dot(input(0..<10), input(10..<19))
      }
      // Nine of ten elements apart: a size in floats would not see it.
      for begin in [1, 9] {
        #expect(throws: KernelError.overlappingBuffers(operation: .add)) {
          try kernels.add(input(0..<10), input(20..<30), into: output(begin..<begin + 10))
        }
      }
      #expect(all.allSatisfy { $0 == 1 })
    }
  }
}
