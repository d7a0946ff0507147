public import BotCore
import FoundationEssentials

/// What an answer looks like, and what members think of it.
extension FAQ {
  func answer(_ entries: [FAQFile.Entry], to question: OpenQuestion, _ context: Context) -> Text {
    var text = Text()
    for entry in entries {
      if !text.isEmpty { text += "\n\n" }
      if entries.count > 1 { text += Text([.bold(Text(entry.question))]) + "\n" }
      text += Self.text(entry)
    }
    guard !settings.footer.source.isEmpty, let first = entries.first else { return text }
    let footer = settings.footer.render([
      "question": Text(first.question),
      "member.name": Text(question.askerName),
      "member.mention": Text([.mention(member: question.asker, name: question.askerName)]),
      "community.name": Text(context.community.name),
    ])
    return text + "\n\n" + footer
  }

  static func text(_ entry: FAQFile.Entry) -> Text {
    let text = Markdown.text(entry.answer)
    return entry.link.map { text + "\n" + Text([.link(label: "", url: $0)]) } ?? text
  }

  /// An answer stands on the platform: reactions on it count from now on.
  func delivered(_ name: String, _ message: ID<Message>, _ context: inout Context) throws -> [Action] {
    guard name.hasPrefix(MessageRef.answerName) else { return [] }
    guard let mark = try context.store.value(Self.mark(String(name.dropFirst(MessageRef.answerName.count)))),
      let channel = mark["channel"]?.string, let entries = mark["entries"]
    else { return [] }
    context.store.set("given/\(channel)/\(message)", entries, expires: context.now + .days(60))
    return []
  }

  func voted(
    _ emoji: String, isTaken: Bool, _ member: Member, _ message: ID<Message>, _ channel: ID<Channel>, _ at: Date,
    _ context: inout Context
  ) throws -> [Action] {
    guard !member.isBot, let vote = votes.vote(emoji) else { return [] }
    guard let ids = try context.store.value("given/\(channel)/\(message)")?.array?.compactMap(\.string) else {
      return []
    }
    let finder = try book.finder(context.store)
    var actions: [Action] = []
    var isCounted = false
    for entry in ids.compactMap({ finder.places[$0] }).map({ finder.entries[$0] }) {
      let tally = try votes.count(
        vote, isTaken: isTaken, by: member.id, on: message, at: at, for: entry, &context.store)
      if let tally { actions += told(entry, tally, &context) }
      isCounted = isCounted || tally != nil
    }
    if isCounted {
      actions.append(.measure(name: "vote", value: isTaken ? 0 : Double(vote), of: MessageRef(message, in: channel)))
    }
    return actions
  }

  /// Tells the managers once that an entry fell silent.
  private func told(_ entry: FAQFile.Entry, _ tally: AnswerVotes.Tally, _ context: inout Context) -> [Action] {
    guard votes.isSilent(tally), !tally.isTold else { return [] }
    var tally = tally
    tally.isTold = true
    votes.write(tally, of: entry, &context.store)
    let place = entry.line > 0 ? "in \(settings.file.path), line \(entry.line)" : "by !faq remove and !faq add"
    let flag = Flag(
      "An answer does not help",
      text: Text(
        "\"\(entry.question)\" helped \(tally.helped) and did not help \(tally.unhelpful) members. It does not answer any "
          + "more. Change the answer \(place): it then answers again. Resolve this notice to let it answer as it is."),
      name: Self.flagName(entry))
    return [.flag(flag)]
  }

  /// Somebody lets a silent entry answer as it is.
  func resolved(_ flag: String, _ context: inout Context) throws {
    let entries = try book.finder(context.store).entries
    if let entry = entries.first(where: { Self.flagName($0) == flag }) { votes.forget(entry.id, &context.store) }
  }

  /// "silent/how-do-i-pay".
  private static func flagName(_ entry: FAQFile.Entry) -> String {
    "silent/" + entry.id.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }
}

extension FAQ: FixedTexts {
  public var fixedTexts: [(occasion: String, text: Text)] {
    settings.file.entries.filter { !$0.isUnfilled }.map { ($0.question, Self.text($0)) }
  }
}

extension FAQ: GapKeeper {
  public var heldBack: Int { unfilled.count }

  var unfilled: [FAQFile.Entry] { settings.file.entries.filter(\.isUnfilled) }

  /// Finds the entries that would answer if nothing in them were left to fill in. It is made for a report, a page or a look,
  /// and asked for all of their questions.
  func unfilledFinder() -> (_ asked: AskedText, _ byKeyword: Bool) -> [FAQFile.Entry] {
    let entries = unfilled
    if entries.isEmpty { return { _, _ in [] } }
    let (finder, limit) = (AnswerFinder(entries, settings), settings.answers)
    return { asked, byKeyword in
      finder.find(asked, limit: limit, byKeyword: byKeyword) { _ in AnswerFinder.Opinion() }.answers
        .map { entries[$0.place] }
    }
  }
}
