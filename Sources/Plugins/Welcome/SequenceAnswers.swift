import BotCore
import FoundationEssentials

/// What newcomers answer in private reaches the moderators: nobody else reads it.
extension NewcomerSequence {
  /// So long more is gathered, and a plugin that answers questions has its turn.
  private static let patience: Duration = .minutes(3)
  /// At least so long lies between two notices of one member.
  private static let distance: Duration = .hours(1)
  /// What comes later after the last message of the sequence is no answer to it.
  private static let longestSilence: Duration = .days(30)

  private static let answersPrefix = "answers/"

  private static func answersKey(_ id: ID<Member>) -> String { answersPrefix + id.raw }

  /// Whose answers the timer is for.
  static func answerer(ofTimer timer: String) -> ID<Member>? {
    timer.hasPrefix(answersPrefix) ? ID(String(timer.dropFirst(answersPrefix.count))) : nil
  }

  func answered(_ message: Message, _ at: Date, _ context: inout Context) throws -> [Action] {
    let id = message.author.id
    guard passesOn, !CommandMark.isIn(message.text), !OptOut.usual.isMeant(by: message),
      let last = try run(of: id, context)?.last,
      at < last + Self.longestSilence
    else { return [] }
    var answers = try context.store.value(Self.answersKey(id)).flatMap(PrivateAnswers.init) ?? PrivateAnswers()
    let isFirst = answers.isEmpty
    answers.add(message)
    context.store.set(Self.answersKey(id), answers.json, of: id, expires: context.now + .days(2))
    guard isFirst else { return [] }
    let due = max(context.now + Self.patience, answers.told.map { $0 + Self.distance } ?? .distantPast)
    context.remark(
      Reason(
        "the moderators are told of the answer", facts: [.init("unless the bot answers until", context.shown(due))])
    )
    return [.timer(name: Self.answersKey(id), at: due)]
  }

  private var passesOn: Bool { settings.passOn && settings.steps.contains { $0.to == .direct } }

  func passOn(of id: ID<Member>, _ context: inout Context) throws -> [Action] {
    guard var answers = try context.store.value(Self.answersKey(id)).flatMap(PrivateAnswers.init) else { return [] }
    let open = try answers.list.filter { try context.answer(to: $0.message) == nil }
    let (further, isThanked) = (answers.further, answers.told.map { context.now < $0 + .days(1) } ?? false)
    answers.clear()
    guard let last = open.last else {
      context.store.set(Self.answersKey(id), answers.json, of: id, expires: context.now + .days(1))
      return []
    }
    answers.told = context.now
    context.store.set(Self.answersKey(id), answers.json, of: id, expires: context.now + .days(1))
    context.note(Reason("a private answer is passed on", message: last.message, member: id))
    var text = Text("\(last.name) (\(id)) answered the bot in private:\n")
    text += Text(open.map { Text.Node.quote(Text($0.excerpt)) })
    if further > 0 { text += Text("and \(further) more\n") }
    text += "Write to them yourself: the bot carries nothing back."
    let flag = Flag("A newcomer answered", text: text, message: last.message, member: id)
    // Thanks would be wrong where nobody may look for days.
    guard !isThanked, context.community.moderators != nil, let thanks = settings.passedOnText,
      try !context.store.hasOptedOut(id)
    else { return [.flag(flag)] }
    let values = ["member.name": Text(last.name), "community.name": Text(context.community.name)]
    return [.flag(flag), .reply(text: thanks.render(values), to: last.message)]
  }
}

/// What one member has written to the bot in private and nobody was told of yet.
struct PrivateAnswers: Hashable {
  struct Item: Hashable {
    let message: MessageRef
    let name: String
    let excerpt: String
  }

  static let most = 5

  private(set) var list: [Item] = []
  /// How many came beyond those.
  private(set) var further = 0
  /// When people were told of the ones before.
  var told: Date?

  init() {}

  var isEmpty: Bool { list.isEmpty }

  mutating func add(_ message: Message) {
    guard list.count < Self.most else {
      further += 1
      return
    }
    list.append(
      Item(message: message.ref, name: message.author.name, excerpt: Excerpt.of(message.text, around: "")))
  }

  mutating func clear() { (list, further) = ([], 0) }

  init?(_ json: JSON) {
    guard let items = json["list"]?.array else { return nil }
    list = items.compactMap { item in
      guard let id = item["id"]?.string, let channel = item["channel"]?.string else { return nil }
      return Item(
        message: MessageRef(ID(id), in: ID(channel)), name: item["name"]?.string ?? "",
        excerpt: item["text"]?.string ?? "")
    }
    further = json["further"]?.int ?? 0
    told = json["told"]?.date
  }

  var json: JSON {
    let items = list.map { item -> JSON in
      [
        "id": .string(item.message.id.raw), "channel": .string(item.message.channel.raw), "name": .string(item.name),
        "text": .string(item.excerpt),
      ]
    }
    return .compact(
      ("list", .array(items)), ("further", further == 0 ? nil : .int(further)), ("told", told.map { .of($0) }))
  }
}
