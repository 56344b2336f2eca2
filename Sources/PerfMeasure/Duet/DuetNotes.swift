import PerfStats

/// What a duet's run file says about how it was measured, for the top of its report.
package enum DuetNotes {
  /// Branch that the base is the merge base with, and commits of it that the head lacks.
  static let mergeBase = "mergeBase"
  static let lacking = "lackingCommits"
  /// Share of the slices' time that was not measuring, in percent.
  static let startPercent = "harnessStartPercent"
  /// What a slice measures: `benchmark` or `suite`.
  static let slices = "slices"

  package static func sentences(_ duet: Duet) -> [String] {
    let settings = duet.head.settings
    var sentences: [String] = []
    if duet.isUnchanged {
      let digest = settings[Duet.Setting.digest].map { String($0.prefix(12)) } ?? ""
      sentences.append(
        duet.isUnmeasured
          ? "base and head are the same program (what is loaded has the digest \(digest)): every"
            + " benchmark passes, nothing was measured; --measure-identical measures all the same"
          : "base and head are the same program (digest \(digest)): all that differs is noise")
    }
    if let branch = settings[mergeBase], let lacking = settings[lacking].flatMap({ Int($0) }),
      lacking > 0
    {
      sentences.append(
        "the base \(duet.base.commit.prefix(12)) is where \(duet.head.commit.prefix(12)) left"
          + " \(branch), which has \(lacking) commit\(lacking == 1 ? "" : "s") that the head lacks")
    }
    if let percent = settings[startPercent].flatMap({ Int($0) }), percent >= 50 {
      let advice =
        settings[slices] == "benchmark"
        ? "longer slices (--slice) measure more" : "longer slices (--slice) or {benchmark} help"
      sentences.append(
        "\(percent) % of the time was starting the harness and finding batch sizes: \(advice)")
    }
    return sentences
  }
}
