import CTruenoKernels
import Testing
import TruenoKernels

@Suite("Back ends, catalogue and selection")
struct BackendTests {
  @Test("the Swift cases are the C catalogue, line by line")
  func catalogue() {
    #expect(Operation.allCases.count == Int(trueno_operation_count.rawValue))
    for operation in Operation.allCases {
      #expect(operation.name == String(describing: operation))
      #expect(Operation(named: operation.name) == operation)
    }
    #expect(Operation(named: "cure") == nil)
  }

  @Test("the costs that roofline pictures are drawn from")
  func costs() {
    #expect(Operation.add.bytesPerElement == 12)
    #expect(Operation.dot.bytesPerElement == 8)
    #expect(Operation.dot.flopsPerElement == 2)
    #expect(Operation.max.bytesPerElement == 4)
  }

  @Test("every operation of every back end of this machine runs")
  func calls() throws {
    for operation in Operation.allCases {
      for backend in Backend.available {
        for count in [1, 100] {
          try KernelCall(operation, backend, count: count).run(iterations: 3)
        }
        #expect(throws: KernelError.emptyInput(operation: operation)) {
          try KernelCall(operation, backend, count: 0)
        }
      }
    }
  }

  @Test("asking for a back end that this machine lacks is an error")
  func unsupported() {
    #expect(Backend.scalar.isSupported)
    for backend in Backend.allCases where !backend.isSupported {
      #expect(throws: KernelError.unsupportedBackend(backend)) { try Kernels(backend) }
      #expect(throws: KernelError.unsupportedBackend(backend)) {
        try KernelCall(.add, backend, count: 10)
      }
      #expect(throws: KernelError.unsupportedBackend(backend)) {
        try Selection.decide(forced: backend.rawValue).get()
      }
    }
  }

  @Test("TRUENO_BACKEND forces one back end for everything")
  func forced() throws {
    for backend in Backend.available {
      for name in [backend.rawValue, backend.rawValue.lowercased()] {
        let selection = try Selection.decide(forced: name).get()
        for count in [0, 100, 1000, 10_000, 1 << 40] {
          #expect(
            Operation.allCases.allSatisfy { selection.backend(for: $0, count: count) == backend })
        }
      }
    }
    for name in ["", "AVX3", "avx2 "] {
      #expect(throws: KernelError.unknownBackend(name)) {
        try Selection.decide(forced: name).get()
      }
    }
  }

  @Test(
    "the tables of preferences name every back end once, for each operation and size",
    arguments: [SelectionTable.amd, .intel])
  func selectionTable(table: SelectionTable) {
    #expect(table.rows.map(\.operation) == Operation.allCases)
    for row in table.rows {
      #expect(row.orders.count == 4)
      for order in row.orders {
        #expect(
          table.orders[order].map(\.rawValue).sorted()
            == Backend.allCases.map(\.rawValue).sorted())
      }
    }
  }

  @Test("every set of back ends yields one of its own, the first in the table")
  func selectionAmong() throws {
    let available = Backend.available
    for bits in 1..<(1 << available.count) {
      let some = available.indices.filter { bits >> $0 & 1 == 1 }.map { available[$0] }
      let selection = try Selection(among: some)
      for row in SelectionTable.ofThisProcessor.rows {
        // The last of a class and the first of the next one.
        for (count, size) in [
          (0, 0), (316, 0), (317, 1), (3162, 1), (3163, 2), (31_622, 2), (31_623, 3), (1 << 40, 3),
        ] {
          let order = SelectionTable.ofThisProcessor.orders[row.orders[size]]
          #expect(
            selection.backend(for: row.operation, count: count) == order.first(where: some.contains)
          )
        }
      }
    }
  }

  @Test("names")
  func names() throws {
    #expect(Backend.allCases.map(\.rawValue) == ["Scalar", "SSE2", "AVX2", "AVX512", "NEON"])
    #expect(try Backend(named: "avx512") == .avx512)
    #expect(throws: KernelError.unknownBackend("mmx")) { try Backend(named: "mmx") }
  }

  @Test("the convenient interface")
  func vector() throws {
    let a: Vector = [1, 2, 3]
    let b = try a.add([4, 5, 6])
    #expect(b == [5, 7, 9])
    #expect(try b.sub(a) == [4, 5, 6])
    #expect(try a.mul(a) == [1, 4, 9])
    #expect(try a.dot(b) == 46)
    #expect(try a.max() == 3)
    #expect(try a.min() == 1)
    #expect(throws: KernelError.lengthMismatch(operation: .mul, expected: 3, found: 1)) {
      try a.mul([1])
    }
    #expect(throws: KernelError.emptyInput(operation: .max)) { try Vector([]).max() }
    #expect(try Vector([]).add([]) == [])
  }
}
