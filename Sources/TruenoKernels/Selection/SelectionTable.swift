import CTruenoKernels

/// Which back ends each operation prefers, by size, as measured on one maker's processors.
package struct SelectionTable: Sendable {
  /// The orders that occur; the first back end that the machine has is chosen. NEON is unmeasured.
  package let orders: [[Backend]]
  /// Number of the order at 100, 1,000, 10,000 and 100,000 elements.
  package let rows: [(operation: Operation, orders: [Int])]

  /// Intel's on its processors, AMD's on all others.
  package static let ofThisProcessor = trueno_is_intel() ? intel : amd
}
