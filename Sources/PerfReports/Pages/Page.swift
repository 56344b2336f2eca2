/// A self-contained HTML page: one file, no network, readable without scripts.
///
/// The shell holds the palette and the type of all pages of perfstat. The content
/// security policy forbids every request and every script but the page's own, so
/// that a name in the data can never become code.
package struct Page: Sendable {
  /// Shown in the window's title; any text.
  package var title: String
  /// HTML of the page; texts in it went through `escapeHTML`.
  package var body: String
  /// Style rules besides the shared ones.
  package var style: String
  /// The page's script, run when everything is there.
  package var script: String
  /// JSON text for the script, found under the id `data`.
  package var data: String
  /// The browser runs the scripts that know this word. The command draws it anew for each page, so
  /// that nothing in the data can have known it.
  package var nonce: String

  /// For pages that nobody opens.
  package static let fixedNonce = "perfstat"

  package init(
    title: String, body: String, style: String = "", script: String = "", data: String = "",
    nonce: String
  ) {
    self.title = title
    self.body = body
    self.style = style
    self.script = script
    self.data = data
    self.nonce = nonce
  }

  package var html: String {
    let dataBlock =
      data.isEmpty
      ? "" : "<script type=\"application/json\" id=\"data\">\(escapeEmbedded(data))</script>\n"
    let scriptBlock =
      script.isEmpty ? "" : "<script nonce=\"\(nonce)\">\n\(script)</script>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'nonce-\(nonce)'; base-uri 'none'; form-action 'none'">
      <title>\(escapeHTML(title))</title>
      <style>
      \(Resource.pageStyle)\(style)</style>
      </head>
      <body>
      \(body)
      \(dataBlock)\(scriptBlock)</body>
      </html>

      """
  }
}

/// Text as HTML content or attribute value: markup escaped, invisible and reordering
/// characters made visible, and shortened in the middle to `maximum` columns.
package func escapeHTML(_ text: String, maximum: Int = 400) -> String {
  var result = ""
  // By scalar: a combining mark after a quote must not hide the quote.
  for scalar in text.legible(maximum: maximum).unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// JSON text that no HTML parser takes for markup (`</script>`, `<!--`); the same JSON.
func escapeEmbedded(_ json: String) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(json.utf8.count)
  for byte in json.utf8 {
    switch byte {
    case UInt8(ascii: "<"): bytes.append(contentsOf: "\\u003c".utf8)
    case UInt8(ascii: ">"): bytes.append(contentsOf: "\\u003e".utf8)
    case UInt8(ascii: "&"): bytes.append(contentsOf: "\\u0026".utf8)
    default: bytes.append(byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
