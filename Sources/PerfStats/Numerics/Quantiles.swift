/// Type-7 quantiles (R. Hyndman, Y. Fan. Sample quantiles in statistical
/// packages. Am. Stat. 50, 1996): linear interpolation at h = (n - 1) p.
package enum Quantiles {
  /// The `probability` quantile of values that are sorted already. NaN for an
  /// empty list. `probability` is taken into 0...1.
  package static func type7(sorted values: [Double], _ probability: Double) -> Double {
    guard let last = values.last else { return .nan }
    let position = Double(values.count - 1) * Swift.min(Swift.max(probability, 0), 1)
    let below = Int(position)
    guard below + 1 < values.count else { return last }
    return interpolate(values[below], values[below + 1], position - Double(below))
  }

  /// The `probability` quantile of values in any order. O(n), a few values are sorted.
  package static func type7(_ values: [Double], _ probability: Double) -> Double {
    guard values.count > mostSorted else { return type7(sorted: values.sorted(), probability) }
    let position = Double(values.count - 1) * Swift.min(Swift.max(probability, 0), 1)
    let below = Int(position)
    var values = values
    place(below, in: &values)
    guard let above = values[(below + 1)...].min() else { return values[below] }
    return interpolate(values[below], above, position - Double(below))
  }

  /// Values of which all are sorted, which is faster for so few.
  private static let mostSorted = 64

  /// Moves values until the one at `rank` is that of the sorted values, what stands before it is no
  /// greater and what stands behind it no less.
  ///
  /// - Complexity: O(n) expected; O(n log n) at most, as what is left after many rounds is sorted.
  ///
  /// Source: C. A. R. Hoare, Algorithm 65: Find, CACM 4, 1961, with the middle of three as pivot.
  private static func place(_ rank: Int, in values: inout [Double]) {
    values.withUnsafeMutableBufferPointer { values in
      var (low, high) = (0, values.count - 1)
      var rounds = 3 * (Int.bitWidth - values.count.leadingZeroBitCount)
      while low < high {
        if rounds == 0 { return values[low...high].sort() }
        rounds -= 1
        let (a, b, c) = (values[low], values[low + (high - low) / 2], values[high])
        let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
        var (i, j) = (low, high)
        while i <= j {
          while values[i] < pivot { i += 1 }
          while values[j] > pivot { j -= 1 }
          if i <= j {
            values.swapAt(i, j)
            i += 1
            j -= 1
          }
        }
        if rank <= j {
          high = j
        } else if rank >= i {
          low = i
        } else {
          return
        }
      }
    }
  }

  /// Type-7 median; NaN for an empty list.
  package static func median(_ values: [Double]) -> Double { type7(values, 0.5) }

  /// Median of the absolute deviations from the median, unscaled. Times
  /// `normalConsistency` it estimates the SD of normal values.
  package static func medianAbsoluteDeviation(_ values: [Double]) -> Double {
    let centre = median(values)
    return median(values.map { ($0 - centre).magnitude })
  }

  /// 1 / Phi^{-1}(3/4), to the four digits in general use.
  package static let normalConsistency = 1.4826

  /// Between `low` and `high` at `fraction`; equal ends give that value exactly.
  static func interpolate(_ low: Double, _ high: Double, _ fraction: Double) -> Double {
    fraction == 0 || low == high ? low : low + (high - low) * fraction
  }
}
