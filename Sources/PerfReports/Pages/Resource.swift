/// Style sheets and scripts of the pages, as they stand in `Resources`.
enum Resource {
  /// Palette, type and the parts that every page has. Hues are chosen to stay apart for
  /// colour-blind readers (vermilion, amber, blue, grey) and never carry meaning alone.
  static let pageStyle = text(PackageResources.page_css)
  static let reportStyle = text(PackageResources.report_css)
  static let reportScript = text(PackageResources.report_js)
  static let historyStyle = text(PackageResources.history_css)
  static let historyScript = text(PackageResources.history_js)
  static let pictureStyle = text(PackageResources.picture_css)

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
