import PerfStats
import Testing

/// Special functions and distributions against mpmath with 40 digits.
@Suite struct NumericsSpecialTests {
  struct Special: Decodable {
    struct Beta: Decodable { let a, b, x, value: Double }
    struct Gamma: Decodable { let a, x, value: Double }
    struct OfX: Decodable { let x, value: Double }
    struct OfP: Decodable { let p, value: Double }
    struct Student: Decodable { let p, df, value: Double }
    struct Tail: Decodable { let t, df, value: Double }
    struct Fisher: Decodable { let p, d1, d2, value: Double }
    struct Score: Decodable { let t, df, value: Double }
    let incompleteBeta: [Beta]
    let lowerGamma: [Gamma]
    let digamma, trigamma, logGamma, trigammaInverse: [OfX]
    let normalQuantile: [OfP]
    let tQuantile, chiSquaredQuantile: [Student]
    let tUpperTail: [Tail]
    let fQuantile: [Fisher]
    let normalScore: [Score]

    enum CodingKeys: String, CodingKey {
      case incompleteBeta = "regularized_incomplete_beta"
      case lowerGamma = "regularized_lower_gamma"
      case digamma, trigamma
      case logGamma = "lgamma"
      case trigammaInverse = "trigamma_inverse"
      case normalQuantile = "normal_quantile"
      case tQuantile = "t_quantile"
      case chiSquaredQuantile = "chi2_quantile"
      case tUpperTail = "t_sf"
      case fQuantile = "F_quantile"
      case normalScore = "t_to_z"
    }
  }

  let special: Special

  init() throws { special = try ReferenceVectors.section("special") }

  @Test func functions() {
    for v in special.incompleteBeta {
      let found = SpecialFunctions.betaRegularized(v.x, a: v.a, b: v.b)
      #expect(relativeError(found, v.value) < 1e-10, "I_\(v.x)(\(v.a), \(v.b))")
    }
    for v in special.lowerGamma {
      let found = SpecialFunctions.gammaLowerRegularized(v.x, a: v.a)
      #expect(relativeError(found, v.value) < 1e-10, "P(\(v.a), \(v.x))")
    }
    for v in special.digamma {
      #expect(relativeError(SpecialFunctions.digamma(v.x), v.value) < 1e-10, "\(v.x)")
    }
    for v in special.trigamma {
      #expect(relativeError(SpecialFunctions.trigamma(v.x), v.value) < 1e-10, "\(v.x)")
    }
    for v in special.logGamma {
      #expect(relativeError(SpecialFunctions.logGamma(v.x), v.value) < 1e-10, "\(v.x)")
    }
    for v in special.trigammaInverse {
      #expect(relativeError(SpecialFunctions.trigammaInverse(v.x), v.value) < 1e-9, "\(v.x)")
    }
  }

  @Test func quantiles() {
    for v in special.normalQuantile {
      #expect(relativeError(StandardNormal.quantile(v.p), v.value) < 1e-9, "\(v.p)")
    }
    for v in special.tQuantile {
      #expect(relativeError(StudentT(v.df).quantile(v.p), v.value) < 1e-9, "\(v.p) \(v.df)")
    }
    for v in special.chiSquaredQuantile {
      #expect(relativeError(ChiSquared(v.df).quantile(v.p), v.value) < 1e-9, "\(v.p) \(v.df)")
    }
    for v in special.fQuantile {
      let found = FisherF(v.d1, v.d2).quantile(v.p)
      #expect(relativeError(found, v.value) < 1e-9, "\(v.p) \(v.d1) \(v.d2)")
    }
  }

  @Test func tails() {
    for v in special.tUpperTail {
      #expect(relativeError(StudentT(v.df).upperTail(v.t), v.value) < 1e-10, "\(v.t) \(v.df)")
    }
  }

  @Test func normalScores() {
    for v in special.normalScore {
      #expect(relativeError(StudentT(v.df).normalScore(v.t), v.value) < 1e-9, "\(v.t) \(v.df)")
    }
  }

