import CTruenoKernels

/// The catalogue of operations, and what each costs.
public enum Operation: UInt32, CaseIterable, Sendable {
  // The order is that of TRUENO_OPERATIONS in CTruenoKernels.h.
  case add, sub, mul, div, minimum, maximum
  case scale, abs, neg, clamp, lerp, fma, sqrt, recip
  case floor, ceil, round, trunc, relu, leakyReLU
  case exp, ln, log2, log10, pow
  case sin, cos, tan, tanh
  case sigmoid, gelu, swish, elu
  case softmax, logSoftmax, layerNorm
  case dot, sum, sumCompensated, sumOfSquares, max, min, normL1, normL2, normLinf
  case mean, variance, standardDeviation, covariance, correlation
  case argmax, argmin

  /// What goes in and what comes out.
  public enum Form: Sendable {
    /// A vector from one, two or three vectors of the same length.
    case elementWise
    /// A number from one or two vectors.
    case reduction
    /// A position in a vector.
    case search
  }

  /// The name in benchmark names: `dot` in `dot/AVX512/1000`.
  public var name: String { String(cString: row.name) }

  /// What it takes and gives.
  public var form: Form {
    switch row.form {
    case trueno_form_map: .elementWise
    case trueno_form_reduce: .reduction
    default: .search
    }
  }

  /// Number of input vectors.
  public var inputs: Int { Int(row.inputs) }

  /// Bytes read and written per element, each once.
  public var bytesPerElement: Int {
    (inputs + Int(row.writes)) * MemoryLayout<Float>.stride
  }

  /// Number of parameters: single numbers that go into every element.
  public var parameters: Int { Int(row.parameters) }

  /// Floating-point operations per element, as the textbook formula counts them.
  /// An elementary function counts as one.
  public var flopsPerElement: Int { Int(row.flops) }

  /// The operation of that name.
  public init?(named name: String) {
    guard let operation = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = operation
  }

  /// Whether the operation is meant for positive numbers (others give NaN, and take a slower path).
  var wantsPositiveInput: Bool {
    switch self {
    case .ln, .log2, .log10, .pow, .sqrt: true
    default: false
    }
  }

  private var row: trueno_description { trueno_describe(trueno_operation(rawValue)).pointee }
}
