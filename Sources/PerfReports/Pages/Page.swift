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

  package init(
    title: String, body: String, style: String = "", script: String = "", data: String = ""
  ) {
    self.title = title
    self.body = body
    self.style = style
    self.script = script
    self.data = data
  }

  package var html: String {
    let dataBlock =
      data.isEmpty
      ? "" : "<script type=\"application/json\" id=\"data\">\(escapeEmbedded(data))</script>\n"
    let scriptBlock =
      script.isEmpty ? "" : "<script nonce=\"perfstat\">\n\(script)</script>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'nonce-perfstat'; base-uri 'none'; form-action 'none'">
      <title>\(escapeHTML(title))</title>
      <style>
      \(Page.sharedStyle)\(style)</style>
      </head>
      <body>
      \(body)
      \(dataBlock)\(scriptBlock)</body>
      </html>

      """
  }

  /// Palette, type and the parts that every page has. Hues are chosen to stay apart for
  /// colour-blind readers (vermilion, amber, blue, grey) and never carry meaning alone.
  private static let sharedStyle = """
    :root {
      color-scheme: light dark;
      --paper: #fffefb; --ink: #23211f; --muted: #6a655f; --faint: #dcd7cf; --wash: #f5f2ec;
      --fail: #b63d0b; --warn: #8f6600; --improved: #0b5f9e; --unsure: #6f6a86; --calm: #8a8680;
      --reference: #8a857d; --focus: #0b5f9e;
      --text: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      --display: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
      --code: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #171614; --ink: #e6e1d8; --muted: #a39d92; --faint: #3b3833; --wash: #211f1c;
        --fail: #ff8a5c; --warn: #e0b341; --improved: #6cb6f0; --unsure: #b3aed0; --calm: #8b867d;
        --reference: #8a857c; --focus: #6cb6f0;
      }
    }
    @media print {
      :root {
        color-scheme: light;
        --paper: #fff; --ink: #000; --muted: #444; --faint: #ccc; --wash: #f6f6f6;
        --fail: #a63200; --warn: #7a5600; --improved: #004f8c; --unsure: #55506e; --calm: #777;
        --reference: #777;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 2.2rem 2rem 4rem; max-width: 76rem;
      background: var(--paper); color: var(--ink);
      font: 15px/1.5 var(--text); font-variant-numeric: tabular-nums lining-nums;
      overflow-wrap: anywhere;
    }
    h1, h2 { font-family: var(--display); font-weight: 400; line-height: 1.15; margin: 0; }
    h1 { font-size: 2.6rem; letter-spacing: -0.01em; }
    h2 { font-size: 1.35rem; margin: 2.4rem 0 0.6rem; }
    p { margin: 0.4rem 0; max-width: 46rem; }
    code { font: 0.93em var(--code); }
    a { color: inherit; }
    button, input, select { font: inherit; color: inherit; }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
    .kicker { color: var(--muted); font-size: 0.85rem; letter-spacing: 0.04em; }
    .muted { color: var(--muted); }
    .findings { margin: 1rem 0 0; padding: 0; list-style: none; max-width: 52rem; }
    .findings li { border-left: 3px solid var(--warn); padding: 0.1rem 0 0.1rem 0.8rem; margin: 0.5rem 0; }
    .fail, .error, .missing { --hue: var(--fail); }
    .warn { --hue: var(--warn); }
    .improved { --hue: var(--improved); }
    .inconclusive, .new { --hue: var(--unsure); }
    .pass { --hue: var(--calm); }
    .controls { display: flex; flex-wrap: wrap; gap: 0.5rem 0.9rem; align-items: center; margin: 0.4rem 0 0.8rem; }
    .controls[hidden] { display: none; }
    .controls input { flex: 0 1 16rem; min-width: 9rem; padding: 0.3rem 0.6rem; background: var(--paper); border: 1px solid var(--faint); border-radius: 3px; }
    .chips { display: flex; flex-wrap: wrap; gap: 0.35rem; }
    .chip { display: inline-flex; align-items: center; gap: 0.35rem; padding: 0.18rem 0.6rem; border: 1px solid var(--faint); border-radius: 1rem; background: none; cursor: pointer; font-size: 0.88rem; }
    .chip[aria-pressed="false"] { color: var(--muted); text-decoration: line-through; opacity: 0.6; }
    .chip:hover { border-color: var(--reference); }
    svg { display: block; overflow: visible; }
    svg.figure { width: 100%; height: auto; }
    svg text { font: 11px var(--text); fill: var(--muted); }
    svg .axis { stroke: var(--reference); stroke-width: 1; shape-rendering: crispEdges; }
    svg .grid { stroke: var(--faint); stroke-width: 1; shape-rendering: crispEdges; }
    svg .dot { fill: var(--hue, var(--ink)); }
    svg .curve { fill: none; stroke: var(--hue, var(--ink)); stroke-width: 1.5; }
    svg .band { fill: var(--hue, var(--ink)); opacity: 0.14; }
    dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.2rem; margin: 0.6rem 0; }
    dl.facts dt { color: var(--muted); }
    dl.facts dd { margin: 0; }
    footer { margin-top: 3rem; border-top: 1px solid var(--faint); padding-top: 1rem; font-size: 0.92rem; }
    @media (max-width: 640px) {
      body { padding: 1.2rem 1rem 3rem; }
      h1 { font-size: 2rem; }
      dl.facts { grid-template-columns: 1fr; gap: 0; }
      dl.facts dd { margin-bottom: 0.5rem; }
    }
    @media print { body { padding: 0; max-width: none; font-size: 10pt; } }

    """
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