  /// Beyond any double the score stays finite, monotone and odd.
  @Test func normalScoreSaturates() {
    let normal = StudentT(1e6)
    #expect(normal.normalScore(1e3).isFinite)
    #expect(normal.normalScore(1e3) >= normal.normalScore(30))
    #expect(normal.normalScore(-1e3) == -normal.normalScore(1e3))
  }

  /// No argument throws through C or traps.
  @Test func outsideTheDomain() {
    for bad in [Double.nan, -1, 0, .infinity, -.infinity, 1e308, .leastNonzeroMagnitude] {
      for other in [Double.nan, -1, 0, 0.5, 1, 2, .infinity, .leastNonzeroMagnitude] {
        _ = StudentT(bad).upperTail(other)
        _ = StudentT(bad).upperQuantile(other)
        _ = StudentT(other).normalScore(bad)
        _ = ChiSquared(bad).quantile(other)
        _ = ChiSquared(bad).upperQuantile(other)
        _ = FisherF(bad, other).quantile(0.3)
        _ = FisherF(2, bad).upperQuantile(other)
        _ = SpecialFunctions.betaRegularized(other, a: bad, b: 2)
        _ = SpecialFunctions.gammaLowerRegularized(other, a: bad)
      }
      _ = SpecialFunctions.digamma(bad)
      _ = SpecialFunctions.trigamma(bad)
      _ = SpecialFunctions.trigammaInverse(bad)
      _ = SpecialFunctions.logGamma(bad)
      _ = StandardNormal.upperQuantile(bad)
    }
    #expect(SpecialFunctions.trigammaInverse(-1).isNaN)
    #expect(StudentT(-1).upperTail(1).isNaN)
  }
}

@Suite struct NumericsMultiplicityTests {
  struct Multiplicity: Decodable { let p, holm, bh, bonferroni: [Double] }

  @Test func adjustments() throws {
    let reference: Multiplicity = try ReferenceVectors.section("multiplicity")
    let found = [
      (MultipleTests.holm(reference.p), reference.holm),
      (MultipleTests.benjaminiHochberg(reference.p), reference.bh),
      (MultipleTests.bonferroni(reference.p), reference.bonferroni),
    ]
    for (adjusted, expected) in found {
      for (a, b) in zip(adjusted, expected) { #expect(relativeError(a, b) < 1e-9) }
    }
  }

  @Test func degenerate() {
    #expect(MultipleTests.holm([]) == [])
    #expect(MultipleTests.holm([0.3]) == [0.3])
    #expect(MultipleTests.benjaminiHochberg([0.3]) == [0.3])
    #expect(MultipleTests.holm([0.01, .nan])[0] == 0.02)
    #expect(MultipleTests.holm([0.01, .nan])[1].isNaN)
  }
}

@Suite struct NumericsPhiloxTests {
  struct Vector: Decodable { let counter, key, output: [String] }
  struct Bounded: Decodable {
    let bits: String
    let count, index: Int

    enum CodingKeys: String, CodingKey {
      case bits = "u32"
      case count = "N"
      case index
    }
  }

  private func word(_ text: String) throws -> UInt32 {
    try #require(UInt32(text, radix: 16))
  }

  /// Known-answer vectors of the Random123 library and of scipy/numpy.
  @Test func philox() throws {
    for v in try ReferenceVectors.section("philox4x32_10", as: [Vector].self) {
      let c = try v.counter.map(word)
      let k = try v.key.map(word)
      let found = Philox4x32(keyLow: k[0], keyHigh: k[1])(c[0], c[1], c[2], c[3])
      let expected = try v.output.map(word)
      #expect((0..<4).map { found[$0] } == expected)
    }
  }

