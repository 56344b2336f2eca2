import Testing
import TruenoKernels

@Suite("Matrices")
struct MatrixTests {
  /// The product in double, straight from the definition, and the sum of magnitudes of each element.
  private func reference(
    _ a: [Float], _ b: [Float], _ rows: Int, _ inner: Int, _ columns: Int
  ) -> [(value: Double, magnitude: Double)] {
    (0..<rows * columns).map { at in
      let (i, j) = (at / columns, at % columns)
      let terms = (0..<inner).map { Double(a[i * inner + $0]) * Double(b[$0 * columns + j]) }
      return (terms.reduce(0, +), terms.reduce(0) { $0 + $1.magnitude })
    }
  }

  @Test("the product within its bound, beside forbidden pages", arguments: Implementation.all)
  func product(implementation: Implementation) throws {
    var values = Values(seed: 20)
    for (rows, inner, columns) in [
      (1, 1, 1), (2, 3, 4), (7, 5, 3), (8, 8, 16), (9, 4, 17), (3, 20, 33), (17, 31, 15),
      (16, 1, 64), (1, 40, 31), (20, 33, 70),
    ] {
      let x = values.uniforms(rows * inner)
      let y = values.uniforms(inner * columns)
      let exact = reference(x, y, rows, inner, columns)
      for place in Place.allCases {
        let a = GuardedBuffer(x, place)
        let b = GuardedBuffer(y, place)
        let out = GuardedBuffer([Float](repeating: 42, count: rows * columns), place)
        defer { withExtendedLifetime((a, b, out)) {} }
        try implementation.kernels.multiply(
          a.input, b.input, rows: rows, inner: inner, columns: columns, into: out.elements)
        for (found, exact) in zip(out.elements, exact) {
          let bound = Double(inner + 1) * 0x1p-24 * exact.magnitude
          #expect((Double(found) - exact.value).magnitude <= bound)
        }
      }
    }
  }

  @Test("small products are ours, large ones OpenBLAS's, both right", arguments: [0, .infinity])
  func selected(ownProductLimit: Double) throws {
    var selection = try Selection()
    #expect(selection.ownProductLimit == 64 * 64 * 64)
    selection.ownProductLimit = ownProductLimit
    // Each sum is known: (j % 8) inner (i + 1).
    for (rows, inner, columns) in [(2, 64, 16), (17, 31, 15), (2, 1 << 12, 1 << 10)] {
      let a = (0..<rows * inner).map { Float($0 / inner + 1) }
      let b = (0..<inner * columns).map { Float($0 % columns % 8) }
      var out = [Float](repeating: -1, count: rows * columns)
      try a.withUnsafeBufferPointer { a throws(KernelError) in
        try b.withUnsafeBufferPointer { b throws(KernelError) in
          try out.withUnsafeMutableBufferPointer { out throws(KernelError) in
            try selection.multiply(a, b, rows: rows, inner: inner, columns: columns, into: out)
          }
        }
      }
      let expected = (0..<rows * columns).map {
        Float($0 % columns % 8 * inner * ($0 / columns + 1))
      }
      #expect(out == expected)
    }
  }

  @Test("the transposed matrix")
  func transposed() throws {
    for (rows, columns) in [(1, 1), (1, 9), (9, 1), (5, 7), (16, 16), (33, 70)] {
      for place in Place.allCases {
        let a = GuardedBuffer((0..<rows * columns).map(Float.init), place)
        let out = GuardedBuffer([Float](repeating: -1, count: rows * columns), place)
        defer { withExtendedLifetime((a, out)) {} }
        try transpose(a.input, rows: rows, columns: columns, into: out.elements)
        for j in 0..<columns {
          for i in 0..<rows { #expect(out.elements[j * rows + i] == Float(i * columns + j)) }
        }
      }
    }
  }

  @Test("nothing, wrong sizes and shared memory", arguments: Implementation.all)
  func refusals(implementation: Implementation) throws {
    let kernels = implementation.kernels
    var memory = [Float](repeating: 7, count: 30)
    try memory.withUnsafeMutableBufferPointer { all throws(KernelError) in
      func part(_ range: Range<Int>) -> Kernels.Output { .init(rebasing: all[range]) }
      let a = Kernels.Input(part(0..<6))
      let b = Kernels.Input(part(6..<12))
      #expect(throws: KernelError.matrixSize(name: "b", expected: "3 x 3", found: 6)) {
        try kernels.multiply(a, b, rows: 2, inner: 3, columns: 3, into: part(12..<18))
      }
      #expect(throws: KernelError.self) {
        try kernels.multiply(a, b, rows: -2, inner: -3, columns: -2, into: part(12..<16))
      }
      #expect(throws: KernelError.self) {
        try transpose(a, rows: 1 << 33, columns: 1 << 33, into: part(12..<18))
      }
      for begin in [4, 8] {
        #expect(throws: KernelError.matrixOverlap) {
          try kernels.multiply(a, b, rows: 2, inner: 3, columns: 2, into: part(begin..<begin + 4))
        }
      }
      #expect(throws: KernelError.matrixOverlap) {
        try transpose(a, rows: 2, columns: 3, into: part(0..<6))
      }
      #expect(all.allSatisfy { $0 == 7 })
      let none = Kernels.Input(start: nil, count: 0)
      try kernels.multiply(none, none, rows: 2, inner: 0, columns: 2, into: part(12..<16))
      #expect(all[12..<16].allSatisfy { $0 == 0 })
      try kernels.multiply(
        none, none, rows: 0, inner: 0, columns: 0, into: Kernels.Output(start: nil, count: 0))
    }
  }
}
