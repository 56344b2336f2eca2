import PerfStats
import RealModule
import Testing

/// The learnt law of jumps, and when an archive's outliers are more than it says. Numbers by hand and
/// scipy 1.17.
@Suite struct SeenTailTests {
  /// Forty benchmarks of six jobs, one of which jumped once by 7.2 % (leave one out), 7.7 standard errors.
  private static let archive: [LeaveOneOut] = (0..<40).map { b in
    let calm = [0.01, -0.01, 0.01, -0.01, 0.01, -0.01]
    return LeaveOneOut(
      residuals: b == 0 ? [0.06, -0.012, -0.012, -0.012, -0.012, -0.012] : calm,
      winsorised: b == 0 ? [0.02, -0.004, -0.004, -0.004, -0.004, -0.004] : calm,
      firstLevel: 6, variance: 1e-4, degreesOfFreedom: 5, priorDegreesOfFreedom: 10,
      priorVariance: 1e-4)
  }

  @Test func oneJumpAmong240() throws {
    let tail = try #require(SeenTail(Self.archive, kappa: 1))
    #expect(relativeError(tail.share, 2.0 / 340) < 1e-12)
    #expect(tail.shape == 2)
    #expect(relativeError(tail.scale, 0.143949025990937) < 1e-9)
    for (effect, error, freedom, p) in [
      (0.2, 0.012, 20.0, 0.0012853188309437738), (0.05, 0.012, 20, 0.005124009058471293),
      (1.0, 0.1, 5, 0.0002566077113693565),
    ] {
      let found = tail.upperTail(effect, standardError: error, degreesOfFreedom: freedom)
      #expect(relativeError(found, p) < 1e-9)
    }
    #expect(SeenTail(Array(Self.archive.prefix(33)), kappa: 1) == nil)
  }

  /// A Student tail of four degrees of freedom gives more than one in ten thousand at fifty standard errors; on the log
  /// scale sixty jumps of some 4 % say that none goes so far.
  @Test func theSmallerOfTwoLaws() throws {
    var tails = TailCalibration(kappa: 1, nu: 4)
    func p() -> Double {
      UpperTail(standardError: 0.01, degreesOfFreedom: 20, tails: tails, jobs: 1)(0.5).p
    }
    let plain = p()
    tails.seen = SeenTail((0..<60).map { _ in Self.archive[0] }, kappa: 1)
    #expect(plain > 1e-4)
    #expect(relativeError(p(), 8.398760333948815e-6) < 1e-9)
    // Where little was seen the Student tail stays.
    tails.seen = SeenTail((0..<40).map { _ in Self.archive[1] }, kappa: 1)
    #expect(p() == plain)
  }

  /// Poisson: P(at least 2) = 0.0902 at 0.5 expected, 0.2275 at 0.9.
  @Test func outliersThatTheLawExpects() {
    let bursts = Bursts(effects: [0.2, 0.3, 0.05], measurements: 1000)
    #expect(bursts.areMore(than: 0.5e-3, reaching: 0.2))
    #expect(!bursts.areMore(than: 0.9e-3, reaching: 0.2))
    // One is none.
    #expect(!bursts.areMore(than: 0, reaching: 0.35))
  }
}
