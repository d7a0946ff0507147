import BotCore

/// Collects what is wrong, and serves a little of everything.
final class ListedSource: SettingSource {
  private(set) var faults: [String] = []
  private(set) var concealed: [String] = []
  var texts: [String: String] = [:]

  func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
    faults.append("\(path)\(onKey ? " (key)" : ""): \(fault); \(remedy)")
  }

  func conceal(_ path: JSONPath) { concealed.append(path.description) }

  func file(_ path: String) throws(SettingFault) -> [UInt8] {
    switch path {
    case "good.md": Array("\u{FEFF}text\n".utf8)
    case "bytes": [0xFF]
    default: throw SettingFault("there is no file \(path)", "create it")
    }
  }

  func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret {
    guard reference == "env:TOKEN" else { throw SettingFault("a secret stands here in plain text", "move it") }
    return Secret("t0p")
  }

  func zone(_ name: String) throws(SettingFault) -> Zone {
    guard name == "UTC" else { throw SettingFault("there is no time zone \"\(name)\"", "use UTC") }
    return .utc
  }

  func text(_ name: String) -> String? { texts[name] }
  var textNames: [String] { texts.keys.sorted() }
}

extension SettingValue {
  /// The value, and what was wrong with it.
  static func reading(_ json: JSON, texts: [String: String] = [:]) -> (value: Self?, faults: [String]) {
    let source = ListedSource()
    source.texts = texts
    let value = read(SettingNode(json, at: JSONPath(), from: source))
    return (value, source.faults)
  }
}

enum Colour: String, SettingChoice { case red, green, blue }

struct Item: SettingGroup, Equatable {
  @Setting("Its name.", .notEmpty) var name: String
  @Setting("How many.", .range(0...9)) var count: Int = 1
  init() {}

  static func == (a: Item, b: Item) -> Bool { a.name == b.name && a.count == b.count }
}

struct Everything: SettingGroup {
  @Setting("A number.", .range(0...1)) var share: Double = 0.5
  @Setting("A time.") var wait: Duration? = nil
  @Setting("A time without a default.") var late: Duration?
  @Setting("A colour.") var colour: Colour = .red
  @Setting("Perhaps a colour.") var other: Colour? = .blue
  @Setting("Items.", .atLeastOne) var items: [Item] = [Everything.item]
  @Setting("One item.") var item: Item = Everything.item
  @Setting("Items by name.") var named: [String: Item] = [:]
  @Setting("Perhaps numbers.") var numbers: [String: Int?] = [:]
  @Setting("A secret.") var token: Secret? = nil
  @Setting("A channel.") var channel: ID<Channel> = "#general"
  init() {}

  static var item: Item {
    var item = Item()
    item.name = "one"
    return item
  }
}
