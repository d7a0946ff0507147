import BotCore
import FoundationEssentials

/// Where somebody stands before the gate, or behind it.
struct GateEntry: Sendable, Hashable {
  enum State: String {
    /// Has yet to accept or to answer.
    case waiting
    /// A person decides.
    case held
    case passed
  }

  var state: State
  var name: String
  /// When they came, by the platform's time.
  var at: Date
  /// Asked to be let in, rather than joined.
  var isRequest = false
  /// Whether they left, or are not yet in: the roles are given when they come.
  var isAway = false
  var wasAsked = false
  var attempts = 0
  /// 0 to 100.
  var score = 0
  var isFlagged = false

  init(_ state: State, name: String, at: Date) {
    (self.state, self.name, self.at) = (state, name, at)
  }

  init?(_ json: JSON) {
    guard let state = json["state"]?.string.flatMap(State.init), let at = json["at"]?.double else { return nil }
    self.state = state
    self.at = Date(timeIntervalSince1970: at)
    name = json["name"]?.string ?? ""
    isRequest = json["request"]?.bool ?? false
    isAway = json["away"]?.bool ?? false
    wasAsked = json["asked"]?.bool ?? false
    attempts = json["attempts"]?.int ?? 0
    score = json["score"]?.int ?? 0
    isFlagged = json["flagged"]?.bool ?? false
  }

  var json: JSON {
    func set(_ flag: Bool) -> JSON? { flag ? true : nil }
    let base: [(String, JSON?)] = [
      ("state", .string(state.rawValue)), ("at", .double(at.timeIntervalSince1970)), ("name", .string(name)),
      ("request", set(isRequest)), ("away", set(isAway)), ("asked", set(wasAsked)),
      ("attempts", attempts == 0 ? nil : .int(attempts)), ("score", score == 0 ? nil : .int(score)),
      ("flagged", set(isFlagged)),
    ]
    return .object(JSONObject(base.compactMap { key, value in value.map { (key, $0) } }))
  }
}
