import Testing
import TruenoKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An elementary function, the C library's in double, and how far the kernel may be off.
struct Elementary: Sendable, CustomTestStringConvertible {
  let operation: Operation
  let bound: Double
  let reference: @Sendable (Double) -> Double

  init(
    _ operation: Operation, within bound: Double,
    _ reference: @escaping @Sendable (Double) -> Double
  ) {
    self.operation = operation
    self.bound = bound
    self.reference = reference
  }

  var testDescription: String { operation.name }

  static let all = [
    Elementary(.exp, within: 1) { exp($0) },
    Elementary(.ln, within: 1) { log($0) },
    Elementary(.log2, within: 2) { log2($0) },
    Elementary(.log10, within: 2) { log10($0) },
    Elementary(.sin, within: 1) { sin($0) },
    Elementary(.cos, within: 1) { cos($0) },
    Elementary(.tan, within: 2) { tan($0) },
    Elementary(.tanh, within: 2) { tanh($0) },
    Elementary(.sigmoid, within: 2) { 1 / (1 + exp(-$0)) },
    Elementary(.swish, within: 2) { $0 == -.infinity ? -0.0 : $0 / (1 + exp(-$0)) },
    Elementary(.gelu, within: 2) { x in
      let k = 2 * (2 / Double.pi).squareRoot()
      return x == -.infinity ? -0.0 : x / (1 + exp(-k * x * (1 + 0.044715 * x * x)))
    },
    Elementary(.elu, within: 2) { $0 > 0 ? $0 : 0.5 * expm1($0) },
  ]
}

/// The distance from the exact value in units in its last place.
func ulps(_ found: Float, _ exact: Double) -> Double {
  if exact.isNaN || found.isNaN { return exact.isNaN && found.isNaN ? 0 : .infinity }
  if Float(exact) == found { return 0 }
  if found.isInfinite || exact.isInfinite {
    return found.isInfinite && exact.magnitude > Double(Float.greatestFiniteMagnitude)
      ? 0 : .infinity
  }
  let exponent = exact == 0 ? -149 : max(Int(exact.exponent) - 23, -149)
  return (Double(found) - exact).magnitude / scalbn(1, exponent)
}

@Suite("Elementary functions")
struct ElementaryFunctionTests {
  @Test("accurate over a sample of all floats", arguments: Implementation.all, Elementary.all)
  func accuracy(implementation: Implementation, function: Elementary) throws {
    var x = stride(from: UInt64(0), to: 1 << 32, by: 104_729).map {
      Float(bitPattern: UInt32($0))
    }
    var values = Values(seed: 11)
    for range: Float in [1, 10, 100, 1000] { x += values.uniforms(5000, range) }
    // Nearest to multiples of a right angle, on both sides of where reduction takes another way.
    x += stride(from: 1, to: 700_000, by: 7).map { Float(Double($0) * .pi / 2) }
    x += [
      0, -0.0, .infinity, -.infinity, .nan, 1, -1, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, 88.72283, 88.72284, 89, -87.33654, -87.33655, -103.97207, -103.98,
      -104.5, 0.54999995, 0.55, 9.01, 9.02, 1_048_576, 1_048_577, 0x1.921fb6p0, 0x1.921fb4p0,
      16_367_173, 0.99999994, 1.0000001, 0.70710677, 0.7071068,
    ]
    var found = [Float](repeating: 0, count: x.count)
    try x.withUnsafeBufferPointer { a throws(KernelError) in
      try found.withUnsafeMutableBufferPointer { out throws(KernelError) in
        try implementation.kernels.map(function.operation, a, into: out, p: 0.5)
      }
    }
    for i in x.indices {
      let exact = function.reference(Double(x[i]))
      let error = ulps(found[i], exact)
      #expect(error <= function.bound, "\(x[i]): \(found[i]), exactly \(exact)")
    }
  }

