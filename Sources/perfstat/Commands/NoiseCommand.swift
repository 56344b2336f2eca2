import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfText

struct NoiseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noise",
    abstract: "Learn and look at the noise of a runner.",
    discussion: """
      A noise model says how far unchanged benchmarks stray from job to job on one runner. \
      The gate fits one itself from the baseline and --archive; a stored one serves where \
      the jobs are not at hand.

      EXAMPLES
        perfstat noise fit runs/ --output noise-model.json
        perfstat noise show --noise-model noise-model.json
        perfstat noise show runs/ --format svg --output noise.svg
        perfstat noise explain runs/
      """,
    subcommands: [Fit.self, Show.self, Explain.self])

  struct Fit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fit the noise model of a runner to its jobs.")

    @OptionGroup var jobs: RunnerJobs

    @Option(help: "Location of one execution's samples; the gate must use the same.")
    var statistic = Policy().statistic

    @OptionGroup var output: TextOutput

    func validate() throws { try jobs.check(output) }

    func run() async throws {
      let model = try NoiseModel.fit(jobs.load(), statistic: statistic)
      try output.write(NoiseModelFile.encode(model))
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a noise model knows: text, JSON or a picture of SD against duration.")

    @OptionGroup var source: NoiseSource

    @Option(help: "Form of the answer.")
    var format = PictureFormat.text

    @Option(
      help: ArgumentHelp(
        "Instead, the benchmarks whose jobs differ by more than this (one SD), as entries of the "
          + "policy file.", valueName: "change"),
      transform: Share.init(reading:))
    var unfit: Share?

    @OptionGroup var output: TextOutput

    func validate() throws {
      try require(unfit.map({ $0.value > 0 }) ?? true, "--unfit: expected more than 0 %")
      try output.check(inputs: source.files)
    }

    func run() async throws {
      let model = try source.load().model
      if let unfit {
        return try output.write(PolicyFile.encode(unfit: model.unfit(above: unfit.value)))
      }
      switch format {
      case .text: try output.write(noiseText(model))
      case .json: try output.write(NoiseModelFile.encode(model))
      case .svg: try output.write(noisePicture(model))
      }
    }
  }

  struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Where the noise of each benchmark arises: iteration, execution, job, machine.")

    @OptionGroup var jobs: RunnerJobs

    @Option(help: "Location of one execution's samples that the model is fitted to.")
    var statistic = Policy().statistic

    @Option(help: "Form of the answer.")
    var format = TextFormat.text

    @OptionGroup var output: TextOutput

    func validate() throws { try jobs.check(output) }

    func run() async throws {
      let runs = try jobs.load()
      let model = try NoiseModel.fit(runs, statistic: statistic)
      let origins = try model.families.map {
        try model.origins(
          runs, metric: $0.metric, threads: Processors.active)
      }
      try output.write(
        format == .json ? noiseOriginsJSON(model, origins) : noiseOriginsText(model, origins))
    }
  }
}

/// A noise model, stored or fitted on the spot.
struct NoiseSource: ParsableArguments {
  @OptionGroup var jobs: RunnerJobs

  @Option(help: ArgumentHelp("File with a fitted model.", valueName: "file"))
  var noiseModel: String?

  @Option(help: "Location of one execution's samples, when fitting.")
  var statistic = Policy().statistic

  func validate() throws {
    try require(
      jobs.sources.isEmpty != (noiseModel == nil), "expected either files or --noise-model")
  }

  var files: [String] { jobs.sources + [noiseModel].compactMap(\.self) }

  /// The model, and the jobs where it is fitted to such.
  func load() throws -> (model: NoiseModel, jobs: [Run]) {
    if let noiseModel {
      return (try NoiseModelFile.decode(readFile(noiseModel), file: noiseModel), [])
    }
    let runs = try jobs.load()
    return (try NoiseModel.fit(runs, statistic: statistic), runs)
  }
}
