// The operations of ``Kernels`` on vectors that own their memory.

extension Vector {
  /// ``Kernels/add(_:_:into:)-(Kernels.Input,_,_)`` with another vector.
  public func add(_ other: Vector) throws(KernelError) -> Vector {
    try result(.add, other) { k, a, b, out throws(KernelError) in try k.add(a, b, into: out) }
  }

  /// ``Kernels/sub(_:_:into:)-(Kernels.Input,_,_)`` with another vector.
  public func sub(_ other: Vector) throws(KernelError) -> Vector {
    try result(.sub, other) { k, a, b, out throws(KernelError) in try k.sub(a, b, into: out) }
  }

  /// ``Kernels/mul(_:_:into:)-(Kernels.Input,_,_)`` with another vector.
  public func mul(_ other: Vector) throws(KernelError) -> Vector {
    try result(.mul, other) { k, a, b, out throws(KernelError) in try k.mul(a, b, into: out) }
  }

  /// ``Kernels/div(_:_:into:)-(Kernels.Input,_,_)`` with another vector.
  public func div(_ other: Vector) throws(KernelError) -> Vector {
    try result(.div, other) { k, a, b, out throws(KernelError) in try k.div(a, b, into: out) }
  }

  /// ``Kernels/minimum(_:_:into:)-(Kernels.Input,_,_)`` with another vector.
  public func minimum(_ other: Vector) throws(KernelError) -> Vector {
    try result(.minimum, other) { k, a, b, out throws(KernelError) in try k.minimum(a, b, into: out)
    }
  }

  /// ``Kernels/maximum(_:_:into:)-(Kernels.Input,_,_)`` with another vector.
  public func maximum(_ other: Vector) throws(KernelError) -> Vector {
    try result(.maximum, other) { k, a, b, out throws(KernelError) in try k.maximum(a, b, into: out)
    }
  }

  /// ``Kernels/pow(_:_:into:)`` with another vector.
  public func pow(_ other: Vector) throws(KernelError) -> Vector {
    try result(.pow, other) { k, a, b, out throws(KernelError) in try k.pow(a, b, into: out) }
  }

  /// ``Kernels/abs(_:into:)-(Kernels.Input,_)`` of each element.
  public func abs() throws(KernelError) -> Vector {
    try result(.abs) { k, a, out throws(KernelError) in try k.abs(a, into: out) }
  }

  /// ``Kernels/neg(_:into:)`` of each element.
  public func neg() throws(KernelError) -> Vector {
    try result(.neg) { k, a, out throws(KernelError) in try k.neg(a, into: out) }
  }

  /// ``Kernels/sqrt(_:into:)-(Kernels.Input,_)`` of each element.
  public func sqrt() throws(KernelError) -> Vector {
    try result(.sqrt) { k, a, out throws(KernelError) in try k.sqrt(a, into: out) }
  }

  /// ``Kernels/recip(_:into:)`` of each element.
  public func recip() throws(KernelError) -> Vector {
    try result(.recip) { k, a, out throws(KernelError) in try k.recip(a, into: out) }
  }

  /// ``Kernels/floor(_:into:)`` of each element.
  public func floor() throws(KernelError) -> Vector {
    try result(.floor) { k, a, out throws(KernelError) in try k.floor(a, into: out) }
  }

  /// ``Kernels/ceil(_:into:)`` of each element.
  public func ceil() throws(KernelError) -> Vector {
    try result(.ceil) { k, a, out throws(KernelError) in try k.ceil(a, into: out) }
  }

  /// ``Kernels/round(_:into:)`` of each element.
  public func round() throws(KernelError) -> Vector {
    try result(.round) { k, a, out throws(KernelError) in try k.round(a, into: out) }
  }

  /// ``Kernels/trunc(_:into:)`` of each element.
  public func trunc() throws(KernelError) -> Vector {
    try result(.trunc) { k, a, out throws(KernelError) in try k.trunc(a, into: out) }
  }

  /// ``Kernels/exp(_:into:)`` of each element.
  public func exp() throws(KernelError) -> Vector {
    try result(.exp) { k, a, out throws(KernelError) in try k.exp(a, into: out) }
  }

