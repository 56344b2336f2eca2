/// Members of objects and elements of arrays.
extension JSON {
  /// The value of a key; nil if the key is absent or this is not an object.
  package subscript(key: String) -> JSON? {
    guard kind == .object else { return nil }
    let value = document.value(of: key, in: index)
    return value < 0 ? nil : JSON(document: document, index: value)
  }

  /// The value of a key; nil if it is absent or null.
  package func present(_ key: String) -> JSON? {
    guard kind == .object else { return nil }
    let value = document.value(of: key, in: index)
    return value < 0 || document.tape[value].kind == .null
      ? nil : JSON(document: document, index: value)
  }

  /// The value of a key that must be there.
  package func member(_ key: String) throws(InputError) -> JSON {
    guard kind == .object else { return try expected("an object with the key \"\(key)\"") }
    guard let value = self[key] else { throw error("expected the key \"\(key)\"") }
    return value
  }

  /// Keys and values in the order of the text.
  package func members() throws(InputError) -> [(key: String, value: JSON)] {
    guard kind == .object else { return try expected("an object") }
    let end = document.tape[index].target
    var result: [(key: String, value: JSON)] = []
    var child = index + 1
    while child < end {
      guard let key = document.string(child) else {
        throw error("expected keys in UTF-8")
      }
      result.append((key, JSON(document: document, index: child + 1)))
      child = document.next(child + 1)
    }
    return result
  }

  /// The members of an object one after another, without the texts of their keys.
  package func eachMember() throws(InputError) -> Members {
    guard kind == .object else { return try expected("an object") }
    return Members(object: self, node: index + 1, end: document.tape[index].target)
  }

  /// A key and its value.
  package struct Member {
    fileprivate let object: JSON
    fileprivate let node: Int
    private var document: JSONDocument { object.document }

    fileprivate init(_ object: JSON, _ node: Int) {
      self.object = object
      self.node = node
    }

    package var value: JSON { JSON(document: document, index: node + 1) }

    /// Whether the key is this one.
    package func `is`(_ key: StaticString) -> Bool {
      document.bytes.withUnsafeBufferPointer { all in
        key.withUTF8Buffer { document.isString(node, document.tape[node], $0, all) }
      }
    }

    /// Whether the key is one of these.
    package func isAny(of keys: [StaticString]) -> Bool { keys.contains { self.is($0) } }

    package func key() throws(InputError) -> String {
      guard let key = document.string(node) else {
        throw object.error("expected keys in UTF-8")
      }
      return key
    }
  }

  package struct Members: Sequence, IteratorProtocol {
    private let object: JSON
    private var node: Int
    private let end: Int

    fileprivate init(object: JSON, node: Int, end: Int) {
      self.object = object
      self.node = node
      self.end = end
    }

    package mutating func next() -> Member? {
      guard node < end else { return nil }
      defer { node = object.document.next(node + 1) }
      return Member(object, node)
    }
  }

  /// The values of an array in order.
  package func elements() throws(InputError) -> Elements {
    guard isArray else { return try expected("an array") }
    return Elements(array: self)
  }

  /// The numbers of an array. Complexity: linear, without a value per number.
  package func doubles() throws(InputError) -> [Double] {
    if kind == .numbers {
      let count = document.tape[index].target
      return document.bytes.withUnsafeBufferPointer { all in
        [Double](unsafeUninitializedCapacity: count) { result, filled in
          var at = offset + 1
          for number in 0..<count {
            while all[at] <= 32 || all[at] == UInt8(ascii: ",") { at &+= 1 }
            let (value, end) = decimal(all, at: at)
            result.initializeElement(at: number, to: value)
            at = end
          }
          filled = count
        }
      }
    }
    var result: [Double] = []
    for value in try elements() { result.append(try value.double()) }
    return result
  }

  /// One element of an array; this value itself if there is no such.
  package func element(_ number: Int) -> JSON {
    guard let entries = try? elements() else { return self }
    var count = 0
    for entry in entries {
      if count == number { return entry }
      count += 1
    }
    return self
  }

  /// The place of one element of an array, for messages.
  package func place(ofElement number: Int) -> String { element(number).place }

  /// The first value of an array; nil if there is none or this is not an array.
  package var firstElement: JSON? {
    guard isArray else { return nil }
    var elements = Elements(array: self)
    return elements.next()
  }

  package var isEmptyArray: Bool { isArray && firstElement == nil }

  /// The first value of an object; nil if there is none or this is not an object.
  package var firstMember: JSON? {
    guard kind == .object, document.tape[index].target > index + 1 else { return nil }
    return JSON(document: document, index: index + 2)
  }

  /// The values of an array, one after another.
  package struct Elements: Sequence, IteratorProtocol {
    private let document: JSONDocument
    private let node: Int
    private var child: Int
    private var left: Int
    private var offset: Int
    private let packed: Bool

    init(array: JSON) {
      document = array.document
      node = array.index
      packed = array.kind == .numbers
      child = array.index + 1
      left = packed ? array.document.tape[array.index].target : 0
      offset = array.offset + 1
    }

    package mutating func next() -> JSON? {
      if packed {
        guard left > 0 else { return nil }
        while document.bytes[offset] <= 32 || document.bytes[offset] == UInt8(ascii: ",") {
          offset += 1
        }
        let number = document.tape[node].target - left
        let value = JSON(document: document, index: node, element: number, offset: offset)
        offset = document.endOfValue(at: offset)
        left -= 1
        return value
      }
      guard child < document.tape[node].target else { return nil }
      let value = JSON(document: document, index: child)
      child = document.next(child)
      return value
    }
  }
}
