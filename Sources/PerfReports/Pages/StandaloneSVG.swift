/// A drawing as a file of its own, with the looks that a page would give it.
package func standaloneSVG(
  _ svg: SVG, width: Double, height: Double, label: String
) -> String {
  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(coordinate(width)) "
    + "\(coordinate(height))\" width=\"\(coordinate(width))\" height=\"\(coordinate(height))\" "
    + "role=\"img\" aria-label=\"\(escapeHTML(label))\">\n<style>\n\(Resource.pictureStyle)</style>\n"
    + "<rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n\(svg.body)\n</svg>\n"
}