  /// ``Kernels/ln(_:into:)`` of each element.
  public func ln() throws(KernelError) -> Vector {
    try result(.ln) { k, a, out throws(KernelError) in try k.ln(a, into: out) }
  }

  /// ``Kernels/log2(_:into:)`` of each element.
  public func log2() throws(KernelError) -> Vector {
    try result(.log2) { k, a, out throws(KernelError) in try k.log2(a, into: out) }
  }

  /// ``Kernels/log10(_:into:)`` of each element.
  public func log10() throws(KernelError) -> Vector {
    try result(.log10) { k, a, out throws(KernelError) in try k.log10(a, into: out) }
  }

  /// ``Kernels/sin(_:into:)`` of each element.
  public func sin() throws(KernelError) -> Vector {
    try result(.sin) { k, a, out throws(KernelError) in try k.sin(a, into: out) }
  }

  /// ``Kernels/cos(_:into:)`` of each element.
  public func cos() throws(KernelError) -> Vector {
    try result(.cos) { k, a, out throws(KernelError) in try k.cos(a, into: out) }
  }

  /// ``Kernels/tan(_:into:)`` of each element.
  public func tan() throws(KernelError) -> Vector {
    try result(.tan) { k, a, out throws(KernelError) in try k.tan(a, into: out) }
  }

  /// ``Kernels/tanh(_:into:)`` of each element.
  public func tanh() throws(KernelError) -> Vector {
    try result(.tanh) { k, a, out throws(KernelError) in try k.tanh(a, into: out) }
  }

  /// ``Kernels/sigmoid(_:into:)`` of each element.
  public func sigmoid() throws(KernelError) -> Vector {
    try result(.sigmoid) { k, a, out throws(KernelError) in try k.sigmoid(a, into: out) }
  }

  /// ``Kernels/gelu(_:into:)`` of each element.
  public func gelu() throws(KernelError) -> Vector {
    try result(.gelu) { k, a, out throws(KernelError) in try k.gelu(a, into: out) }
  }

  /// ``Kernels/swish(_:into:)`` of each element.
  public func swish() throws(KernelError) -> Vector {
    try result(.swish) { k, a, out throws(KernelError) in try k.swish(a, into: out) }
  }

  /// ``Kernels/relu(_:into:)`` of each element.
  public func relu() throws(KernelError) -> Vector {
    try result(.relu) { k, a, out throws(KernelError) in try k.relu(a, into: out) }
  }

  /// ``Kernels/softmax(_:into:)`` of each element.
  public func softmax() throws(KernelError) -> Vector {
    try result(.softmax) { k, a, out throws(KernelError) in try k.softmax(a, into: out) }
  }

  /// ``Kernels/logSoftmax(_:into:)`` of each element.
  public func logSoftmax() throws(KernelError) -> Vector {
    try result(.logSoftmax) { k, a, out throws(KernelError) in try k.logSoftmax(a, into: out) }
  }

  /// ``Kernels/scale(_:by:into:)-(_,Float,_)``
  public func scale(by factor: Float) throws(KernelError) -> Vector {
    try result(.scale) { k, a, out throws(KernelError) in
      try k.scale(a, by: factor, into: out)
    }
  }

  /// ``Kernels/clamp(_:from:to:into:)``
  public func clamp(from lower: Float, to upper: Float) throws(KernelError) -> Vector {
    try result(.clamp) { k, a, out throws(KernelError) in
      try k.clamp(a, from: lower, to: upper, into: out)
    }
  }

  /// ``Kernels/leakyReLU(_:slope:into:)``
  public func leakyReLU(slope: Float) throws(KernelError) -> Vector {
    try result(.leakyReLU) { k, a, out throws(KernelError) in
      try k.leakyReLU(a, slope: slope, into: out)
    }
  }

  /// ``Kernels/elu(_:alpha:into:)``
  public func elu(alpha: Float = 1) throws(KernelError) -> Vector {
    try result(.elu) { k, a, out throws(KernelError) in
      try k.elu(a, alpha: alpha, into: out)
    }
  }

  /// ``Kernels/lerp(_:_:at:into:)`` towards another vector.
  public func lerp(_ other: Vector, at t: Float) throws(KernelError) -> Vector {
    try result(.lerp, other) { k, a, b, out throws(KernelError) in
      try k.lerp(a, b, at: t, into: out)
    }
  }

