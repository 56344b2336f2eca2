import PerfStats

/// Which runners one series follows: those of one machine whose compiler was upgraded.
///
/// Another compiler makes another program, not another machine. A runner continues the line of one that
/// differs in the compiler alone and was finished before it began. Compilers that were measured side by side
/// are lines of their own: a matrix is no upgrade.
struct RunnerLines {
  /// A job as far as lines go.
  struct Job {
    var runner: Runner
    var commit: String
    /// Whether its place among the others is known, by its date or by its commit.
    var isPlaced: Bool
  }

  /// One compiler after another: places of the last job with the old one and of the first with the new one.
  struct Upgrade {
    var last: Int
    var first: Int
    /// Slug of the line.
    var line: String
  }

  private(set) var upgrades: [Upgrade] = []
  /// Slug of the newest runner of each runner's line.
  private var newest: [String: String] = [:]

  /// The line of a runner.
  func line(of slug: String) -> String { newest[slug] ?? slug }

  /// One runner of the history.
  private struct Stretch {
    var slug: String
    var runner: Runner
    var first: Int
    var last: Int
    var commits: Set<String>
    var isPlaced: Bool

    /// `gcc` of `gcc 13.2`: what comes before the first digit.
    var compiler: Substring { runner.compiler.prefix { !$0.isNumber } }

    func isFinished(before other: Stretch) -> Bool {
      last < other.first && isPlaced && other.isPlaced
        && commits.intersection(other.commits).count <= 1
    }
  }

  /// - Parameter jobs: in their order.
  /// - Complexity: O(n + k^2) for k runners.
  init(_ jobs: [Job]) {
    var known: [String: Stretch] = [:]
    for (place, job) in jobs.enumerated() {
      let slug = job.runner.slug
      var stretch =
        known[slug]
        ?? Stretch(
          slug: slug, runner: job.runner, first: place, last: place, commits: [], isPlaced: true)
      stretch.last = place
      stretch.isPlaced = stretch.isPlaced && job.isPlaced
      if !job.commit.isEmpty { stretch.commits.insert(job.commit) }
      known[slug] = stretch
    }
    for (_, stretches) in Dictionary(grouping: known.values, by: \.runner.machine) {
      follow(stretches.sorted { $0.first < $1.first })
    }
    upgrades.sort { $0.first < $1.first }
  }

  /// Joins the runners of one machine, oldest first, into lines.
  private mutating func follow(_ stretches: [Stretch]) {
    var lines: [[Stretch]] = []
    for stretch in stretches {
      let isAlone = stretches.allSatisfy {
        $0.slug == stretch.slug || $0.isFinished(before: stretch) || stretch.isFinished(before: $0)
      }
      let line = lines.lastIndex { line in
        line.allSatisfy { $0.isFinished(before: stretch) }
          && (isAlone || line[line.count - 1].compiler == stretch.compiler)
      }
      if let line { lines[line].append(stretch) } else { lines.append([stretch]) }
    }
    for line in lines {
      let slug = line[line.count - 1].slug
      for stretch in line { newest[stretch.slug] = slug }
      upgrades += zip(line, line.dropFirst()).map {
        Upgrade(last: $0.last, first: $1.first, line: slug)
      }
    }
  }
}
