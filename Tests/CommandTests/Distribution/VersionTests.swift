import Foundation
import TestSupport
import Testing
import perfstat

/// `VERSION` decides; what must hold a copy is written by `packaging/version.sh`.
@Suite("One version everywhere")
struct VersionTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: packageFolder.appending(path: path)), as: UTF8.self)
  }

  @Test func copiesAgree() throws {
    let version = try text("VERSION").trimmingCharacters(in: .newlines)
    #expect(version.wholeMatch(of: #/\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?/#) != nil)
    #expect(perfstatVersion == version)
    #expect(try text("CITATION.cff").contains("\nversion: \(version)\n"))
    #expect(try text("CITATION.cff").contains("\nlicense: Apache-2.0\n"))
    #expect(try text("LICENSE").contains("Apache License\n                           Version 2.0"))
    let printed = try inScratch { try $0.run("--version") }
    #expect(printed.output == "\(version)\n")
  }
}
