import RealModule

extension DuetSimulation {
  /// The rule in use and its rivals.
  package static let designs: [(name: String, schedule: LookSchedule)] = {
    let looks = [10, 20, 40, 80]
    func shares(_ shares: [Double], _ looks: [Int] = looks) -> LookSchedule {
      LookSchedule(looks: looks, most: 80, shares: shares)
    }
    // O'Brien-Fleming: 2 - 2 Phi(z / sqrt(t)), each look at least 2 % so that a bootstrap can
    // reach its tail.
    let z = StandardNormal.upperQuantile(0.025)
    let spent = looks.map {
      2 * StandardNormal.upperTail(z / (Double($0) / 80).squareRoot()) / 0.05
    }
    // Robbins' normal mixture, tuned for 25 pairs: a confidence sequence, looked at every 5 pairs.
    let every = Array(stride(from: 5, through: 80, by: 5))
    let rho = (-2 * Double.log(0.05) + Double.log(-2 * Double.log(0.05) + 1)) / 25
    let sequence = every.map { n in
      let m = Double(n) * rho
      let bound = (2 * (m + 1) / m * Double.log((m + 1).squareRoot() / 0.05)).squareRoot()
      return 2 * StandardNormal.upperTail(bound) / 0.05
    }
    return [
      ("10 pairs, one look", .single(10)),
      ("80 pairs, one look", .single(80)),
      ("10, 20, 40, 80, uncorrected", shares([1, 1, 1, 1])),
      ("10, 20, 40, 80, equal shares", shares([0.25, 0.25, 0.25, 0.25])),
      ("**10, 20, 40, 80, Pocock-type spending**", .doubling(first: 10, most: 80)),
      (
        "10, 20, 40, 80, O'Brien-Fleming-type",
        shares(zip(spent, [0] + spent).map { max($0 - $1, 0.02) })
      ),
      ("every 5 to 80, confidence sequence", shares(sequence, every)),
    ]
  }()
}
