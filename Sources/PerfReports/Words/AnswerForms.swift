/// Text for people or JSON for programs.
package enum TextFormat: String, CaseIterable, Sendable {
  case text, json
}

/// Text for people, JSON for programs, or a picture.
package enum PictureFormat: String, CaseIterable, Sendable {
  case text, json, svg
}
