/// Columns of text under their headings; the first is set flush left, the others flush right.
package func table(_ head: [String], _ rows: [[String]]) -> String {
  let all = [head] + rows
  let widths = head.indices.map { c in all.map { c < $0.count ? $0[c].columns : 0 }.max() ?? 0 }
  return all.map { row in
    let cells = row.enumerated().map { c, text in
      c == 0 ? text.padded(to: widths[c]) : text.indented(to: widths[c])
    }
    return cells.joined(separator: "  ") + "\n"
  }.joined()
}
