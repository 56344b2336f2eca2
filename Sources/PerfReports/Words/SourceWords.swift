import PerfStats

extension ReportSource {
  /// The role in words.
  package var label: String {
    switch role {
    case "noiseModel": "noise model"
    case "alsoAgainst": "also against"
    default: role
    }
  }

  /// Which files, from where, and whether the change under test touches them.
  package var sentence: String {
    let shown = paths.prefix(3).map { $0.legible(maximum: 160) }.joined(separator: ", ")
    let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
    let since = changeSince.isEmpty ? "" : " since \(changeSince.legible(maximum: 80))"
    let place = revision.isEmpty ? "" : " at \(revision.legible(maximum: 80))"
    let state: String
    switch (isTouched, revision.isEmpty) {
    case (true?, true): state = "TOUCHED by the change under test\(since)"
    case (true?, false): state = "the change under test touches it; that was not used"
    case (false?, true): state = "not touched by the change\(since)"
    case (false?, false): state = "not touched by the change"
    case (nil, _): state = "not tracked by git"
    }
    return "\(shown)\(more)\(place) (\(state))"
  }
}
