import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A web hook on the loopback interface that takes one request.
final class LoopbackServer: Sendable {
  let port: UInt16
  private let socketNumber: Int32
  private let received = Mutex<String?>(nil)
  private let finished = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - answer: What is sent back; nil holds the connection open and says nothing.
  ///   - whileWaiting: Called when the request has arrived, before the answer.
  init(answer: String?, whileWaiting: @escaping @Sendable () -> Void = {}) throws {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let listener = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 4) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
    socketNumber = listener
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in
      let connection = accept(listener, nil, nil)
      defer { finished.signal() }
      guard connection >= 0 else { return }
      let request = Self.readRequest(connection)
      received.withLock { $0 = request }
      whileWaiting()
      if let answer {
        let reply =
          "HTTP/1.1 \(answer)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        _ = reply.withCString { write(connection, $0, strlen($0)) }
      } else {
        // Until the other side gives up.
        var byte: UInt8 = 0
        while read(connection, &byte, 1) > 0 {}
      }
      close(connection)
    }
  }

  deinit { close(socketNumber) }

  /// Head and body of the request, once the connection is over.
  func request() -> String? {
    guard finished.wait(timeout: .now() + 60) == .success else { return nil }
    return received.withLock { $0 }
  }

  private static func readRequest(_ connection: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let length =
          text.lowercased().firstMatch(of: #/content-length: *([0-9]+)/#).flatMap { Int($0.1) }
          ?? 0
        if text[end.upperBound...].utf8.count >= length { return text }
      }
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return text }
      bytes += buffer[..<count]
    }
  }
}
