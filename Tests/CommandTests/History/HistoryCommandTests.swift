import Foundation
import Testing

@Suite struct HistoryCommandTests {
  private let metric = "\"metric\":{\"name\":\"time\",\"unit\":\"ns\",\"better\":\"lower\"}"

  /// Rows of a series with a step of `percent` at 30, spread by a fixed sequence of about 1 %.
  private func table(_ names: [String], percent: Int, count: Int = 60) -> String {
    var text = "series,index,commit,value,unit,direction\n"
    for (s, name) in names.enumerated() {
      for i in 0..<count {
        let noise = (i * 37 + s * 11) % 23
        let level = i < 30 ? 1000 : 1000 + 10 * percent
        text += "\(name),\(i),c\(i),\(level + noise),ns,lower\n"
      }
    }
    return text
  }

  @Test func findsTheCommit() throws {
    try inScratch { tool in
      let result = try tool.run("history", "-", input: table(["parse"], percent: 20))
      #expect(result.status == 0)
      #expect(result.output.contains("OPEN REGRESSIONS (1)"))
      #expect(result.output.contains("worse, began in c29..c30 (1 commit, 95 %), p <= 0.0001"))
      let json = try tool.run("history", "-", "--format", "json", input: table(["p"], percent: 20))
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(report["format"] as? String == "perfstat.history")
      let series = try #require((report["series"] as? [[String: Any]])?.first)
      let change = try #require((series["changes"] as? [[String: Any]])?.first)
      #expect(change["index"] as? Int == 30 && change["status"] as? String == "open")
      #expect((change["place"] as? [String: Any])?["good"] as? String == "c29")
    }
  }

  /// Twenty commits, each 5 % slower than the one before: 1.05^19 = 2.527.
  @Test func aRiseOverManyCommitsIsOneRamp() throws {
    try inScratch { tool in
      var text = "series,index,commit,value,unit,direction\n"
      for i in 0..<20 {
        let value = 100 * pow(1.05, Double(i)) * (1 + 0.004 * (Double(i * 7 % 5) - 2) / 2)
        text += "api,\(i),c\(i),\(value),ms,lower\n"
      }
      let output = try tool.run("history", "-", input: text).output
      #expect(output.contains("OPEN REGRESSIONS (1)\n  api: +15"), "\(output)")
      #expect(output.contains("worse, over 19 commits within c0..c19 (19 commits, 95 %), p"))
      #expect(output.contains("still open, still rising"))
      #expect(output.contains("api: drifting: +15"))
      let json = try tool.run("history", "-", "--format", "json", input: text).output
      #expect(json.contains("\"kind\":\"ramp\"") && json.contains("\"before\":0,\"full\":19,"))
      let bisect = try tool.run("history", "-", "--bisect", input: text).output
      #expect(bisect.contains("it began at no single commit"))
      for format in ["markdown", "html", "csv"] {
        let text = try tool.run("history", "-", "--format", format, input: text)
        #expect(text.status == 0 && text.output.contains("19"), "\(format)")
      }
    }
  }

