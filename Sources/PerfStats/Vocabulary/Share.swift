/// A relative amount as people write it: `5%` or `0.05`.
package struct Share: Hashable, Sendable {
  package let value: Double

  package init(_ value: Double) { self.value = value }

  /// Why a text is no share.
  package struct ReadingError: Error, CustomStringConvertible {
    package let description: String
  }

  /// - Throws: what is no number, and one of 1 or more without the percent sign, so that `5` is
  ///   not taken for 500 %.
  package init(reading text: String) throws(ReadingError) {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? text.dropLast() : text[...]), number.isFinite else {
      throw ReadingError(description: "expected a share such as 5% or 0.05")
    }
    guard isPercent || number < 1 else {
      throw ReadingError(description: "expected a percent sign, as in \(text)%")
    }
    value = isPercent ? number / 100 : number
  }

  /// As it is written.
  package var text: String { "\((value * 100_000).rounded() / 1000)%" }
}

/// Several of them: `5%,10%,20%`.
package struct ShareList: Hashable, Sendable {
  package var values: [Share]

  package init(_ values: [Double]) { self.values = values.map { Share($0) } }

  /// - Throws: the first part that is no share.
  package init(reading text: String) throws(Share.ReadingError) {
    var values: [Share] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      values.append(try Share(reading: String(part)))
    }
    self.values = values
  }

  /// As it is written.
  package var text: String { values.map(\.text).joined(separator: ",") }
}
