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

/// Of whom the bot keeps something, and what.
struct MembersPage {
  static let most = 100
  private static let mostRecords = 200

  let visit: Visit

  func content() throws -> Markup {
    if let id = visit.query["member"] { return try one(ID(id)) }
    let search = visit.query["find"] ?? ""
    let (members, isAll) = try visit.store.metMembers(of: visit.id, search: search, limit: Self.most)
    return .group([
      .tag(
        "form", ["method": "get", "action": "members", "role": "search", "class": "find"],
        .tag("input", ["type": "hidden", "name": "community", "value": visit.id.raw]),
        .tag("label", ["for": "find"], "Name or id"),
        .tag("input", ["id": "find", "name": "find", "type": "search", "value": search]), .tag("button", [:], "Find")),
      members.isEmpty
        ? .tag(
          "p", ["class": "empty"], search.isEmpty ? "The bot keeps nothing of anybody here yet." : "Nobody is found.")
        : table(members),
      isAll ? .none : .tag("p", [:], .text("The first \(Self.most) are shown. Search to find others.")),
    ])
  }

  private func table(_ members: [SQLiteStore.MetMember]) -> Markup {
    .tag(
      "div", ["class": "wide", "tabindex": "0", "role": "region", "aria-label": "Members whom the bot has met"],
      .tag(
        "table", [:],
        .tag("caption", [:], "Members whom the bot has met, and which plugins keep something of them"),
        .tag(
          "thead", [:], .tag("tr", [:], .each(["Name", "Id", "Kept by"]) { .tag("th", ["scope": "col"], .text($0)) })),
        .tag(
          "tbody", [:],
          .each(members) { member in
            .tag(
              "tr", [:],
              .tag("th", ["scope": "row"], .link(address(member.id), .name(member.name))),
              .tag("td", [:], .name(member.id.raw)),
              .tag("td", [:], .text(member.records.keys.map(visit.plugin).sorted().joined(separator: ", "))))
          })))
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

  private func one(_ id: ID<Member>) throws -> Markup {
    let found = try visit.store.metMembers(of: visit.id, search: id.raw, limit: Self.most).members.first { $0.id == id }
    let records = try visit.store.records(of: id, in: visit.id, limit: Self.mostRecords)
    return .group([
      .tag("h2", [:], .name(found?.name ?? id.raw)),
      .tag("p", ["class": "quiet"], "Id: ", .name(id.raw)),
      deeds(id),
      records.isEmpty
        ? .tag("p", ["class": "empty"], "No plugin keeps anything of this member.")
        : .tag("ol", ["class": "cards"], .each(records, card)),
      .tag("p", [:], .link(visit.address(.members), "All members")),
    ])
  }

  private func card(_ row: (instance: ID<Instance>, key: String, record: Record)) -> Markup {
    .tag(
      "li", ["class": "card"], .tag("h3", [:], .text(visit.plugin(row.instance) + ": "), .name(row.key)),
      .tag("pre", ["tabindex": "0"], .text(row.record.value.pretty)),
      .tag(
        "p", ["class": "quiet"],
        row.record.expires.map { .group(["Forgotten ", visit.time($0), "."]) } ?? "Kept until the plugin lets it go."))
  }

  private func deeds(_ id: ID<Member>) -> Markup {
    guard visit.parts.members != nil else { return .none }
    return .tag(
      "div", ["class": "deeds"],
      .tag("p", [:], .link("export?community=\(visit.id)&member=\(Self.percent(id.raw))", "Export all that is kept")),
      .tag(
        "details", ["class": "card"], .tag("summary", [:], "Erase"),
        visit.forms(back: .members).form(
          "erase", ["member": id.raw],
          .tag("p", [:], "All that is kept of this member is forgotten. This cannot be undone."),
          .tag(
            "label", ["class": "check"],
            .tag("input", ["type": "checkbox", "name": "sure", "value": "yes", "required": ""]),
            " Yes, erase it"),
          .tag("button", ["class": "danger"], "Erase"))))
  }
}