  @Test("any number of counters, whole vectors or not", arguments: [1, 16, 37, 1024])
  func manyCountersAtOnce(count: Int) {
    let generator = Philox4x32(seed: 0xA409_3822_299F_31D0)
    let blocks = (0..<UInt32(count)).map { $0 &* 0x1000_0001 }
    let rows = (0..<UInt32(count)).map { UInt32.max &- $0 / 3 }
    var words = Array(repeating: UInt32(0), count: 4 * count)
    blocks.withUnsafeBufferPointer { blocks in
      rows.withUnsafeBufferPointer { rows in
        words.withUnsafeMutableBufferPointer {
          generator.words(blocks: blocks, rows: rows, stream: 0xFFFF_FFF7, into: $0)
        }
      }
    }
    for i in 0..<count {
      let block = generator(blocks[i], rows[i], 0xFFFF_FFF7, 0)
      #expect((0..<4).map { words[$0 * count + i] } == (0..<4).map { block[$0] })
    }
  }

  @Test func seedIsTheKey() {
    let whole = Philox4x32(seed: 0x1234_5678_9ABC_DEF0)
    #expect(whole == Philox4x32(keyLow: 0x9ABC_DEF0, keyHigh: 0x1234_5678))
  }

  @Test func boundedIndex() throws {
    for v in try ReferenceVectors.section("bounded_index", as: [Bounded].self) {
      #expect(Philox4x32.index(try word(v.bits), below: v.count) == v.index)
    }
  }
}

@Suite struct NumericsQuantileTests {
  struct Location: Decodable {
    let samples: [Double]
    let mean, median: Double
    let sd: Double?
    let quantile7: [String: Double]
  }

  @Test func locations() throws {
    for v in try ReferenceVectors.section("locations", as: [Location].self) {
      #expect(relativeError(Moments.mean(v.samples), v.mean) < 1e-12)
      #expect(relativeError(Quantiles.median(v.samples), v.median) < 1e-12)
      if let sd = v.sd {
        #expect((Moments.variance(v.samples).squareRoot() - sd).magnitude < 1e-9 * (sd + 1e-3))
      } else {
        #expect(Moments.variance(v.samples).isNaN)
      }
      for (probability, value) in v.quantile7 {
        let p = try #require(Double(probability))
        #expect(relativeError(Quantiles.type7(v.samples, p), value) < 1e-12)
      }
    }
  }

  /// By hand: deviations of 1, 2, 4, 8, 100 from 4 are 3, 2, 0, 4, 96.
  @Test func medianAbsoluteDeviation() {
    #expect(Quantiles.medianAbsoluteDeviation([100, 1, 4, 8, 2]) == 3)
    #expect(Quantiles.median([]).isNaN)
  }

  /// What is selected is what sorting finds, in every order that such methods fear.
  @Test func quantilesOfManyValuesAreThoseOfTheSortedOnes() {
    var normal = SeededNormal(3)
    let scattered = (0..<1000).map { _ in normal.next() }
    let ordered = (0..<1001).map { Double($0) }
    let orders = [
      scattered, ordered, ordered.reversed(), ordered.map { min($0, 1000 - $0) },
      ordered.map { max($0, 1000 - $0) }, Array(repeating: 2.5, count: 999),
      scattered.map { $0.rounded() }, Array(scattered.prefix(65)), Array(ordered.prefix(66)),
    ]
    for values in orders {
      for p in [0, 0.001, 0.25, 0.5, 0.9, 0.999, 1] {
        #expect(Quantiles.type7(values, p) == Quantiles.type7(sorted: values.sorted(), p))
      }
    }
    // By hand: 0...1000 has its median at 500, and at 0.2505 lies half way between 250 and 251.
    #expect(Quantiles.median(ordered.reversed()) == 500)
    #expect(Quantiles.type7(ordered.reversed(), 0.2505) == 250.5)
  }

  /// Wilkinson's nasty data: a large offset does not spoil the variance.
  @Test func offset() {
    let values = [99_999_991.0, 99_999_992, 99_999_993, 99_999_994, 99_999_995]
    #expect(Moments.variance(values) == 2.5)
    #expect(Moments.populationVariance(values) == 2)
  }
}