  @Test("zeros, infinities and poles", arguments: Implementation.all)
  func specialValues(implementation: Implementation) throws {
    let cases: [(Operation, Float, Float)] = [
      (.exp, 0, 1), (.exp, -0.0, 1), (.exp, -.infinity, 0), (.exp, .infinity, .infinity),
      (.exp, 89, .infinity), (.exp, -104, 0), (.exp, .nan, .nan),
      (.ln, 1, 0), (.ln, 0, -.infinity), (.ln, -0.0, -.infinity), (.ln, -1, .nan),
      (.ln, -.infinity, .nan), (.ln, .infinity, .infinity), (.log2, 8, 3), (.log2, 0x1p-149, -149),
      (.log10, 1, 0), (.log10, -1, .nan), (.sin, -0.0, -0.0), (.sin, 0, 0), (.tan, -0.0, -0.0),
      (.cos, -0.0, 1), (.sin, .infinity, .nan), (.cos, -.infinity, .nan), (.tan, .infinity, .nan),
      (.tanh, -0.0, -0.0), (.tanh, .infinity, 1), (.tanh, -.infinity, -1),
      (.tanh, 0x1p-149, 0x1p-149), (.sigmoid, 0, 0.5), (.sigmoid, .infinity, 1),
      (.sigmoid, -.infinity, 0), (.gelu, 0, 0), (.gelu, -0.0, -0.0), (.gelu, .infinity, .infinity),
      (.gelu, -100, -0.0), (.swish, -0.0, -0.0), (.swish, .infinity, .infinity),
      (.elu, -0.0, -0.0), (.elu, -.infinity, -1), (.elu, .infinity, .infinity),
      (.relu, -0.0, -0.0), (.relu, .nan, .nan), (.leakyReLU, .nan, .nan), (.elu, .nan, .nan),
      (.sigmoid, .nan, .nan), (.tanh, .nan, .nan), (.gelu, .nan, .nan), (.swish, .nan, .nan),
    ]
    for (operation, x, expected) in cases {
      let found = try one(implementation.kernels, operation, [x], p: 1)
      #expect(same(found, expected), "\(operation.name)(\(x)) = \(found)")
    }
  }

  @Test("no result depends on its neighbours", arguments: Implementation.all, Elementary.all)
  func independence(implementation: Implementation, function: Elementary) throws {
    var values = Values(seed: 16)
    let x = (0..<6000).map { i in
      i % 8 == 0 ? values.anything() : values.uniform([2, 20, 3000, 0x1p21][i % 4])
    }
    var together = [Float](repeating: 0, count: x.count)
    try x.withUnsafeBufferPointer { a throws(KernelError) in
      try together.withUnsafeMutableBufferPointer { out throws(KernelError) in
        try implementation.kernels.map(function.operation, a, into: out, p: 0.5)
      }
    }
    for (x, found) in zip(x, together) {
      let alone = try one(implementation.kernels, function.operation, [x], p: 0.5)
      #expect(same(found, alone), "\(function.operation.name)(\(x)): \(found), alone \(alone)")
    }
  }

  @Test("pow as C has it", arguments: Implementation.all)
  func power(implementation: Implementation) throws {
    var values = Values(seed: 12)
    var pairs: [(Float, Float)] = []
    for _ in 0..<20_000 { pairs.append((values.anything(), values.anything())) }
    for _ in 0..<20_000 {
      let x = Float(bitPattern: values.bits() & 0x7FFF_FFFF)
      pairs.append((x, values.uniform(150) / log2(x)))
    }
    for x: Float in [-8, -2, -1.5, -1, -0.5] {
      for y: Float in [-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 16_777_215, 16_777_216] {
        pairs.append((x, y))
      }
    }
    for (x, y) in pairs {
      let found = try one(implementation.kernels, .pow, [x, y])
      let most = implementation.isFused ? 2.0 : 1
      #expect(ulps(found, pow(Double(x), Double(y))) <= most, "pow(\(x), \(y)) = \(found)")
    }
  }

  @Test("back ends that round alike give the same bits", arguments: Elementary.all)
  func agreement(function: Elementary) throws {
    var values = Values(seed: 13)
    let x = values.uniforms(2000, 20) + (0..<2000).map { _ in values.anything() }
    for fused in [false, true] {
      let results = try Implementation.all.filter { $0.isFused == fused }.map { implementation in
        try x.map { try one(implementation.kernels, function.operation, [$0], p: 0.5) }
      }
      for result in results.dropFirst() {
        #expect(zip(result, results[0]).allSatisfy(same))
      }
    }
  }

