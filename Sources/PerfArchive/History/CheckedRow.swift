import GRDB
import PerfText

/// One row whose cells are asked for with their kinds.
///
/// SQLite keeps a value of any kind in any column, and one flipped bit changes a kind: nothing
/// that stands in a file is taken for what its column was declared as.
struct CheckedRow {
  private let row: Row
  /// Archive, table and row: `archive.sqlite: measurement 17`.
  let place: String

  init(_ row: Row, place: String) {
    self.row = row
    self.place = place
  }

  func error(_ column: String, _ message: String) -> InputError {
    InputError(place: "\(place), column \(column)", message: message)
  }

  private func unexpected<T>(
    _ value: DatabaseValue, _ expected: String, _ column: String
  ) throws(InputError) -> T {
    let found =
      switch value.storage {
      case .null: "nothing"
      case .int64(let number): "the integer \(number)"
      case .double(let number): "the number \(number)"
      case .string(let text): "the text \"\(text.prefix(60))\""
      case .blob(let data): "\(data.count) bytes"
      }
    throw error(column, "expected \(expected), found \(found)")
  }

  func text(_ index: Int, _ column: String) throws(InputError) -> String {
    let value: DatabaseValue = row[index]
    guard case .string(let text) = value.storage else {
      return try unexpected(value, "a text", column)
    }
    return text
  }

  /// A text; nil for NULL.
  func optionalText(_ index: Int, _ column: String) throws(InputError) -> String? {
    row.hasNull(atIndex: index) ? nil : try text(index, column)
  }

  func integer(_ index: Int, _ column: String) throws(InputError) -> Int64 {
    let value: DatabaseValue = row[index]
    guard case .int64(let number) = value.storage else {
      return try unexpected(value, "an integer", column)
    }
    return number
  }

  func count(_ index: Int, _ column: String) throws(InputError) -> Int {
    let number = try integer(index, column)
    guard let count = Int(exactly: number), count >= 0 else {
      throw error(column, "expected an integer from 0, found \(number)")
    }
    return count
  }

  /// An integer; nil for NULL.
  func optionalInteger(_ index: Int, _ column: String) throws(InputError) -> Int? {
    row.hasNull(atIndex: index) ? nil : Int(try integer(index, column))
  }

  func truth(_ index: Int, _ column: String) throws(InputError) -> Bool {
    let value: DatabaseValue = row[index]
    guard case .int64(let number) = value.storage, number == 0 || number == 1 else {
      return try unexpected(value, "0 or 1", column)
    }
    return number == 1
  }

  /// Calls `body` with the bytes of a blob, which are valid during the call.
  func bytes<T>(
    _ index: Int, _ column: String, _ body: (UnsafeRawBufferPointer) throws(InputError) -> T
  ) throws(InputError) -> T {
    let value: DatabaseValue = row[index]
    guard case .blob(let data) = value.storage else {
      return try unexpected(value, "bytes", column)
    }
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(InputError) -> T in try body(bytes) }
    }
    return try result.get()
  }
}
