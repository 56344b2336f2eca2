import PerfStats
import PerfText

/// Where the values of a Go benchmark's line go.
extension GoReading {
  /// Makes the series of a name the current one.
  mutating func select(
    _ all: UnsafeBufferPointer<UInt8>, _ name: Range<Int>, iterations: Double
  ) {
    if current < 0 || series[current].block != blockNumber
      || !isSame(.init(rebasing: all[series[current].place]), .init(rebasing: all[name]))
      || series[current].package != package
    {
      let text = String(decoding: UnsafeBufferPointer(rebasing: all[name]), as: UTF8.self)
      let key = Identity(block: blockNumber, package: package, name: text)
      current = numbers[key, default: series.count]
      if current == series.count {
        numbers[key] = current
        series.append(
          Series(
            name: text, place: name, package: package, block: blockNumber, start: start,
            iterations: iterations))
      }
    }
    if series[current].start != start {
      series[current].start = start
      for column in series[current].columns.indices {
        series[current].columns[column].starts.append(series[current].columns[column].values.count)
      }
    }
    if series[current].iterations != iterations { series[current].iterations = nil }
  }

  private func isUnit(_ unit: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    units[unit].withUnsafeBufferPointer { isSame($0, text) }
  }

  /// - Parameter position: how many values stand before this one in its line.
  mutating func append(
    _ value: Double, _ all: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ position: Int,
    _ number: Int
  ) {
    let isBad = !isSample(value)
    let text = UnsafeBufferPointer(rebasing: all[range])
    // Lines of one benchmark mostly have the same units in the same order.
    var place = -1
    if position < series[current].columns.count,
      isUnit(series[current].columns[position].unit, text)
    {
      place = position
    } else if let known = series[current].columns.firstIndex(where: { isUnit($0.unit, text) }) {
      place = known
    }
    if place >= 0 {
      series[current].columns[place].values.append(value)
      if isBad, !series[current].columns[place].isBad {
        series[current].columns[place].isBad = true
        series[current].columns[place].line = number
      }
      return
    }
    // As in the series before, or anywhere.
    let unit: Int
    if current > 0, position < series[current - 1].columns.count,
      isUnit(series[current - 1].columns[position].unit, text)
    {
      unit = series[current - 1].columns[position].unit
    } else {
      unit = unitNumbers[Array(text), default: units.count]
    }
    if unit == units.count {
      units.append(Array(text))
      unitNumbers[units[unit]] = unit
    }
    series[current].columns.append(Column(unit: unit, values: [value], line: number, isBad: isBad))
  }
}
