import BotCore
import FoundationEssentials

/// What members report by the platform's own means reaches the moderators: one flag for a message, however many report it.
enum ReportDesk {
  private static let memory = Duration.days(30)
  /// Beyond so many the flag says no more.
  private static let most = 20
  private static let mostReasons = 3

  /// A member reports a message once; a report for another reason changes nothing.
  static func reported(
    _ message: ID<Message>, in channel: ID<Channel>, by member: Member, _ reason: String, _ context: inout Context
  ) throws -> [Action] {
    if member.isBot { return [] }
    let place = "reported/\(channel)/\(message)/"
    let key = place + member.id.raw
    let known = try context.store.records(startingWith: place, limit: most)
    if known.count >= most || known.contains(where: { $0.key == key }) { return [] }
    let why = Excerpt.of(reason, around: "")
    context.store.set(key, .string(why), of: member.id, expires: context.now + memory)
    let reasons = (known.compactMap { $0.record.value.string } + [why]).filter { !$0.isEmpty }
    let count = known.count + 1
    var text = Text("\(count == 1 ? "A member" : "\(count) members") reported a message in ")
    text += Text([.channel(id: channel, name: channel.plainName)])
    guard !reasons.isEmpty else { return [.flag(flag(text + Text("."), message, channel))] }
    let told = Text([.list(items: reasons.prefix(mostReasons).map { Text($0) })])
    return [.flag(flag(text + Text(":") + told, message, channel))]
  }

  private static func flag(_ text: Text, _ message: ID<Message>, _ channel: ID<Channel>) -> Flag {
    Flag(
      "Reported by members", severity: .warning, text: text, message: MessageRef(message, in: channel),
      name: "report/\(channel)/\(message)")
  }
}
