import Foundation
import PerfStats
import PerfText

/// Raw samples as bytes: the executions' doubles one after another, little endian.
///
/// The shape says how they divide: `10x4096 10 10~` are ten samples of 4096 iterations each, then
/// ten of an unknown number, then ten whose order is lost.
enum SampleBlob {
  static func shape(of executions: [Execution]) -> String {
    executions.map { execution in
      let count = execution.values.count
      let part = execution.iterations.map { "\(count)x\($0)" } ?? "\(count)"
      return execution.isOrdered ? part : part + "~"
    }.joined(separator: " ")
  }

  static func bytes(of executions: [Execution]) -> Data {
    var data = Data()
    data.reserveCapacity(executions.reduce(0) { $0 + 8 * $1.values.count })
    for execution in executions {
      #if _endian(little)
        execution.values.withUnsafeBytes { data.append(contentsOf: $0) }
      #else
        for value in execution.values {
          withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
      #endif
    }
    return data
  }

  /// - Throws: a shape that is none, or that does not fit the number of bytes; a sample that is not
  ///   finite or is negative.
  static func executions(
    shape: String, bytes: UnsafeRawBufferPointer, place: String
  ) throws(InputError) -> [Execution] {
    guard bytes.count % 8 == 0 else {
      throw InputError(place: place, message: "expected whole doubles, found \(bytes.count) bytes")
    }
    var start = 0
    var executions: [Execution] = []
    for part in shape.split(separator: " ") {
      let isOrdered = part.last != "~"
      let part = isOrdered ? part : part.dropLast()
      let numbers = part.split(separator: "x", omittingEmptySubsequences: false)
      let iterations = numbers.count == 2 ? Int(numbers[1]) : nil
      guard let count = Int(numbers[0]), count >= 1, numbers.count == (iterations == nil ? 1 : 2),
        count <= (bytes.count - start) / 8
      else {
        throw InputError(
          place: place,
          message: "expected a shape that fits \(bytes.count / 8) samples, found \"\(shape)\"")
      }
      let values = doubles(bytes, from: start, count: count)
      if let bad = values.first(where: { !($0 >= 0 && $0.isFinite) }) {
        throw InputError(place: place, message: "expected finite samples from 0, found \(bad)")
      }
      executions.append(Execution(iterations: iterations, values: values, isOrdered: isOrdered))
      start += 8 * count
    }
    guard start == bytes.count else {
      throw InputError(
        place: place,
        message: "expected a shape that fits \(bytes.count / 8) samples, found \"\(shape)\"")
    }
    return executions
  }

  private static func doubles(
    _ raw: UnsafeRawBufferPointer, from start: Int, count: Int
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      for i in 0..<count {
        let bits = raw.loadUnaligned(fromByteOffset: start + 8 * i, as: UInt64.self)
        buffer[i] = Double(bitPattern: UInt64(littleEndian: bits))
      }
      initialized = count
    }
  }
}
