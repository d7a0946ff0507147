import BotCore
import FoundationEssentials

/// What members report by the platform's own means reaches the moderators: one flag for a message, however many report it.
enum ReportDesk {
  private static let memory = Duration.days(30)
  /// Beyond so many the flag says no more.
  private static let most = 20
  private static let mostReasons = 3
  private static let rule = "Reported by members"

  /// A member reports a message once; a report for another reason changes nothing.
  static func reported(
    _ message: ID<Message>, in channel: ID<Channel>, by member: Member, _ reason: String, _ context: inout Context
  ) throws -> [Action] {
    if member.isBot { return [] }
    let place = "reported/\(channel)/\(message)/"
    let key = place + member.id.raw
    let known = try context.store.records(startingWith: place, limit: most)
    let ref = MessageRef(message, in: channel)
    func pass(_ why: String) -> [Action] {
      context.remark(Reason("\(rule): \(why)", message: ref))
      return []
    }
    if known.contains(where: { $0.key == key }) { return pass("this member had reported the message before") }
    if known.count >= most { return pass("\(most) members have, and the flag says no more") }
    let why = Excerpt.of(reason, around: "")
    context.store.set(key, .string(why), of: member.id, expires: context.now + memory)
    let reasons = (known.compactMap { $0.record.value.string } + [why]).filter { !$0.isEmpty }
    let count = known.count + 1
    context.note(Reason(rule, found: [why].filter { !$0.isEmpty }, facts: [.init("members", "\(count)")], message: ref))
    let said = try context.message(ref)
    let text = text(count, in: channel, said, reasons)
    return [
      .flag(
        Flag(
          rule, severity: .warning, text: text, message: ref, member: said?.author.id,
          link: said?.link, name: "report/\(channel)/\(message)"))
    ]
  }

  private static func text(_ count: Int, in channel: ID<Channel>, _ said: Message?, _ reasons: [String]) -> Text {
    var text = Text("\(count == 1 ? "A member" : "\(count) members") reported a message in ")
    text += said.map(ListenFlags.place) ?? Text([.channel(id: channel, name: channel.plainName)])
    text += Text(reasons.isEmpty ? "." : ":")
    if !reasons.isEmpty { text += Text([.list(items: reasons.prefix(mostReasons).map { Text($0) })]) }
    guard let said else { return text }
    return text + Text("\n\(said.author.name) wrote:\n") + Text([.quote(Text(Excerpt.of(said.text, around: "")))])
  }
}
