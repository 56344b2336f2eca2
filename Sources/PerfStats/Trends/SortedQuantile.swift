/// Type-7 quantile of ascending values (Hyndman and Fan, 1996); `values` must not be empty.
@inline(__always)
func quantile(ofSorted values: [Double], _ probability: Double) -> Double {
  let position = Double(values.count - 1) * probability
  let below = Int(position)
  let above = min(below + 1, values.count - 1)
  return values[below] + (position - Double(below)) * (values[above] - values[below])
}
