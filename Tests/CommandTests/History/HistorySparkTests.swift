import Foundation
import TestSupport
import Testing

/// The example for clusters gives the answer of one process.
@Suite struct HistorySparkTests {
  static let scripts = packageFolder.appending(path: "notebooks-export/spark").path

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

  /// Runs in one Java process, in ANSI mode: Parquet where one series lacks its newest points, the
  /// same with them after a run that was killed, CSV without a state, an index that is none.
  static let runs = """
    import os, sys, trends
    from pyspark.sql import SparkSession, functions as F

    perfstat, spy = sys.argv[1:]
    spark = SparkSession.builder.master("local[2]").getOrCreate()
    rows = spark.read.csv("history.csv", header=True, escape='"')
    rows = rows.withColumn("index", F.expr("cast(cast(index as decimal(9,1)) as bigint)"))
    rows = rows.withColumn("value", F.expr("cast(value as double)"))
    rows.write.partitionBy("runner").parquet("new.parquet")
    newest = "series = 's,3' and metric = 'time' and index >= 55"
    rows.where(f"not ({newest})").write.parquet("old.parquet")
    spark.stop()

    def run(history, output, perfstat, *options):
        trends.main([history, output, "--perfstat", perfstat, "--one-file", "--partitions", "4",
            "--master", "local[2]", "--conf", "spark.sql.ansi.enabled=true", *options])

    run("old.parquet", "old.jsonl", perfstat, "--state", "state")
    os.mkdir("state/2")
    open("state/2/part-00000.parquet", "w").close()
    run("new.parquet", "new.jsonl", spy, "--state", "state")
    run("history.csv", "whole.jsonl", perfstat)
    try:
        run("bad.csv", "bad.jsonl", perfstat)
    except Exception as error:
        open("error.txt", "w").write(str(error))
    """

  /// 80 series of 60 points and 6 of counts, of several metrics, one without a name, and runners.
  /// Every fourth has a step of 2 to 20 %, so that the correction for the number of series decides
  /// some. Rows in an order that no engine gives back.
  static var table: String {
    var rows: [String] = []
    for s in 0..<40 {
      for i in 0..<60 {
        let noise = (i * (37 + s) + s * s * 11) % 23
        let level = i >= 30 && s % 4 == 0 ? 1000 + 5 * (s + 4) : 1000
        rows.append("r1,time,\"s,\(s)\",\(i).0,c\(i),\(level + noise),ns,lower")
        rows.append("007,,\"s \"\"\(s)\",\(i).0,c\(i),\(Double(level + noise) * 1.1e-7),s,lower")
        // Exact counts, some of them 0.
        if s < 6 {
          let count = (i >= 20 ? 4 : 3) - (s == 5 ? 3 : 0)
          rows.append("007,allocs,\"s,\(s)\",\(i).0,c\(i),\(count),allocs/op,lower")
        }
      }
    }
    rows.sort { $0.hashValueOfBytes < $1.hashValueOfBytes }
    return "runner,metric,series,index,commit,value,unit,direction\n"
      + rows.joined(separator: "\n") + "\n"
  }

  private static func identity(_ series: NSDictionary) -> [String?] {
    ["name", "metric", "runner"].map { series[$0] as? String }
  }

  @Test(.enabled(if: python != nil, "needs pyspark"))
  func sparkGivesTheAnswerOfOneProcess() throws {
    try inScratch { tool in
      func file(_ name: String) -> URL { tool.folder.appending(path: name) }
      func text(_ name: String) throws -> String {
        try String(contentsOf: file(name), encoding: .utf8)
      }
      try Data(Self.table.utf8).write(to: file("history.csv"))
      try Data("series,index,value\na,first,1\n".utf8).write(to: file("bad.csv"))
      try Data(Self.runs.utf8).write(to: file("runs.py"))
      // perfstat that also keeps what it is given.
      let spy = """
        #!/bin/sh
        [ "$1" = --version ] && exec '\(Tool.path)' --version
        tee -a '\(file("fed.csv").path)' | '\(Tool.path)' "$@"

        """
      try Data(spy.utf8).write(to: file("spy"))
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: file("spy").path)

      let process = Process()
      process.executableURL = URL(filePath: Self.python ?? "")
      process.arguments = ["runs.py", Tool.path, file("spy").path]
      process.currentDirectoryURL = tool.folder
      process.environment = ProcessInfo.processInfo.environment
        .merging(["PYTHONPATH": Self.scripts, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)

      // Only the changed series was searched again, and nothing differs from a search of all.
      let fed = try text("fed.csv").split(separator: "\n").dropFirst()
      #expect(fed.count == 60 && fed.allSatisfy { $0.hasPrefix("\"s,3\",\"time\",\"r1\",") })
      #expect(try FileManager.default.contentsOfDirectory(atPath: file("state").path) == ["2"])
      #expect(try text("new.jsonl") == text("whole.jsonl"))
      #expect(try text("old.jsonl") != text("whole.jsonl"))
      let error = try text("error.txt")
      #expect(error.contains(#/partition \d+: perfstat ended with 2: .*expected an integer index/#))

      let whole = try tool.run("history", "history.csv", "--format", "json")
      let one = try #require(
        try JSONSerialization.jsonObject(with: Data(whole.output.utf8)) as? NSDictionary)
      let series = try #require(one["series"] as? [NSDictionary])
      let spark = try text("whole.jsonl").split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary)
      }
      #expect(spark.count == 86 && series.count == 86)
      var changes = 0
      for expected in series {
        let identity = Self.identity(expected)
        let line = try #require(spark.first { Self.identity($0) == identity })
        #expect(line.count == expected.count)
        for case let key as String in expected.allKeys where key != "changes" {
          #expect(line[key] as? NSObject == expected[key] as? NSObject, "\(identity) \(key)")
        }
        let found = try #require(line["changes"] as? [NSDictionary])
        let own = try #require(expected["changes"] as? [NSDictionary])
        #expect(found.count == own.count)
        for (a, b) in zip(found, own) {
          #expect(a.count == b.count)
          for case let key as String in b.allKeys {
            #expect(a[key] as? NSObject == b[key] as? NSObject, "\(identity) \(key)")
          }
          changes += 1
        }
      }
      #expect(changes >= 21)
    }
  }
}

extension String {
  /// A fixed shuffling key: FNV-1a.
  fileprivate var hashValueOfBytes: UInt64 {
    utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
