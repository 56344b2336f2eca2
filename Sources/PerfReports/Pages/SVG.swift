import Foundation

/// A drawing, element by element. Numbers are pixels of the view box; text is escaped.
/// Looks are classes of the page's style sheet, so that one drawing serves light and dark.
package struct SVG: Sendable {
  package private(set) var body = ""

  package init() {}

  package mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String
  ) {
    body += "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" "
    body += "class=\"\(name)\"/>"
  }

  package mutating func rect(
    _ x: Double, _ y: Double, width: Double, height: Double, class name: String
  ) {
    body += "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\" "
    body += "height=\"\(n(max(0, height)))\" class=\"\(name)\"/>"
  }

  /// A dot; `title` is shown on pointing at it.
  package mutating func circle(
    _ x: Double, _ y: Double, radius: Double, class name: String, title: String = ""
  ) {
    body += "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\" class=\"\(name)\""
    body += title.isEmpty ? "/>" : "><title>\(escapeHTML(title))</title></circle>"
  }

  /// A polyline through `points`; closed and filled by the class where it says so.
  package mutating func path(
    _ points: [(x: Double, y: Double)], class name: String, closed: Bool = false
  ) {
    let visible = points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let first = visible.first else { return }
    var d = "M\(n(first.x)) \(n(first.y))"
    for point in visible.dropFirst() { d += "L\(n(point.x)) \(n(point.y))" }
    body += "<path d=\"\(d)\(closed ? "Z" : "")\" class=\"\(name)\"/>"
  }

  /// Text whose anchor is `start`, `middle` or `end`.
  package mutating func text(
    _ x: Double, _ y: Double, _ text: String, anchor: String = "start", class name: String = ""
  ) {
    body += "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\""
    body += name.isEmpty ? "" : " class=\"\(name)\""
    body += ">\(escapeHTML(text))</text>"
  }

  /// What `draw` adds becomes a link to a place of this page.
  package mutating func link(to anchor: String, _ draw: (inout SVG) -> Void) {
    body += "<a href=\"#\(escapeHTML(anchor))\" tabindex=\"-1\">"
    draw(&self)
    body += "</a>"
  }

  /// A horizontal axis: a tick and label for each value that lies inside the scale.
  package mutating func axis(
    _ scale: Scale, at y: Double, ticks: [(value: Double, label: String)], class name: String = ""
  ) {
    line(scale.range.lowerBound, y, scale.range.upperBound, y, class: "axis \(name)")
    for tick in ticks where scale.domain.contains(tick.value) {
      let x = scale(tick.value)
      line(x, y, x, y + 4, class: "axis \(name)")
      text(x, y + 16, tick.label, anchor: "middle", class: "tick \(name)")
    }
  }

  /// The whole drawing as an element that scales with its place on the page.
  ///
  /// - Parameter label: what the drawing shows, for those who cannot see it.
  package func element(
    width: Double, height: Double, label: String, class name: String = "figure"
  ) -> String {
    "<svg class=\"\(name)\" viewBox=\"0 0 \(n(width)) \(n(height))\" role=\"img\" "
      + "aria-label=\"\(escapeHTML(label))\">\(body)</svg>"
  }

  /// A coordinate with at most two decimals; what is not finite is drawn at 0.
  private func n(_ value: Double) -> String { coordinate(value) }
}

/// A coordinate with at most two decimals; what is not finite or absurd is drawn at 0.
package func coordinate(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e7 else { return "0" }
  let hundredths = Int((value * 100).rounded())
  if hundredths % 100 == 0 { return String(hundredths / 100) }
  let sign = hundredths < 0 ? "-" : ""
  let rest = String(abs(hundredths % 100) + 100).dropFirst()
  return "\(sign)\(abs(hundredths / 100)).\(rest.hasSuffix("0") ? rest.dropLast() : rest)"
}

/// Maps values to positions; positions of values outside the domain lie at its ends.
package struct Scale: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case linear, logarithmic }

  package var kind: Kind
  package var domain: ClosedRange<Double>
  package var range: ClosedRange<Double>

  /// - Parameters:
  ///   - domain: values; positive where `logarithmic`. One that is empty or not finite
  ///     is widened to something drawable.
  ///   - range: positions in pixels.
  package init(_ kind: Kind, domain: (Double, Double), range: ClosedRange<Double>) {
    self.kind = kind
    self.range = range
    var (low, high) = domain
    if !low.isFinite || !high.isFinite || (kind == .logarithmic && min(low, high) <= 0) {
      (low, high) = (1, 2)
    }
    if low > high { swap(&low, &high) }
    if low == high {
      let margin = kind == .logarithmic || low != 0 ? abs(low) * 0.05 : 1
      (low, high) = (low - margin, high + margin)
    }
    self.domain = low...high
  }

  /// Position of a value, inside the range. NaN lies at the lower end.
  package func callAsFunction(_ value: Double) -> Double {
    let inside =
      value.isNaN ? domain.lowerBound : min(max(value, domain.lowerBound), domain.upperBound)
    let share: Double
    switch kind {
    case .linear:
      let width = domain.upperBound - domain.lowerBound
      share = width.isFinite ? (inside - domain.lowerBound) / width : 0.5
    case .logarithmic:
      share = log(inside / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
    }
    return range.lowerBound + (range.upperBound - range.lowerBound) * (share.isFinite ? share : 0)
  }

  /// About `count` round values (1, 2 or 5 times a power of ten apart) inside the domain.
  package func ticks(_ count: Int) -> [Double] {
    let width = domain.upperBound - domain.lowerBound
    guard width.isFinite, width > 0, count > 0 else { return [] }
    let rough = width / Double(count)
    let magnitude = pow(10, floor(log10(rough)))
    guard magnitude > 0, magnitude.isFinite else { return [] }
    let step = [1.0, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.999 } ?? rough
    let first = (domain.lowerBound / step).rounded(.up)
    return (0..<(2 * count + 2)).map { (first + Double($0)) * step }
      .filter { $0 <= domain.upperBound + step * 1e-9 }
  }
}
