public import BotCore
public import BotRuntime
import FoundationEssentials

/// How a member's data is taken out and taken away. Whoever starts the console says how.
public struct MemberDoor: Sendable {
  /// All that is kept of them, for them to read.
  public let export: @Sendable (SQLiteStore, CommunityConfig, ID<Member>) throws -> JSON
  /// Forgets all that is kept of them, and tells in a sentence what that was. Called within a transaction.
  public let erase: @Sendable (SQLiteStore, CommunityConfig, ID<Member>) throws -> String

  public init(
    export: @escaping @Sendable (SQLiteStore, CommunityConfig, ID<Member>) throws -> JSON,
    erase: @escaping @Sendable (SQLiteStore, CommunityConfig, ID<Member>) throws -> String
  ) {
    self.export = export
    self.erase = erase
  }
}

/// Of whom plugins keep something.
struct MembersPage {
  static let most = 100
  /// Who sends commands from here, and is no member.
  static let console: ID<Member> = "console"

  let visit: Visit

  func content() throws -> Markup {
    if let id = visit.query["member"] { return try MemberPage(visit: visit, id: ID(id)).content() }
    let search = visit.query["find"] ?? ""
    let (met, isAll) = try visit.store.metMembers(of: visit.id, search: search, limit: Self.most)
    let members = met.filter { $0.id != Self.console }
    return .group([
      .tag(
        "form", ["method": "get", "action": "members", "role": "search", "class": "find"],
        .tag("input", ["type": "hidden", "name": "community", "value": visit.id.raw]),
        .tag("label", ["for": "find"], "Name or id"),
        .tag("input", ["id": "find", "name": "find", "type": "search", "value": search]), .tag("button", [:], "Find")),
      members.isEmpty
        ? .tag(
          "p", ["class": "empty"], search.isEmpty ? "The bot keeps nothing of anybody here yet." : "Nobody is found.")
        : list(members),
      isAll ? .none : .tag("p", [:], .text("The first \(Self.most) are shown. Search to find others.")),
    ])
  }

  private func list(_ members: [SQLiteStore.MetMember]) -> Markup {
    .group([
      .tag("p", ["class": "quiet"], "Members whom the bot has met, and which plugins keep something of them:"),
      .tag(
        "ul", ["class": "people"],
        .each(members) { member in
          .tag(
            "li", [:], .link(address(member.id), .name(member.name)),
            .tag("span", ["class": "quiet"], .name(member.id.raw)),
            .tag("span", [:], .text(member.records.keys.map(visit.plugin).sorted().joined(separator: ", "))))
        }),
    ])
  }

  private func address(_ member: ID<Member>) -> String {
    "members?community=\(visit.id)&member=\(Self.percent(member.raw))"
  }

  /// Every byte that is no letter, digit or one of "-._~" (RFC 3986, 2.3).
  static func percent(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        out.append(character)
      } else {
        out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return out
  }
}
