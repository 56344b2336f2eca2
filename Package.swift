// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "perfstat",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "PerfBench", targets: ["PerfBench"]),
    .library(name: "PerfStats", targets: ["PerfStats"]),
    .library(name: "PerfArchive", targets: ["PerfArchive", "PerfText"]),
    .library(name: "PerfReports", targets: ["PerfReports"]),
    .library(name: "TruenoKernels", targets: ["TruenoKernels"]),
    .executable(name: "perfstat", targets: ["perfstat"]),
  ],
  traits: [
    // What the command needs and a user of the libraries does not: with `traits: []`
    // neither the command line's package nor SQLite's is fetched.
    .trait(name: "Command", description: "The perfstat command and the archive."),
    .default(enabledTraits: ["Command"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // The library under guard: vector kernels.
    .target(
      name: "CTruenoKernels"),
    .target(name: "TruenoKernels", dependencies: ["CTruenoKernels", "COpenBLAS"]),

    // The judge. It imports neither Foundation nor the kernels it judges.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
    .target(name: "CDistributions"),
    .target(name: "CResampling"),
    .target(
      name: "PerfStats",
      dependencies: [
        "COpenBLAS", "CDistributions", "CResampling",
        .product(name: "RealModule", package: "swift-numerics"),
      ]),

    // JSON and CSV, written and read: what archives and reports share.
    .target(name: "PerfText"),

    // Bytes in, values out, and back.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "PerfArchive",
      dependencies: [
        "PerfStats", "PerfText", "CZlib",
        .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["Command"])),
        .product(name: "GRDBSQLite", package: "GRDB.swift", condition: .when(traits: ["Command"])),
      ]),

    // Values in, text out.
    .target(
      name: "PerfReports", dependencies: ["PerfStats", "PerfText"],
      resources: [
        "page.css", "report.css", "report.js", "history.css", "history.js", "picture.css",
      ].map { .embedInCode("Resources/\($0)") }),

    // Programs in, samples out.
    .target(name: "CMachine"),
    .target(name: "PerfMeasure", dependencies: ["CMachine", "PerfStats", "PerfWorker"]),

    // Benchmarks in a Swift package of one's own: no statistics, no system library.
    .target(name: "PerfWorker"),
    .target(name: "CBlackHole"),
    .target(name: "PerfBench", dependencies: ["CBlackHole", "PerfWorker"]),

    // The benchmarks of the kernels, and what they say of a machine.
    .target(
      name: "KernelSuite",
      dependencies: [
        "CMachine", "PerfMeasure", "PerfReports", "PerfStats", "PerfText", "PerfWorker",
        "TruenoKernels",
      ]),

    // The command.
    .executableTarget(
      name: "perfstat",
      dependencies: [
        "KernelSuite", "PerfArchive", "PerfMeasure", "PerfReports", "PerfStats", "PerfText",
        "PerfWorker",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser",
          condition: .when(traits: ["Command"])),
      ]),

    // Times the resampling engine; not part of any product.
    .executableTarget(
      name: "engine-benchmark", dependencies: ["PerfStats"], path: "Benchmarks/engine",
      exclude: ["plain_loop.c", "compare.py"]),

    // What a program of one's own does with the libraries: with what is public, nothing else.
    .executableTarget(
      name: "library-example",
      dependencies: ["PerfArchive", "PerfBench", "PerfReports", "PerfStats", "TruenoKernels"],
      path: "Examples/library", packageAccess: false),

    // Damages inputs and looks at what the readers do; not part of any product.
    .executableTarget(
      name: "fuzz", dependencies: ["PerfArchive", "PerfReports", "PerfStats", "PerfText"],
      path: "Benchmarks/fuzz"),

    .testTarget(name: "ArchitectureTests"),
    // A form, a layout and a harness as docs/architecture.md adds them.
    .testTarget(
      name: "ExtendingTests",
      dependencies: ["PerfArchive", "PerfMeasure", "PerfReports", "PerfStats", "PerfText"],
      path: "Examples/extending"),
    .testTarget(
      name: "PerfStatsTests",
      dependencies: ["PerfStats", .product(name: "RealModule", package: "swift-numerics")]),
    // Where the repository lies and what its golden files say.
    .target(name: "TestSupport", path: "Tests/Support"),
    .testTarget(name: "PerfTextTests", dependencies: ["PerfText"]),
    .testTarget(
      name: "PerfArchiveTests",
      dependencies: ["PerfArchive", "PerfText", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(
      name: "PerfReportsTests",
      dependencies: ["PerfReports", "PerfStats", "PerfText", "TestSupport"]),
    .testTarget(name: "PerfBenchTests", dependencies: ["PerfBench"]),
    .testTarget(
      name: "PerfMeasureTests", dependencies: ["PerfMeasure", "PerfStats", "PerfWorker"]),
    .testTarget(
      name: "KernelSuiteTests",
      dependencies: ["KernelSuite", "PerfStats", "PerfText", "TruenoKernels"]),
    .target(
      name: "CTruenoKernelsEmulated", dependencies: ["CTruenoKernels"],
      path: "Tests/CTruenoKernelsEmulated"),
    .testTarget(
      name: "TruenoKernelsTests",
      dependencies: ["TruenoKernels", "CTruenoKernels", "CTruenoKernelsEmulated"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "PerfArchive", "PerfMeasure", "PerfReports", "PerfStats", "PerfText", "TestSupport",
        "perfstat", "library-example",
      ]),
  ],
  cxxLanguageStandard: .cxx17
)
