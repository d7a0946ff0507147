public import BotCore

/// Warns of values that only stand for one: hosts set aside for examples (RFC 2606), and the ids that our own examples use.
public struct ExampleValues {
  private let source: ConfigSource

  /// As documentation and `botrun init` write them.
  private static let values: Set<String> = [
    "112233445566778899", "-1001234567890", "@yourgroup", "@moderator", "owner/name",
    "https://www.facebook.com/groups/1234567890",
  ]

  init(_ source: ConfigSource) { self.source = source }

  func check(_ community: SettingNode) {
    for key in ["connection", "moderators", "managers"] {
      if let node = community.member(key) { check(values: node) }
    }
  }

  func check(values node: SettingNode) {
    node.eachText { node, text in
      if let fault = Self.fault(text) { source.warn(fault.fault, fault.remedy, at: node.path) }
    }
  }

  /// `nil` where the text may be meant.
  public static func fault(_ text: String) -> SettingFault? {
    if let host = exampleHost(text) {
      return SettingFault("\(host) stands for an address in examples; nobody is there", "write your own address")
    }
    guard values.contains(text) || isExampleID(text) else { return nil }
    return SettingFault("\(Spelling.quoted(text)) only stands for one in examples", "write your own")
  }

  /// The host of a web address, of a Matrix room or id (#lobby:example.org), or the text itself.
  private static func exampleHost(_ text: String) -> String? {
    var rest = Substring(text.lowercased())
    if let scheme = ["https://", "http://"].first(where: rest.hasPrefix) {
      rest = rest.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
      rest = rest.split(separator: "@").last ?? rest
    } else if let first = rest.first, "#!@".contains(first), let colon = rest.firstIndex(of: ":") {
      rest = rest[rest.index(after: colon)...]
    }
    let host = String(rest.prefix { $0 != ":" })
    guard host.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }) else { return nil }
    let labels = host.split(separator: ".")
    guard labels.count > 1, let last = labels.last else { return nil }
    let isSetAside = labels[labels.count - 2] == "example" && ["com", "org", "net"].contains(last)
    return isSetAside || last == "example" ? host : nil
  }

  /// "T0123", "C0123456": one letter, then digits that only count up.
  private static func isExampleID(_ text: String) -> Bool {
    guard let first = text.first, "TCGUWB".contains(first), text.count > 4 else { return false }
    return "0123456789".hasPrefix(text.dropFirst()) || "123456789".hasPrefix(text.dropFirst())
  }
}
