import Foundation
import PerfReports
import TestSupport
import Testing

@Suite("Export tables")
struct ExportTableTests {
  @Test("The committed tables and their datapackage.json have the columns of the code")
  func committed() throws {
    let data = packageFolder.appendingPathComponent("notebooks-export/data")
    for table in ExportTable.all {
      let rows = try String(
        contentsOf: data.appendingPathComponent("\(table.name).csv"), encoding: .utf8)
      #expect(rows.hasPrefix(String(decoding: table.header, as: UTF8.self)), "\(table.name)")
    }
    let package = try Data(contentsOf: data.appendingPathComponent("datapackage.json"))
    #expect(Array(package) == ExportTable.dataPackage(ExportTable.all, compressed: false))
  }

  @Test("Thinning keeps the middle one of each n quantiles")
  func thinned() {
    func rows(_ every: Int) -> [String] {
      String(
        decoding: ExportTable.bootstrapRows(ReportSamples.ordinary, every: every), as: UTF8.self
      ).split(separator: "\n").map(String.init)
    }
    let all = rows(1)
    let judged = ReportSamples.ordinary.benchmarks.count { $0.estimate != nil }
    #expect(all.count == judged * 100 && judged > 5)
    #expect(rows(10) == all.enumerated().filter { $0.offset % 10 == 5 }.map(\.element))
  }

  @Test("The data dictionary in the documentation is the one in the code")
  func dictionary() throws {
    let page = try String(
      contentsOf: packageFolder.appendingPathComponent("notebooks-export/README.md"),
      encoding: .utf8)
    #expect(page.contains(ExportTable.dictionary))
  }
}
