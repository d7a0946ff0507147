import BotCore
import FoundationEssentials

/// The rules as a post: made once, edited when the text changes, moved when the channel does.
extension Gate {
  func postRules(_ context: inout Context) throws -> [Action] {
    guard let rules = settings.rules, let channel = settings.channel else { return [] }
    let text = rules.render(["community.name": Text(context.community.name)])
    let mark = String(FNV("\(rules.source)\u{0}\(context.community.name)".utf8).value, radix: 36)
    let known = try context.store.value(GateKey.rules)
    if known?["mark"]?.string == mark, known?["channel"]?.string == channel.raw { return [] }
    var record = JSONObject([("mark", .string(mark)), ("channel", .string(channel.raw))])
    let isThere = known?["channel"]?.string == channel.raw
    if isThere, let message = known?["message"] { record["message"] = message }
    context.store.set(GateKey.rules, .object(record))
    return isThere
      ? [.edit(named: GateKey.rules, text: text)] : [.post(text: text, in: channel, named: GateKey.rules)]
  }

  func rulesStand(as message: ID<Message>, _ context: inout Context) throws -> [Action] {
    guard var record = try context.store.value(GateKey.rules)?.object,
      let channel = record["channel"]?.string.map({ ID<Channel>($0) })
    else { return [] }
    record["message"] = .string(message.raw)
    context.store.set(GateKey.rules, .object(record))
    let post = MessageRef(message, in: channel)
    return (settings.pin ? [.pin(message: post)] : [])
      + settings.reactions.prefix(1).map { .react(emoji: $0, to: post) }
  }
}
