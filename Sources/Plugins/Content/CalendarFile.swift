public import BotCore

/// Planned posts in a JSON file of their own: a list of posts, with comments and trailing commas allowed.
public struct CalendarFile: SettingValue, Hashable {
  /// As the configuration names the file.
  public let path: String
  public let posts: [ScheduledPost]

  public static func == (a: Self, b: Self) -> Bool { a.path == b.path && a.posts.map(\.id) == b.posts.map(\.id) }
  public func hash(into hasher: inout Hasher) { hasher.combine(path) }

  public static var schema: JSON { TextFile.schema }
  public var json: JSON? { .string(path) }

  public static func read(_ node: SettingNode) -> CalendarFile? {
    guard let file = TextFile.read(node) else { return nil }
    let bytes = Array(file.text.utf8)
    do throws(JSONSyntaxError) {
      let document = try JSONDocument(relaxed: bytes)
      let source = CalendarSource(node, file.path, bytes, document)
      let list = SettingNode(document.value, at: JSONPath(), from: source)
      return [ScheduledPost].read(list).map { CalendarFile(path: file.path, posts: $0) }
    } catch {
      node.fail("\(file.path), line \(line(of: error.offset, in: bytes)): \(error.message)", error.remedy)
      return nil
    }
  }

  /// From 1.
  static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    1 + bytes.prefix(offset).count { $0 == 0x0A }
  }
}

/// Tells faults within the file at the setting that names it, with the line in the file.
private final class CalendarSource: SettingSource {
  private let node: SettingNode
  private let file: String
  private let bytes: [UInt8]
  private let document: JSONDocument

  init(_ node: SettingNode, _ file: String, _ bytes: [UInt8], _ document: JSONDocument) {
    self.node = node
    self.file = file
    self.bytes = bytes
    self.document = document
  }

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    let offset = (onKey ? document.keys[path] : document.values[path]) ?? 0
    let place = path.parts.isEmpty ? "" : "\(path): "
    node.fail("\(file), line \(CalendarFile.line(of: offset, in: bytes)): \(place)\(fault)", remedy)
  }

  func conceal(_ path: JSONPath) {}
  func file(_ path: String) throws(SettingFault) -> [UInt8] { try node.source.file(path) }

  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    throw SettingFault("a calendar holds no secrets", "remove it")
  }

  func zone(_ name: String) throws(SettingFault) -> Zone { try node.source.zone(name) }
  func text(_ name: String) -> String? { node.source.text(name) }
  var textNames: [String] { node.source.textNames }
}
