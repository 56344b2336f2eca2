/// Why an operation was not carried out. Nothing has been written when one is thrown.
public enum KernelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The processor or the operating system cannot run this back end.
  case unsupportedBackend(Backend)
  /// No back end has this name.
  case unknownBackend(String)
  /// Two buffers of an operation differ in length.
  case lengthMismatch(operation: Operation, expected: Int, found: Int)
  /// The operation has no value for a vector without elements.
  case emptyInput(operation: Operation)
  /// The output shares memory with an input without being the same buffer.
  case overlappingBuffers(operation: Operation)
  /// A matrix whose buffer has another length than its shape says.
  case matrixSize(name: String, expected: String, found: Int)
  /// The result of a matrix operation shares memory with an input.
  case matrixOverlap
  /// A parameter outside its range: `expected` says which.
  case invalidParameter(operation: Operation, expected: String, found: Float)

  /// One line, with what was expected and found.
  public var description: String {
    switch self {
    case .unsupportedBackend(let backend):
      "back end \(backend) cannot run on this machine (available: \(names(Backend.available)))"
    case .unknownBackend(let name):
      "unknown back end '\(name)' (known: \(names(Backend.allCases)))"
    case .lengthMismatch(let operation, let expected, let found):
      "\(operation): expected \(expected) elements, found \(found)"
    case .emptyInput(let operation):
      "\(operation): has no value for an empty vector"
    case .invalidParameter(let operation, let expected, let found):
      "\(operation): expected \(expected), found \(found)"
    case .matrixSize(let name, let expected, let found):
      "matrix \(name): expected \(expected) elements, found \(found)"
    case .matrixOverlap:
      "the result of a matrix operation overlaps an input"
    case .overlappingBuffers(let operation):
      "\(operation): the output overlaps an input without being the same buffer"
    }
  }

  private func names(_ backends: [Backend]) -> String {
    backends.map(\.rawValue).joined(separator: ", ")
  }
}
