import Foundation
import PerfMeasure
import PerfText
import Synchronization
import Testing

/// `compare --notify` against a server of our own; nothing leaves the machine.
@Suite("perfstat compare --notify")
struct DeliveryTests {
  private let secret = "T0PS3CR3T-\(UUID().uuidString)"

  /// A comparison with one regression, so that status 1 must come out whatever the hook does.
  private func compare(_ address: String, more: [String: String] = [:]) throws -> Tool.Result {
    try inScratch { tool in
      try tool.writeSides(["b3": 1.5])
      var environment = ["PERFSTAT_NOTIFY_URL": address, "no_proxy": "", "NO_PROXY": ""]
      environment.merge(more) { $1 }
      return try tool.run(
        ["compare", "--notify", "--resamples", "1000", "--baseline", "base.jsonl", "--current"]
          + ["now.jsonl"], environment: environment)
    }
  }

  private func body(_ request: String) throws -> JSON {
    let end = try #require(request.range(of: "\r\n\r\n"))
    return try JSON(parsing: Array(request[end.upperBound...].utf8), file: "request")
  }

  @Test("A web hook gets JSON, and the address is in no process list and no output")
  func generic() throws {
    let secret = secret
    let seen = Mutex(["nobody looked"])
    let server = try LoopbackServer(answer: "204 No Content") {
      // Command lines of all processes while the command waits for the answer.
      let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      let lines = processes.filter { Int($0) != nil }.compactMap {
        FileManager.default.contents(atPath: "/proc/\($0)/cmdline")
      }
      .map { String(decoding: $0, as: UTF8.self) }
      seen.withLock { $0 = lines.filter { $0.contains(secret) } }
    }
    let result = try compare("http://127.0.0.1:\(server.port)/hook/\(secret)")
    #expect(result.status == 1, "\(result.errors)")
    #expect(!result.output.contains(secret) && !result.errors.contains(secret))
    #expect(!result.errors.contains("not delivered"))
    let request = try #require(server.request())
    #expect(request.hasPrefix("POST /hook/\(secret) HTTP/1.1\r\n"))
    #expect(request.lowercased().contains("content-type: application/json"))
    let json = try body(request)
    #expect(try json.member("format").string() == "perfstat.notification")
    #expect(try json.member("decision").string() == "fail")
    #expect(try Array(json.member("benchmarks").elements()).first?.member("name").string() == "b3")
    #expect(seen.withLock { $0 } == [])
  }

  /// Their addresses cannot be reached from here: the server plays the proxy on the way.
  @Test(
    "Slack and Discord get their own payloads",
    arguments: [
      ("http://hooks.slack.com/services/T/B/x", "text"),
      ("http://discord.com/api/webhooks/1/x", "content"),
    ])
  func services(address: String, key: String) throws {
    let server = try LoopbackServer(answer: "200 OK")
    let result = try compare(
      address, more: ["http_proxy": "http://127.0.0.1:\(server.port)"])
    #expect(result.status == 1, "\(result.errors)")
    let request = try #require(server.request())
    #expect(request.hasPrefix("POST \(address) HTTP/1.1\r\n"), "\(request.prefix(80))")
    let text = try body(request).member(key).string()
    #expect(text.hasPrefix("perfstat: FAIL - 1 regression(s) detected"), "\(text)")
    #expect(text.contains("b3"))
  }

  @Test(
    "A hook that refuses or breaks off changes no verdict and shows no address",
    arguments: ["500 Internal Server Error", "404 Not Found", ""])
  func failing(answer: String) throws {
    let server = try LoopbackServer(answer: answer)
    let result = try compare("http://127.0.0.1:\(server.port)/\(secret)")
    #expect(result.status == 1)
    #expect(result.output.contains("RESULT: FAIL - 1 regression(s) detected"))
    #expect(result.errors.contains("the notification was not delivered"), "\(result.errors)")
    #expect(!result.errors.contains(secret) && !result.errors.contains("127.0.0.1"))
  }

  @Test("A hook that never answers is given up")
  func silent() throws {
    let server = try LoopbackServer(answer: nil)
    let address = try #require(URL(string: "http://127.0.0.1:\(server.port)/\(secret)"))
    let hook = WebHook(
      address: address, secret: "PERFSTAT_NOTIFY_URL", interruption: try Interruption(), seconds: 1)
    #expect(try hook.post("{}") == "no answer in time")
  }

  @Test("A machine without curl says so and judges")
  func noClient() throws {
    let result = try compare("http://127.0.0.1:9/\(secret)", more: ["PATH": "/nonexistent"])
    #expect(result.status == 1)
    #expect(result.errors.contains("the notification was not delivered: curl: "))
    #expect(!result.errors.contains(secret))
  }

  @Test("An address that is none is wrong usage, and is not repeated")
  func malformed() throws {
    for address in ["", "ftp://\(secret)", secret] {
      let result = try compare(address)
      #expect(result.status == 64)
      #expect(result.errors.contains("PERFSTAT_NOTIFY_URL") && !result.errors.contains(secret))
    }
  }
}
