import FoundationEssentials

/// One place where bytes from outside are read, and what must hold whatever they are.
struct FuzzTarget: Sendable {
  enum Run: Sendable {
    case now(@Sendable ([UInt8]) throws -> Void)
    case waiting(@Sendable ([UInt8]) async throws -> Void)
  }

  let name: String
  /// Throws `Broken` where something does not hold; any other error is a refusal, as it should be.
  let run: Run

  init(_ name: String, run: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.run = .now(run)
  }

  init(waiting name: String, run: @escaping @Sendable ([UInt8]) async throws -> Void) {
    self.name = name
    self.run = .waiting(run)
  }

  /// Inputs to begin with, small and good.
  var seeds: [[UInt8]] { Self.files(in: "Seeds/" + name) }

  /// What stands in the files of a folder beside this file, in the order of their names.
  static func files(in folder: String) -> [[UInt8]] {
    let path = packageFolder + "/Tests/FuzzTests/" + folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().compactMap { FileManager.default.contents(atPath: "\(path)/\($0)").map { Array($0) } }
  }
}

/// What does not hold.
struct Broken: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }

  static func unless(_ holds: Bool, _ claim: @autoclosure () -> String) throws {
    if !holds { throw Broken(claim()) }
  }

  static func unlessSame<Value: Equatable>(_ a: Value, _ b: Value, _ claim: @autoclosure () -> String) throws {
    if a != b { throw Broken("\(claim()): \("\(a)".prefix(300)) | \("\(b)".prefix(300))") }
  }
}

/// Takes an input apart into choices; gives zeros when there is no more.
struct Choices {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + (byte() << 8 | byte()) % (range.upperBound - range.lowerBound + 1)
  }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[byte() % list.count] }

  mutating func text(_ most: Int) -> String {
    let taken = rest.prefix(byte() % (most + 1))
    rest = rest.dropFirst(taken.count)
    return String(decoding: taken, as: UTF8.self)
  }

  /// All that is left.
  mutating func end() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }
}

extension [UInt8] {
  var text: String { String(decoding: self, as: UTF8.self) }

  func cut(_ most: Int) -> [UInt8] { Array(prefix(most)) }
}

/// The letters and digits of a text, by which it is seen whether one was lost.
func letters(_ text: String) -> [Unicode.Scalar] {
  text.unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
}

/// Whether all of `some` stand in `all`, in the same order.
func isWithin<Element: Equatable>(_ some: [Element], _ all: [Element]) -> Bool {
  var rest = all[...]
  for element in some {
    guard let place = rest.firstIndex(of: element) else { return false }
    rest = rest[(place + 1)...]
  }
  return true
}

/// A folder of this process, on which nothing waits for a disk.
enum Scratch {
  static let folder: String = {
    let home = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    let path = "\(home)/botrun-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }()

  static func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  static func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

/// The project's own folder.
let packageFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path
