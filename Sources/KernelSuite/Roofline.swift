import Foundation
import PerfReports
import PerfStats
import TruenoKernels

/// The roofs that were measured on a machine, and how far kernels stay below them (Williams, Waterman &
/// Patterson 2009, "Roofline").
///
/// The roof is the machine's: of each stream and of the arithmetic the fastest back end counts.
package struct Roofline {
  /// Median GFLOP/s of the fastest arithmetic loop.
  package let peak: Double
  /// GB/s by stream; working sets in bytes ascend.
  package let bandwidths: [Roof.Stream: [Point]]

  package struct Point: Hashable {
    package let bytes: Int
    package let gigabytesPerSecond: Double
  }

  /// Nil unless the runs hold arithmetic and every kind of stream.
  package init?(runs: [Run]) {
    var peak = 0.0
    var best: [Roof.Stream: [Int: Double]] = [:]
    for measurement in runs.first?.measurements ?? [] {
      guard let roof = Roof(named: measurement.benchmark),
        let medians = executionMedians(of: measurement, in: runs)
      else { continue }
      let speed = Double(roof.work) / Quantiles.median(medians)
      switch roof {
      case .arithmetic: peak = max(peak, speed)
      case .stream(let stream, _, let bytes):
        best[stream, default: [:]][bytes] = max(speed, best[stream]?[bytes] ?? 0)
      }
    }
    guard peak > 0, Roof.Stream.allCases.allSatisfy({ best[$0] != nil }) else { return nil }
    self.peak = peak
    bandwidths = best.mapValues { speeds in
      speeds.map { Point(bytes: $0.key, gigabytesPerSecond: $0.value) }
        .sorted { $0.bytes < $1.bytes }
    }
  }

  /// GB/s that the stream reaches on so many bytes: between two measured working sets on a straight line
  /// of logarithms, outside them that of the nearest.
  package func bandwidth(_ stream: Roof.Stream, bytes: Int) -> Double {
    let points = bandwidths[stream] ?? []
    guard let above = points.firstIndex(where: { $0.bytes >= bytes }) else {
      return points.last?.gigabytesPerSecond ?? 0
    }
    guard above > 0, points[above].bytes > bytes else { return points[above].gigabytesPerSecond }
    let (low, high) = (points[above - 1], points[above])
    let share =
      log(Double(bytes) / Double(low.bytes)) / log(Double(high.bytes) / Double(low.bytes))
    return low.gigabytesPerSecond
      * pow(high.gigabytesPerSecond / low.gigabytesPerSecond, share)
  }

  /// Nanoseconds per element that the bytes of this operation take at least.
  package func memoryTime(of kernel: KernelBenchmark) -> Double {
    let bytes = kernel.operation.bytesPerElement
    return Double(bytes)
      / bandwidth(Roof.Stream(like: kernel.operation), bytes: bytes * kernel.count)
  }

  /// The least time by the time taken, 1 at the roof: the larger of the time for the bytes at the bandwidth of
  /// this working set and of the time for the operations at the peak.
  package func share(of kernel: KernelBenchmark) -> Double {
    max(memoryTime(of: kernel), Double(kernel.operation.flopsPerElement) / peak)
      / kernel.nanosecondsPerElement
  }
}

extension RooflinePicture {
  /// The kernels that calculate, below their roofs.
  package init(_ kernels: [KernelBenchmark], below roofline: Roofline) {
    let drawn = kernels.filter { $0.operation.flopsPerElement > 0 }
    let backends = Backend.allCases.filter { backend in drawn.contains { $0.backend == backend } }
    self.init(
      peak: roofline.peak, series: backends.map { Series(name: $0.rawValue, look: $0.look) },
      panels: Set(drawn.map(\.count)).sorted().map { size in
        Panel(
          title: "\(size) elements",
          bandwidths: Roof.Stream.allCases.map {
            roofline.bandwidth($0, bytes: 4 * $0.arrays * size)
          },
          dots: drawn.filter { $0.count == size }.map { kernel in
            Dot(
              name: kernel.name, series: backends.firstIndex(of: kernel.backend) ?? 0,
              intensity: Double(kernel.operation.flopsPerElement)
                / Double(kernel.operation.bytesPerElement),
              speed: kernel.gigaflopsPerSecond, share: roofline.share(of: kernel))
          })
      })
  }
}

extension Backend {
  fileprivate var look: RooflinePicture.Look {
    switch self {
    case .scalar: .scalar
    case .sse2: .narrow
    case .avx2: .wide
    case .avx512, .neon: .widest
    }
  }
}