  @Test func zerosAndCountsAreNoLogarithms() throws {
    try inScratch { tool in
      var text = "series,index,commit,value,unit,direction\n"
      for i in 0..<6 { text += "new,\(i),c\(i),\(i < 3 ? 0 : 2),allocs/op,lower\n" }
      for i in 0..<6 { text += "fewer,\(i),c\(i),\(i < 5 ? 4096 : 4095),B,lower\n" }
      for i in 0..<40 { text += "idle,\(i),c\(i),\(i < 20 ? 0 : 1),ms,lower\n" }
      let result = try tool.run("history", "-", "--fail-on", "open", input: text)
      let output = result.output
      #expect(result.status == 1)
      #expect(
        output.contains("new: 0 -> 2 allocs/op worse, began in c2..c3 (1 commit), still open"),
        "\(output)")
      #expect(output.contains("fewer: 4096 -> 4095 B (+0.0 %) better, began in c4..c5 (1 commit)"))
      #expect(output.contains("idle: 0 -> 1 ms worse, began in c19..c20"))
      #expect(output.contains("idle: holds zeros: searched on a linear scale"))
      let csv = try tool.run("history", "-", "--format", "csv", input: text).output
      #expect(
        csv.contains("new,time,allocs/op,,6,3,c3,step,,,,0,2,3,3,c2,c3,,,,,true,worse,open,false"))
      for format in ["json", "html", "markdown"] {
        let page = try tool.run("history", "-", "--format", format, input: text)
        #expect(page.status == 0 && !page.output.contains("nan"), "\(format)")
      }
    }
  }

  @Test func metricsAreChosen() throws {
    try inScratch { tool in
      var text = "series,metric,index,value,unit\n"
      for i in 0..<12 { text += "a,time,\(i),5,ms\na,memory,\(i),\(i < 6 ? 5 : 9),B\n" }
      let output = try tool.run("history", "-", "--metric", "^mem", input: text).output
      #expect(output.contains("1 series searched: 1 change in 1 series"), "\(output)")
      #expect(try tool.run("history", "-", "--metric", "none", input: text).status == 2)
      #expect(try tool.run("history", "--stream", "--fail-on", "open", input: text).status == 64)
      #expect(try tool.run("history", "-", "--fail-on", "worse", input: text).status == 64)
    }
  }

  @Test func streamGivesTheChangesOfOneProcess() throws {
    try inScratch { tool in
      let text = table((0..<12).map { "s\($0)" }, percent: 15)
      let lines = try tool.run("history", "--stream", input: text).output.split(separator: "\n")
      #expect(lines.count == 12)
      #expect(lines.allSatisfy { $0.contains("\"index\":30,") })
      for threads in ["1", "4"] {
        let whole = try tool.run(
          "history", "-", "--format", "csv", "--threads", threads, input: text)
        #expect(whole.output.split(separator: "\n").count == 13)
      }
    }
  }

  @Test func badInputIsStatusTwoWithItsPlace() throws {
    try inScratch { tool in
      let result = try tool.run("history", "-", input: "series,index,value\na,zero,1\n")
      #expect(result.status == 2)
      #expect(result.errors.contains("standard input:2: expected an integer index"))
      #expect(try tool.run("history").status == 64)
      #expect(try tool.run("history", "nowhere.csv").status == 2)
    }
  }

  @Test func evaluatesAgainstLabels() throws {
    try inScratch { tool in
      let file = tool.folder.appendingPathComponent("h.csv")
      let marks = tool.folder.appendingPathComponent("m.csv")
      try Data(table(["a", "b"], percent: 20).utf8).write(to: file)
      try Data("series,annotator,change_index,length\na,1,32,60\nb,1,,60\n".utf8).write(to: marks)
      let result = try tool.run("history", file.path, "--evaluate", marks.path)
      #expect(
        result.output.contains("| perfstat history | 2 | 2 | 0.500 | 1.000 | 0.667 |"),
        "\(result.output)")
      #expect(result.output.contains("| 1 of 1 |"))
    }
  }

  /// Kills `archive add` again and again; every run it had acknowledged must be there.
  @Test func killedWhileAddingLosesNothingAcknowledged() throws {
    try inScratch { tool in
      var files: [String] = []
      for i in 0..<150 {
        let file = tool.folder.appendingPathComponent("r\(i).jsonl")
        let values = (0..<200).map { "\(100 + ($0 * 13 + i) % 7)" }.joined(separator: ",")
        var text = "{\"format\":\"perfstat.run\",\"version\":1,\"id\":\"run-\(i)\"}\n"
        for b in 0..<20 {
          text += "{\"benchmark\":\"b\(b)\",\(metric),\"executions\":[{\"values\":[\(values)]}]}\n"
        }
        try Data(text.utf8).write(to: file)
        files.append(file.lastPathComponent)
      }
      for round in 1...5 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Tool.path)
        process.arguments =
          ["archive", "add", "--verbose", "--archive", "a\(round).sqlite"] + files
        process.currentDirectoryURL = tool.folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Ends after some runs, at a moment that differs from round to round.
        var seen = Data()
        while seen.count(where: { $0 == 10 }) < 11 * round {
          let part = output.fileHandleForReading.availableData
          if part.isEmpty { break }
          seen.append(part)
        }
        kill(process.processIdentifier, SIGKILL)
        seen.append(output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        let acknowledged = String(decoding: seen, as: UTF8.self).split(separator: "\n")
          .filter { $0.hasPrefix("added ") }.map { $0.dropFirst(6) }
        #expect(!acknowledged.isEmpty)
        let check = try tool.run("archive", "check", "--archive", "a\(round).sqlite")
        #expect(check.status == 0, "\(check.errors)")
        let list = try tool.run("archive", "list", "--csv", "--archive", "a\(round).sqlite")
        let present = Set(list.output.split(separator: "\n").map { $0.prefix { $0 != "," } })
        #expect(acknowledged.allSatisfy { present.contains($0) })
      }
    }
  }

  @Test func severalProcessesAddAtOnce() throws {
    try inScratch { tool in
      for i in 0..<40 {
        let text =
          "{\"format\":\"perfstat.run\",\"version\":1,\"id\":\"run-\(i)\"}\n"
          + "{\"benchmark\":\"b\",\(metric),\"executions\":[{\"values\":[1,2,3]}]}\n"
        try Data(text.utf8).write(to: tool.folder.appendingPathComponent("r\(i).jsonl"))
      }
      let processes = try (0..<4).map { worker in
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Tool.path)
        process.arguments =
          ["archive", "add"] + (0..<40).filter { $0 % 4 == worker }.map { "r\($0).jsonl" }
        process.currentDirectoryURL = tool.folder
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
      }
      for process in processes {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
      let list = try tool.run("archive", "list", "--csv")
      #expect(list.output.split(separator: "\n").count == 41)
    }
  }
}
