/// An error that quotes what another program printed.
package protocol QuotingError: Error {
  /// One line.
  var message: String { get }
  var quoted: [String] { get }
}