  /// ``Kernels/fma(_:_:_:into:)-(Kernels.Input,_,_,_)``: `self[i] * factor[i] + addend[i]`
  public func fma(_ factor: Vector, _ addend: Vector) throws(KernelError) -> Vector {
    try addend.withInput { c throws(KernelError) in
      try result(.fma, factor) { k, a, b, out throws(KernelError) in
        try k.fma(a, b, c, into: out)
      }
    }
  }

  /// ``Kernels/layerNorm(_:gamma:beta:epsilon:into:)``
  public func layerNorm(
    gamma: Vector, beta: Vector, epsilon: Float = 1e-5
  ) throws(KernelError) -> Vector {
    try beta.withInput { c throws(KernelError) in
      try result(.layerNorm, gamma) { k, a, b, out throws(KernelError) in
        try k.layerNorm(a, gamma: b, beta: c, epsilon: epsilon, into: out)
      }
    }
  }

  /// ``Kernels/dot(_:_:)->Float`` with another vector.
  public func dot(_ other: Vector) throws(KernelError) -> Float {
    try value(.dot, other) { k, a, b throws(KernelError) in try k.dot(a, b) }
  }

  /// ``Kernels/sum(_:)->Float``
  public func sum() throws(KernelError) -> Float {
    try value(.sum) { k, a throws(KernelError) in try k.sum(a) }
  }

  /// ``Kernels/sumCompensated(_:)``
  public func sumCompensated() throws(KernelError) -> Float {
    try value(.sumCompensated) { k, a throws(KernelError) in try k.sumCompensated(a) }
  }

  /// ``Kernels/sumOfSquares(_:)``
  public func sumOfSquares() throws(KernelError) -> Float {
    try value(.sumOfSquares) { k, a throws(KernelError) in try k.sumOfSquares(a) }
  }

  /// ``Kernels/max(_:)->Float``
  public func max() throws(KernelError) -> Float {
    try value(.max) { k, a throws(KernelError) in try k.max(a) }
  }

  /// ``Kernels/min(_:)->Float``
  public func min() throws(KernelError) -> Float {
    try value(.min) { k, a throws(KernelError) in try k.min(a) }
  }

  /// ``Kernels/normL1(_:)``
  public func normL1() throws(KernelError) -> Float {
    try value(.normL1) { k, a throws(KernelError) in try k.normL1(a) }
  }

  /// ``Kernels/normL2(_:)->Float``
  public func normL2() throws(KernelError) -> Float {
    try value(.normL2) { k, a throws(KernelError) in try k.normL2(a) }
  }

  /// ``Kernels/normLinf(_:)``
  public func normLinf() throws(KernelError) -> Float {
    try value(.normLinf) { k, a throws(KernelError) in try k.normLinf(a) }
  }

  /// ``Kernels/mean(_:)->Float``
  public func mean() throws(KernelError) -> Float {
    try value(.mean) { k, a throws(KernelError) in try k.mean(a) }
  }

  /// ``Kernels/variance(_:)->Float``
  public func variance() throws(KernelError) -> Float {
    try value(.variance) { k, a throws(KernelError) in try k.variance(a) }
  }

  /// ``Kernels/standardDeviation(_:)->Float``
  public func standardDeviation() throws(KernelError) -> Float {
    try value(.standardDeviation) { k, a throws(KernelError) in try k.standardDeviation(a) }
  }

  /// ``Kernels/covariance(_:_:)`` with another vector.
  public func covariance(_ other: Vector) throws(KernelError) -> Float {
    try value(.covariance, other) { k, a, b throws(KernelError) in try k.covariance(a, b) }
  }

  /// ``Kernels/correlation(_:_:)`` with another vector.
  public func correlation(_ other: Vector) throws(KernelError) -> Float {
    try value(.correlation, other) { k, a, b throws(KernelError) in try k.correlation(a, b) }
  }

  /// ``Kernels/argmax(_:)``
  public func argmax() throws(KernelError) -> Int {
    try value(.argmax) { k, a throws(KernelError) in try k.argmax(a) }
  }

  /// ``Kernels/argmin(_:)``
  public func argmin() throws(KernelError) -> Int {
    try value(.argmin) { k, a throws(KernelError) in try k.argmin(a) }
  }
}
