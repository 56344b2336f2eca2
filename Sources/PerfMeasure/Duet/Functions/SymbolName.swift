import Foundation

/// Names of Swift's functions for people; valgrind itself knows those of C++ and Rust.
enum SymbolName {
  static func demangled(_ name: String) -> String {
    guard name.hasPrefix("$s") || name.hasPrefix("$S") || name.hasPrefix("_$s") else { return name }
    let bytes = Array(name.utf8CString)
    guard let text = demangle(bytes, UInt(bytes.count - 1), nil, nil, 0) else { return name }
    defer { free(text) }
    return String(cString: text)
  }
}

@_silgen_name("swift_demangle")
private func demangle(
  _ name: UnsafePointer<CChar>, _ length: UInt, _ output: UnsafeMutablePointer<CChar>?,
  _ size: UnsafeMutablePointer<UInt>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?