  @Test("pow: back ends that round alike give the same bits")
  func agreementOfPowers() throws {
    var values = Values(seed: 15)
    let pairs = (0..<8000).map { i -> [Float] in
      // A quarter of the bases each: subnormal, close to 1, positive, any.
      let any = values.bits()
      let bits = [any >> 9, 0x3F80_0000 - 0x1000 + any >> 19, any >> 1, any][i % 4]
      let x = Float(bitPattern: bits)
      return [x, i % 8 < 4 ? values.uniform(150) / log2(x) : values.anything()]
    }
    for fused in [false, true] {
      let results = try Implementation.all.filter { $0.isFused == fused }.map { implementation in
        try pairs.map { try one(implementation.kernels, .pow, $0) }
      }
      for result in results.dropFirst() {
        #expect(zip(result, results[0]).allSatisfy(same))
      }
    }
  }
}

@Suite("Operations on rows")
struct RowTests {
  @Test("softmax and logSoftmax against double", arguments: Implementation.all)
  func softmax(implementation: Implementation) throws {
    var values = Values(seed: 14)
    for count in Array(1...67) + [1000, 5000] {
      let x = values.uniforms(count, 30)
      let top = Double(x.max() ?? 0)
      let total = x.reduce(0.0) { $0 + exp(Double($1) - top) }
      let soft = GuardedBuffer(x, .beforeGuard)
      let log = GuardedBuffer(x, .beforeGuard)
      defer { withExtendedLifetime((soft, log)) {} }
      try implementation.kernels.softmax(soft.input, into: soft.elements)
      try implementation.kernels.logSoftmax(log.input, into: log.elements)
      let tolerance = 4 * 0x1p-23 + Double(min(count, 4096)) * 0x1p-24
      for i in 0..<count {
        let exact = exp(Double(x[i]) - top) / total
        // The exponent x - top is rounded to float: half an ulp of up to 60.
        #expect(abs(Double(soft.elements[i]) - exact) <= exact * (tolerance + 0x1p-19))
        #expect(abs(Double(log.elements[i]) - naturalLog(exact)) <= 0x1p-17 + tolerance)
      }
    }
  }

  @Test("softmax neither overflows nor loses NaN", arguments: Implementation.all)
  func softmaxRange(implementation: Implementation) throws {
    var x: [Float] = [1000, 1000, -1000]
    try x.withUnsafeMutableBufferPointer { x throws(KernelError) in
      try implementation.kernels.softmax(Kernels.Input(x), into: x)
    }
    #expect(x == [0.5, 0.5, 0])
    x = [1, .nan, 2]
    try x.withUnsafeMutableBufferPointer { x throws(KernelError) in
      try implementation.kernels.softmax(Kernels.Input(x), into: x)
    }
    #expect(x.allSatisfy { $0.isNaN })
  }

  @Test("layerNorm against double", arguments: Implementation.all)
  func layerNorm(implementation: Implementation) throws {
    var values = Values(seed: 15)
    for count in Array(1...67) + [1000] {
      let x = values.uniforms(count, 3)
      let gamma = values.uniforms(count)
      let beta = values.uniforms(count)
      let mean = x.reduce(0.0) { $0 + Double($1) } / Double(count)
      let variance =
        x.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(count)
      let buffers = [x, gamma, beta].map { GuardedBuffer($0, .beforeGuard) }
      defer { withExtendedLifetime(buffers) {} }
      try implementation.kernels.layerNorm(
        buffers[0].input, gamma: buffers[1].input, beta: buffers[2].input, into: buffers[0].elements
      )
      for i in 0..<count {
        let exact =
          (Double(x[i]) - mean) / (variance + 1e-5).squareRoot() * Double(gamma[i])
          + Double(beta[i])
        #expect(abs(Double(buffers[0].elements[i]) - exact) <= 1e-5)
      }
    }
    #expect(throws: KernelError.self) {
      try call([1], [1]) { a, b throws(KernelError) in
        try implementation.kernels.layerNorm(
          a, gamma: b, beta: b, epsilon: -1, into: Kernels.Output(start: nil, count: 0))
      }
    }
  }
}

private func naturalLog(_ x: Double) -> Double { log(x) }
