import BotCore
import FoundationEssentials

/// Who may not write in a room for a while, as the bot writes it down in the room's own state: so it survives the bot,
/// and everybody can see it.
///
///     { "members": { "@eve:example.org": { "until": 1767225600000, "level": 10 } } }
struct MatrixMutes: Hashable {
  static let type = "org.botrun.timeouts"

  struct Mute: Hashable {
    let until: Date
    /// The power level to give back; `nil` where the member had none of their own.
    let level: Int?
  }

  var members: [String: Mute] = [:]

  init() {}

  init(_ content: JSON) {
    let entries = content["members"]?.object?.members ?? []
    members = Dictionary(
      entries.compactMap { entry in
        guard let until = MatrixNumber.date(entry.value["until"]) else { return nil }
        return (entry.key, Mute(until: until, level: MatrixNumber.read(entry.value["level"])))
      }
    ) { $1 }
  }

  var content: JSON {
    let entries = members.sorted { $0.key < $1.key }.map { user, mute -> (String, JSON) in
      let until = JSON.int(MatrixNumber.milliseconds(mute.until))
      return (user, .compact(("until", until), ("level", mute.level.map { .int($0) })))
    }
    return ["members": .object(JSONObject(entries))]
  }

  var nextEnd: Date? { members.values.map(\.until).min() }

  func over(at now: Date) -> [String] { members.filter { $0.value.until <= now }.keys.sorted() }
}
