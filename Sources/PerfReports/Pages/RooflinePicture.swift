import Foundation

/// GFLOP/s against FLOPs per byte on logarithmic axes, a panel for each size: the roofs are the peak
/// and the streams on vectors of that size, a dot is a kernel (Williams, Waterman & Patterson 2009).
package struct RooflinePicture {
  /// GFLOP/s of the fastest arithmetic.
  package var peak: Double
  /// What dots of one look have in common, from left to right among dots of one intensity.
  package var series: [Series]
  package var panels: [Panel]

  package struct Series {
    package var name: String
    package var look: Look

    package init(name: String, look: Look) {
      self.name = name
      self.look = look
    }
  }

  /// A class of the style sheet of pictures.
  package enum Look: String { case scalar, narrow, wide, widest }

  package struct Panel {
    package var title: String
    /// GB/s of each stream on vectors of this size.
    package var bandwidths: [Double]
    package var dots: [Dot]

    package init(title: String, bandwidths: [Double], dots: [Dot]) {
      self.title = title
      self.bandwidths = bandwidths
      self.dots = dots
    }
  }

  package struct Dot {
    package var name: String
    /// Place in `series`.
    package var series: Int
    /// FLOPs per byte.
    package var intensity: Double
    /// GFLOP/s.
    package var speed: Double
    /// Of the roof above it, 1 at the roof.
    package var share: Double

    package init(name: String, series: Int, intensity: Double, speed: Double, share: Double) {
      self.name = name
      self.series = series
      self.intensity = intensity
      self.speed = speed
      self.share = share
    }
  }

  package init(peak: Double, series: [Series], panels: [Panel]) {
    self.peak = peak
    self.series = series
    self.panels = panels
  }

  /// The picture as a file.
  package var text: String {
    let (width, panelHeight, head) = (820.0, 300.0, 48.0)
    let rows = (panels.count + 1) / 2
    let height = head + Double(rows) * panelHeight + 28
    let lowest = panels.flatMap(\.dots).map(\.speed).min() ?? 1
    var svg = SVG()
    svg.text(10, 18, "Kernels below the roofs of this machine: GFLOP/s against FLOPs per byte")
    for (index, series) in series.enumerated() {
      let x = 16 + Double(index) * 90
      svg.circle(x, 36, radius: 4, class: series.look.rawValue)
      svg.text(x + 9, 40, series.name)
    }
    svg.text(
      width - 10, 40, "dots of one operation: back ends from left to right", anchor: "end")
    for (index, panel) in panels.enumerated() {
      let left = Double(index % 2) * width / 2
      let top = head + Double(index / 2) * panelHeight
      let axes = RooflineAxes(
        peak: peak, lowest: lowest, x: (left + 46)...(left + width / 2 - 12),
        y: (top + 24)...(top + panelHeight - 30))
      axes.drawRoofs(of: panel, on: &svg)
      for dot in panel.dots { axes.draw(dot, look: series[dot.series].look, on: &svg) }
    }
    svg.text(
      10, height - 10,
      "Lines: peak of multiply-add, and bandwidth of read (one array), scale (a = f b), triad (a = b + f c)."
    )
    return standaloneSVG(
      svg, width: width, height: height,
      label: "Roofline: speed of every kernel below the machine's bandwidth and peak")
  }
}

/// The axes of one panel.
private struct RooflineAxes {
  let peak: Double
  let x: Scale
  let y: Scale
  private let bottom: Double
  private let top: Double

  init(peak: Double, lowest: Double, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.peak = peak
    self.x = Scale(.logarithmic, domain: (0.03, 8), range: x)
    self.y = Scale(.logarithmic, domain: (lowest / 1.5, peak * 1.5), range: y)
    bottom = y.upperBound
    top = y.lowerBound
  }

  /// The scale ascends, the page descends.
  private func level(_ speed: Double) -> Double { bottom + top - y(speed) }

  func drawRoofs(of panel: RooflinePicture.Panel, on svg: inout SVG) {
    for decade in -3...5 {
      let speed = pow(10, Double(decade))
      guard y.domain.contains(speed) else { continue }
      svg.line(x.range.lowerBound, level(speed), x.range.upperBound, level(speed), class: "grid")
      svg.text(x.range.lowerBound - 6, level(speed) + 4, brief(speed), anchor: "end", class: "tick")
    }
    svg.axis(x, at: bottom, ticks: [(0.0625, "1/16"), (0.25, "1/4"), (1, "1"), (4, "4")])
    svg.text(x.range.lowerBound, top - 8, panel.title)
    for bandwidth in panel.bandwidths {
      let ridge = min(peak / bandwidth, x.domain.upperBound)
      svg.path(
        [x.domain.lowerBound, ridge, x.domain.upperBound].map {
          (x($0), level(min(peak, $0 * bandwidth)))
        }, class: "curve")
    }
  }

  func draw(_ dot: RooflinePicture.Dot, look: RooflinePicture.Look, on svg: inout SVG) {
    let percent = (100 * dot.share).rounded()
    svg.circle(
      x(dot.intensity) + 4.5 * (Double(dot.series) - 1.5), level(dot.speed), radius: 2.2,
      class: look.rawValue,
      title: "\(dot.name): \(brief(dot.speed)) GFLOP/s, \(percent) % of roof")
  }
}
