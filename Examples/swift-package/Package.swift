// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "words",
  products: [.library(name: "Words", targets: ["Words"])],
  dependencies: [
    // In a package of your own: .package(url: "https://...", from: "..."), traits: [])
    .package(name: "perfstat", path: "../..", traits: [])
  ],
  targets: [
    .target(name: "Words"),
    .executableTarget(
      name: "words-benchmarks",
      dependencies: ["Words", .product(name: "PerfBench", package: "perfstat")],
      path: "Benchmarks/WordsBenchmarks"),
  ]
)
