import BotCore
import FoundationEssentials

/// What a plugin remembers, for a person: fields as words, moments as times of the community, yes and no.
struct KeptValue {
  private static let most = 20
  /// The years 2010 to 2100, in seconds: plugins write moments as numbers too, and count nothing that far.
  private static let moments = 1_262_304_000.0...4_102_444_800.0

  let json: JSON
  let zone: Zone

  var markup: Markup {
    switch json {
    case .null: "nothing"
    case .bool(let value): value ? "yes" : "no"
    case .int(let number): moment(Double(number)) ?? .text("\(number)")
    case .double(let number): moment(number) ?? .text("\(number)")
    case .string(let text): Date(timestamp: text).map(time) ?? .name(text)
    case .array(let items): list(items)
    case .object(let object): object.members.isEmpty ? "nothing more" : fields(object)
    }
  }

  /// "asker name" for "askerName" and "asker_name".
  static func words(_ key: String) -> String {
    var words = ""
    for character in key {
      if character.isUppercase, words.last?.isLowercase == true { words += " " }
      words += character == "_" || character == "-" ? " " : character.lowercased()
    }
    return words
  }

  private func moment(_ number: Double) -> Markup? {
    Self.moments.contains(number) ? time(Date(timeIntervalSince1970: number)) : nil
  }

  private func time(_ date: Date) -> Markup {
    .tag("time", ["datetime": date.formatted(.iso8601)], .text(zone.local(date).shown))
  }

  private func list(_ items: [JSON]) -> Markup {
    if items.isEmpty { return "none" }
    let more = items.count - Self.most
    return .tag(
      "ul", [:], .each(items.prefix(Self.most)) { .tag("li", [:], KeptValue(json: $0, zone: zone).markup) },
      more > 0 ? .tag("li", [:], .text("and \(more) more")) : .none)
  }

  private func fields(_ object: JSONObject) -> Markup {
    .tag(
      "dl", ["class": "facts"],
      .each(object.members) { member in
        .group([
          .tag("dt", [:], .name(Self.words(member.key))),
          .tag("dd", [:], KeptValue(json: member.value, zone: zone).markup),
        ])
      })
  }
}
