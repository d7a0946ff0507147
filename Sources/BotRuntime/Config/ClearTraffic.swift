import BotCore

/// Finds addresses on which the secrets of a connection would travel unencrypted.
struct ClearTraffic {
  private let about: ConnectorAbout
  private let source: ConfigSource

  init(_ about: ConnectorAbout, _ source: ConfigSource) { (self.about, self.source) = (about, source) }

  /// Where nothing is sent, what is secret is an address itself.
  func check(_ connection: SettingNode) {
    guard !about.capabilities.isDisjoint(with: Capability.acts), Self.holdsSecret(connection.json) else { return }
    connection.eachText { node, text in
      guard Self.isInClear(text) else { return }
      source.warn(
        "this address is not encrypted: whoever is on the way can read the connection's secrets",
        "write https://, or put the service on this machine and write http://127.0.0.1", at: node.path)
    }
  }

  static func holdsSecret(_ json: JSON) -> Bool {
    switch json {
    case .string(let text): ["env:", "file:", "credential:"].contains { text.hasPrefix($0) }
    case .array(let items): items.contains(where: holdsSecret)
    case .object(let object): object.members.contains { holdsSecret($0.value) }
    case .null, .bool, .int, .double: false
    }
  }

  /// What never leaves this machine needs no encryption.
  static func isInClear(_ address: String) -> Bool {
    let scheme = "http://"
    guard address.prefix(scheme.count).lowercased() == scheme else { return false }
    let authority = address.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
    if place.hasPrefix("[") { return !place.hasPrefix("[::1]") }
    let host = place.prefix { $0 != ":" }.lowercased()
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    let isLoopback = numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    return !isLoopback && host != "localhost" && !host.hasSuffix(".localhost")
  }
}
