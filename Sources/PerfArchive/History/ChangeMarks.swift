import PerfStats
import PerfText

/// Changes that people marked, in one of two tables, columns by name.
///
/// - `series,annotator,change_index,length`: one row for each mark of each person. An empty
///   `change_index` means that this person saw no change in the series.
/// - A tidy history with a column `label`: what all agreed on. A change begins at every index
///   with a label that is not empty.
package struct ChangeMarks: Sendable {
  package private(set) var series: [String: SeriesMarks] = [:]

  /// - Throws: missing columns, an index that is no number.
  package init(_ bytes: [UInt8], file: String) throws(InputError) {
    var reader = CSVReader(bytes, file: file)
    guard try reader.next() else {
      throw InputError(place: file, message: "expected a line that names the columns")
    }
    let names = reader.fields.indices.map { reader.text($0) }
    func column(_ name: String) -> Int { names.firstIndex(of: name) ?? -1 }
    if names.contains("label"), !names.contains("change_index") {
      try readLabels(
        &reader, name: column("series"), index: column("index"), label: column("label"))
    } else {
      try readMarks(
        &reader, name: column("series"), index: column("change_index"),
        person: column("annotator"), length: column("length"))
    }
  }

  private mutating func readLabels(
    _ reader: inout CSVReader, name: Int, index: Int, label: Int
  ) throws(InputError) {
    guard name >= 0, index >= 0 else {
      throw reader.error("expected the columns series, index and label")
    }
    while try reader.next() {
      guard let place = reader.double(index).flatMap({ Int(exactly: $0) }), place < Int.max else {
        throw reader.error("expected an integer index, found \"\(reader.text(index))\"")
      }
      var entry = series[reader.text(name)] ?? SeriesMarks(people: [[]], length: 0)
      entry.length = max(entry.length, place + 1)
      if !reader.isEmpty(label), entry.people[0].last != place { entry.people[0].append(place) }
      series[reader.text(name)] = entry
    }
  }

  private mutating func readMarks(
    _ reader: inout CSVReader, name: Int, index: Int, person: Int, length: Int
  ) throws(InputError) {
    guard name >= 0, index >= 0 else {
      throw reader.error("expected the columns series and change_index, or series, index and label")
    }
    var people: [String: [String: [Int]]] = [:]
    while try reader.next() {
      let key = reader.text(name)
      var marks = people[key]?[reader.text(person)] ?? []
      if !reader.isEmpty(index) {
        guard let mark = reader.double(index).flatMap({ Int(exactly: $0) }) else {
          throw reader.error("expected an integer change_index, found \"\(reader.text(index))\"")
        }
        marks.append(mark)
      }
      people[key, default: [:]][reader.text(person)] = marks
      let points = reader.double(length).flatMap { Int(exactly: $0) } ?? 0
      series[key] = SeriesMarks(people: [], length: max(points, series[key]?.length ?? 0))
    }
    for (key, marks) in people {
      series[key]?.people = marks.sorted { $0.key < $1.key }.map(\.value)
    }
  }
}
