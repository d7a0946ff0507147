internal import BotCore

/// How far each list of the instance was read: the id of the newest thing seen in it. Written as a JSON object with
/// sorted keys, so that nothing changes where nothing was read.
struct MastodonCursor: Hashable {
  private var places: [String: String] = [:]
  /// Accounts that are not in yet: they wait for approval, or have to confirm their address. In the order in which
  /// they are looked at again.
  var waiting: [String] = []

  /// More than these are forgotten, the ones that are looked at next first.
  static let mostWaiting = 5000

  /// Anything that is no cursor of ours counts as a first start.
  init(_ cursor: Cursor?) {
    guard let cursor, let object = (try? JSON(parsing: cursor.raw))?.object else { return }
    for member in object.members { places[member.key] = member.value.string }
    waiting = (object["waiting"]?.array ?? []).compactMap(\.string)
  }

  var cursor: Cursor {
    var object = JSONObject(places.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    if !waiting.isEmpty { object["waiting"] = .array(waiting.suffix(Self.mostWaiting).map { .string($0) }) }
    return Cursor(JSON.object(object).text)
  }

  /// The list that the next round begins with, where the last one did not come to it.
  var turn: String? {
    get { places["turn"] }
    set { places["turn"] = newValue }
  }

  /// `nil` where the list was never read, `0` where nothing stood in it.
  subscript(list: String) -> String? {
    get { places[list] }
    set { places[list] = newValue }
  }
}
