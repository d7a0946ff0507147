import BotCore
import FoundationEssentials

/// What the moderators are told about somebody who comes.
struct GateReport {
  let member: Member
  let answer: String?
  let isRequest: Bool
  let suspicion: Suspicion
  let isSuspect: Bool
  /// Whether they wait for a person.
  let isHeld: Bool

  private static let longestAnswer = 200

  var flag: Flag {
    let title = isSuspect ? "Doubtful registration" : "Asks to join"
    var text = Text("\(member.name) (\(member.id)) \(isRequest ? "asks to join" : "joined").")
    if let answer { text += Text("\nAnswer: \(Excerpt.of(answer, around: "", limit: Self.longestAnswer))") }
    if isRequest, answer == nil { text += "\nNo answer was given." }
    if !suspicion.signs.isEmpty { text += Text("\nScore \(suspicion.score) of 100: \(suspicion.reasons).") }
    text += Text("\n" + Self.remedy(member.id, isRequest, isHeld))
    return Flag(
      title, severity: isSuspect ? .warning : .notice, text: text, member: member.id, name: GateKey.flag(member.id))
  }

  var inRush: GateRush.Case {
    let answer = answer.map { ": \"\(Excerpt.of($0, around: "", limit: 60))\"" } ?? ""
    let why = isSuspect ? "\(suspicion.score), \(suspicion.reasons)" : "asks to join"
    return GateRush.Case(id: member.id, name: member.name, why: why + answer)
  }

  static func unanswered(_ member: Member, _ answer: String, attempts: Int, isRequest: Bool) -> Flag {
    let said = Excerpt.of(answer, around: "", limit: longestAnswer)
    let text = Text(
      "\(member.name) (\(member.id)) answered wrongly \(attempts) times, the last time: \(said)\n"
        + remedy(member.id, isRequest, true))
    return Flag("Did not pass the question", text: text, member: member.id, name: GateKey.flag(member.id))
  }

  private static func remedy(_ id: ID<Member>, _ isRequest: Bool, _ isHeld: Bool) -> String {
    guard isHeld else { return "They pass as others do; this is for you to know." }
    return isRequest
      ? "They wait for you: !pass \(id) lets them in, !refuse \(id) declines."
      : "They wait for you: !pass \(id) gives them their roles."
  }
}

extension GateRush {
  var flag: Flag {
    let items = cases.map { Text("\($0.name) (\($0.id)): \($0.why)") }
    let earlier = count - items.count
    var text = Text("\(count) who came in a rush need a look. !gate lists who waits, !pass all lets all of them in.")
    text += Text([.list(items: items)])
    if earlier > 0 { text += Text("and \(earlier) before them") }
    return Flag("A rush of registrations", severity: .warning, text: text, name: GateKey.rush)
  }
}

extension Gate {
  /// What somebody who came has yet to do, for those who ask why nothing came of it.
  func task(of id: ID<Member>, _ reminder: Date?, _ context: Context) -> Reason {
    let facts = reminder.map { [Reason.Fact("is reminded", context.shown($0))] } ?? []
    return Reason(
      "has yet to \(settings.question == nil ? "accept the rules" : "answer the question")", facts: facts, member: id)
  }
}

extension GateReport {
  /// For those who ask why.
  var reason: Reason {
    let score = suspicion.signs.isEmpty ? [] : [Reason.Fact("score", "\(suspicion.score) of 100: \(suspicion.reasons)")]
    return Reason(flag.title, facts: score, member: member.id)
  }
}

/// The words that members read.
enum GateWords {
  static func render(_ template: Template, _ name: String, _ id: ID<Member>, _ context: Context) -> Text {
    template.render([
      "member.name": Text(name),
      "member.mention": Text([.mention(member: id, name: name)]),
      "community.name": Text(context.community.name),
    ])
  }

  /// Where they wrote, or in private.
  static func say(_ text: Text, to id: ID<Member>, from message: Message?) -> Action {
    guard let message, !message.isDirect else { return .direct(text: text, to: id) }
    return .reply(text: text, to: message.ref)
  }
}
