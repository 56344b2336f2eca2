import Testing
import TruenoKernels

/// An operation that IEEE 754 defines to the last bit, and Swift's own arithmetic on single numbers.
struct ExactMap<Number: KernelNumber & Sendable>: Sendable, CustomTestStringConvertible {
  let operation: Operation
  let expected: @Sendable (Number, Number, Number) -> Number

  init(
    _ operation: Operation, _ expected: @escaping @Sendable (Number, Number, Number) -> Number
  ) {
    self.operation = operation
    self.expected = expected
  }

  var testDescription: String { operation.name }

  /// The parameters of every call.
  static var p: Number { -0.375 }
  static var q: Number { 0.75 }

  /// Those that are there on every type of number.
  static var common: [ExactMap] {
    [
      ExactMap(.add) { a, b, _ in a + b },
      ExactMap(.sub) { a, b, _ in a - b },
      ExactMap(.mul) { a, b, _ in a * b },
      ExactMap(.div) { a, b, _ in a / b },
      ExactMap(.minimum) { a, b, _ in standardMinimum(a, b) },
      ExactMap(.maximum) { a, b, _ in standardMaximum(a, b) },
      ExactMap(.scale) { a, _, _ in a * p },
      ExactMap(.abs) { a, _, _ in a.magnitude },
      ExactMap(.fma) { a, b, c in c.addingProduct(a, b) },
      ExactMap(.sqrt) { a, _, _ in a.squareRoot() },
    ]
  }

  func call(
    _ kernels: Kernels, _ x: [UnsafeBufferPointer<Number>],
    _ out: UnsafeMutableBufferPointer<Number>
  ) throws(KernelError) {
    let inputs = operation.inputs
    try kernels.map(
      operation, x[0], inputs > 1 ? x[1] : nil, inputs > 2 ? x[2] : nil, into: out, p: Self.p,
      q: Self.q)
  }

  /// Right for every length from 0 to 300, directly behind and directly before a forbidden page.
  func expectEveryLength(_ kernels: Kernels, drawing draw: () -> Number) throws {
    for count in 0...300 {
      for place in Place.allCases {
        let data = (0..<3).map { _ in (0..<count).map { _ in draw() } }
        let inputs = data.map { GuardedBuffer($0, place) }
        let out = GuardedBuffer([Number](repeating: 42, count: count), place)
        defer { withExtendedLifetime((inputs, out)) {} }
        try call(kernels, inputs.map(\.input), out.elements)
        expect(Array(out.elements), from: data)
      }
    }
  }

  /// Right in place, at any alignment, and nothing beside it is touched.
  func expectInPlace(_ kernels: Kernels, drawing draw: () -> Number) {
    for count in Array(0...67) + Array(126...143) + [255, 1000] {
      for target in 0..<operation.inputs {
        let offset = (count + target) % 16
        let data = (0..<3).map { _ in (0..<count).map { _ in draw() } }
        var memory = data.map { [Number](repeating: -7, count: offset) + $0 + [-7, -7, -7] }
        withBuffers(&memory) { all in
          let slices = all.map { UnsafeMutableBufferPointer(rebasing: $0[offset..<offset + count]) }
          #expect(throws: Never.self) {
            try call(kernels, slices.map { UnsafeBufferPointer($0) }, slices[target])
          }
        }
        let padded = memory[target]
        expect(Array(padded[offset..<offset + count]), from: data)
        #expect((padded.prefix(offset) + padded.suffix(3)).allSatisfy { $0 == -7 })
      }
    }
  }

  private func expect(_ found: [Number], from data: [[Number]]) {
    let wrong = found.indices.first {
      !same(found[$0], expected(data[0][$0], data[1][$0], data[2][$0]))
    }
    #expect(wrong == nil, "\(found.count) elements")
  }
}

extension ExactMap where Number == Float {
  static var onFloat: [ExactMap] {
    let others: [ExactMap] = [
      ExactMap(.neg) { a, _, _ in -a },
      ExactMap(.clamp) { a, _, _ in a < p ? p : a > q ? q : a },
      ExactMap(.lerp) { a, b, _ in
        let product = p * (b - a)
        return a + product
      },
      ExactMap(.recip) { a, _, _ in 1 / a },
      ExactMap(.floor) { a, _, _ in a.rounded(.down) },
      ExactMap(.ceil) { a, _, _ in a.rounded(.up) },
      ExactMap(.round) { a, _, _ in a.rounded(.toNearestOrAwayFromZero) },
      ExactMap(.trunc) { a, _, _ in a.rounded(.towardZero) },
      ExactMap(.relu) { a, _, _ in a < 0 ? 0 : a },
      ExactMap(.leakyReLU) { a, _, _ in a < 0 ? p * a : a },
    ]
    return common + others
  }
}
