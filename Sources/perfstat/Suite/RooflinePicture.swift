import Foundation
import PerfReports
import TruenoKernels

/// GFLOP/s against FLOPs per byte on logarithmic axes, a panel for each size: the roofs are the peak and the
/// three streams on vectors of that size, a dot is a kernel of a back end.
package func rooflinePicture(
  _ kernels: [KernelBenchmark], below roofline: Roofline
) -> String {
  let drawn = kernels.filter { $0.operation.flopsPerElement > 0 }
  let sizes = Set(drawn.map(\.count)).sorted()
  let backends = Backend.allCases.filter { backend in drawn.contains { $0.backend == backend } }
  let (width, panelHeight, head) = (820.0, 300.0, 48.0)
  let rows = (sizes.count + 1) / 2
  let height = head + Double(rows) * panelHeight + 28
  let lowest = drawn.map(\.gigaflopsPerSecond).min() ?? 1
  var svg = SVG()
  svg.text(10, 18, "Kernels below the roofs of this machine: GFLOP/s against FLOPs per byte")
  for (index, backend) in backends.enumerated() {
    let x = 16 + Double(index) * 90
    svg.circle(x, 36, radius: 4, class: look(backend))
    svg.text(x + 9, 40, backend.rawValue)
  }
  svg.text(
    width - 10, 40, "dots of one operation: back ends from left to right", anchor: "end")
  for (index, size) in sizes.enumerated() {
    let left = Double(index % 2) * width / 2
    let top = head + Double(index / 2) * panelHeight
    let panel = RooflinePanel(
      size: size, roofline: roofline, lowest: lowest, x: (left + 46)...(left + width / 2 - 12),
      y: (top + 24)...(top + panelHeight - 30))
    panel.drawRoofs(on: &svg)
    for kernel in drawn where kernel.count == size {
      panel.draw(kernel, place: backends.firstIndex(of: kernel.backend) ?? 0, on: &svg)
    }
  }
  svg.text(
    10, height - 10,
    "Lines: peak of multiply-add, and bandwidth of read (one array), scale (a = f b), triad (a = b + f c)."
  )
  return standaloneSVG(
    svg, width: width, height: height,
    label: "Roofline: speed of every kernel below the machine's bandwidth and peak")
}

private func look(_ backend: Backend) -> String {
  switch backend {
  case .scalar: "scalar"
  case .sse2: "narrow"
  case .avx2: "wide"
  case .avx512, .neon: "widest"
  }
}

private struct RooflinePanel {
  let size: Int
  let roofline: Roofline
  let x: Scale
  let y: Scale
  private let bottom: Double
  private let top: Double

  init(
    size: Int, roofline: Roofline, lowest: Double, x: ClosedRange<Double>, y: ClosedRange<Double>
  ) {
    self.size = size
    self.roofline = roofline
    self.x = Scale(.logarithmic, domain: (0.03, 8), range: x)
    self.y = Scale(.logarithmic, domain: (lowest / 1.5, roofline.peak * 1.5), range: y)
    bottom = y.upperBound
    top = y.lowerBound
  }

  /// The scale ascends, the page descends.
  private func level(_ speed: Double) -> Double { bottom + top - y(speed) }

  func drawRoofs(on svg: inout SVG) {
    for decade in -3...5 {
      let speed = pow(10, Double(decade))
      guard y.domain.contains(speed) else { continue }
      svg.line(x.range.lowerBound, level(speed), x.range.upperBound, level(speed), class: "grid")
      svg.text(x.range.lowerBound - 6, level(speed) + 4, brief(speed), anchor: "end", class: "tick")
    }
    svg.axis(x, at: bottom, ticks: [(0.0625, "1/16"), (0.25, "1/4"), (1, "1"), (4, "4")])
    svg.text(x.range.lowerBound, top - 8, "\(size) elements")
    for stream in Roof.Stream.allCases {
      let bandwidth = roofline.bandwidth(stream, bytes: 4 * stream.arrays * size)
      let ridge = min(roofline.peak / bandwidth, x.domain.upperBound)
      svg.path(
        [x.domain.lowerBound, ridge, x.domain.upperBound].map {
          (x($0), level(min(roofline.peak, $0 * bandwidth)))
        }, class: "curve")
    }
  }

  func draw(_ kernel: KernelBenchmark, place: Int, on svg: inout SVG) {
    let intensity =
      Double(kernel.operation.flopsPerElement) / Double(kernel.operation.bytesPerElement)
    let percent = (100 * roofline.share(of: kernel)).rounded()
    svg.circle(
      x(intensity) + 4.5 * (Double(place) - 1.5), level(kernel.gigaflopsPerSecond), radius: 2.2,
      class: look(kernel.backend),
      title: "\(kernel.name): \(brief(kernel.gigaflopsPerSecond)) GFLOP/s, \(percent) % of roof")
  }
}
