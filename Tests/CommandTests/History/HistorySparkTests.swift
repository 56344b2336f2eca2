import Foundation
import TestSupport
import Testing

/// The example for clusters gives the answer of one process.
@Suite struct HistorySparkTests {
  /// A Python with PySpark: that of the notebooks, or the one of the system.
  static let python: String? = [
    ProcessInfo.processInfo.environment["PERFSTAT_SPARK_PYTHON"],
    packageFolder.appending(path: ".venv/bin/python").path, "/usr/bin/python3",
  ].compactMap(\.self).first { path in
    guard FileManager.default.isExecutableFile(atPath: path) else { return false }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["-c", "import pyspark"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test(.enabled(if: python != nil, "needs pyspark"))
  func sparkGivesTheAnswerOfOneProcess() throws {
    try inScratch { tool in
      // 40 series of 60 points and 6 of counts; every fourth has a step of 2 to 20 %, so that the correction for
      // the number of series decides some of them. Rows in an order that no engine gives back.
      var rows: [String] = []
      for s in 0..<40 {
        for i in 0..<60 {
          let noise = (i * (37 + s) + s * s * 11) % 23
          let level = i >= 30 && s % 4 == 0 ? 1000 + 5 * (s + 4) : 1000
          rows.append("r1,time,\"s,\(s)\",\(i).0,c\(i),\(level + noise),ns,lower")
          // Exact counts on another runner, some of them 0, under the same names.
          if s < 6 {
            let count = (i >= 20 ? 4 : 3) - (s == 5 ? 3 : 0)
            rows.append("r2,allocs,\"s,\(s)\",\(i).0,c\(i),\(count),allocs/op,lower")
          }
        }
      }
      rows.sort { $0.hashValueOfBytes < $1.hashValueOfBytes }
      let text =
        "runner,metric,series,index,commit,value,unit,direction\n" + rows.joined(separator: "\n")
        + "\n"
      let table = tool.folder.appending(path: "history.csv")
      try Data(text.utf8).write(to: table)

      let process = Process()
      process.executableURL = URL(filePath: Self.python ?? "")
      process.arguments = [
        packageFolder.appending(path: "notebooks-export/spark/trends.py").path, "history.csv",
        "spark.jsonl", "--perfstat", Tool.path,
      ]
      process.currentDirectoryURL = tool.folder
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)

      let whole = try tool.run("history", "history.csv", "--format", "json")
      let one = try #require(
        try JSONSerialization.jsonObject(with: Data(whole.output.utf8)) as? NSDictionary)
      let series = try #require(one["series"] as? [NSDictionary])
      let spark = try String(
        contentsOf: tool.folder.appending(path: "spark.jsonl"), encoding: .utf8
      ).split(separator: "\n").map {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary
      }
      #expect(spark.count == 46 && series.count == 46)
      var changes = 0
      for line in spark {
        let line = try #require(line)
        let name = try #require(line["name"] as? String)
        let metric = line["metric"] as? String
        let expected = try #require(
          series.first { $0["name"] as? String == name && $0["metric"] as? String == metric })
        for key in ["points", "status", "noise", "rho", "p", "levels", "pending"] {
          #expect(line[key] as? NSObject == expected[key] as? NSObject, "\(name) \(key)")
        }
        let found = try #require(line["changes"] as? [NSDictionary])
        let own = try #require(expected["changes"] as? [NSDictionary])
        #expect(found.count == own.count)
        for (a, b) in zip(found, own) {
          for case let key as String in a.allKeys {
            #expect(a[key] as? NSObject == b[key] as? NSObject, "\(name) \(key)")
          }
          changes += 1
        }
      }
      #expect(changes >= 11)
    }
  }
}

extension String {
  /// A fixed shuffling key: FNV-1a.
  fileprivate var hashValueOfBytes: UInt64 {
    utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
