import BotCore
import FoundationEssentials

/// `!faq`: anybody may ask, managers may change what answers.
extension FAQ {
  /// - Parameter isTyped: as a message, which can be replied to; other commands have none.
  func obey(_ command: BotCommand, isTyped: Bool, _ at: Date, _ context: inout Context) throws -> [Action] {
    let message = command.message
    let mark = Self.mark(QuestionBoard.name(message.id, in: message.channel))
    guard !message.author.isBot, try !context.store.contains(mark), context.now < at + .days(8) else { return [] }
    context.store.set(mark, true, of: message.author.id, expires: max(at, context.now) + .days(8))
    let isManager = context.community.isManaged(by: message)
    let text = try answer(FAQCommand(command.arguments, isManager: isManager), &context)
    guard !text.isEmpty else { return [] }
    return [
      (isTyped && settings.thread) || message.isFromConsole
        ? .reply(text: text, to: message.ref) : .post(text: text, in: message.channel, named: nil)
    ]
  }

  private func answer(_ command: FAQCommand, _ context: inout Context) throws -> Text {
    switch command {
    case .ask(let question): try answer(question, &context)
    case .list(isWhole: true): try list(context)
    case .list(isWhole: false): try headings(context)
    case .export: try export(context)
    case .usage(let text): Text(text)
    case .add(let question, let answer): try add(question, answer, &context)
    case .phrase(let entry, let phrasing): try phrase(entry, phrasing, &context)
    case .remove(let entry): try remove(entry, &context)
    }
  }

  private func answer(_ question: String, _ context: inout Context) throws -> Text {
    let finder = try book.finder(context.store)
    if let place = finder.places[question.lowercased()] { return Self.text(finder.entries[place]) }
    let finding = try finder.find(reader.whole(question), limit: settings.answers, toBot: true) {
      try votes.opinion(of: $0, context.store)
    }
    if !finding.answers.isEmpty {
      return finding.answers.map { Self.text(finder.entries[$0.place]) }.reduce(Text()) {
        $0.isEmpty ? $1 : $0 + "\n\n" + $1
      }
    }
    let near = finding.nearest.filter { $0.confidence >= Self.leastNear }.prefix(3)
    guard !near.isEmpty else { return settings.unknownText.render([:]) }
    let titles = Text([.list(items: near.map { Text(finder.entries[$0.place].question) })])
    return settings.unsureText.render(["titles": titles])
  }

  /// What is less likely meant is not shown.
  private static let leastNear = 0.28

  private static let mostHeadings = 15

  /// For members, who see it in a channel: the first of them.
  private func headings(_ context: Context) throws -> Text {
    let all = try book.finder(context.store).entries
    if all.isEmpty { return settings.unknownText.render([:]) }
    let further = all.count - Self.mostHeadings
    return Text("I have answers to:")
      + Text([.list(items: all.prefix(Self.mostHeadings).map { Text($0.question) })])
      + Text((further > 0 ? "and \(further) more. " : "") + "Write !faq and your question.")
  }

  // MARK: Managers

  private func list(_ context: Context) throws -> Text {
    let finder = try book.finder(context.store)
    let items = finder.entries.map { entry in
      Text(entry.question + (entry.line == 0 ? " (added by command)" : ""))
    }
    let text = Text("\(items.count) \(items.count == 1 ? "entry" : "entries"):") + Text([.list(items: items)])
    let held = unfilled.compactMap { entry in
      entry.gap.map { Text("\(entry.question): \($0) in \(settings.file.path), line \(entry.line)") }
    }
    return held.isEmpty ? text : text + Text("Held back until they are filled in:") + Text([.list(items: held)])
  }

  private func export(_ context: Context) throws -> Text {
    let added = try book.added(context.store)
    guard !added.isEmpty else { return "Nothing was added by command." }
    let path = settings.file.path
    let whole = added.filter { !book.isInFile($0) && !$0.answer.isEmpty }
    let phrasings = added.filter { book.isInFile($0) && !$0.phrasings.isEmpty }
    var text = Text()
    if !whole.isEmpty {
      let columns = FAQFile.isTable(path) ? " as rows with the columns \(FAQFile.Entry.columns)" : ""
      text += Text("Paste this into \(path)\(columns), then remove each with !faq remove:")
      text += Text([.codeBlock(whole.map { $0.text(in: path) }.joined(separator: "\n"))])
    }
    for entry in phrasings {
      let added = entry.phrasings(in: path)
      text += Text("Paste this \(added.place) \"\(entry.question)\":") + Text([.codeBlock(added.text)])
    }
    return text
  }

  private func add(_ question: String, _ answer: String, _ context: inout Context) throws -> Text {
    let finder = try book.finder(context.store)
    var entry = FAQFile.Entry(question: question, answer: answer, line: 0)
    if book.isInFile(entry), let place = finder.places[entry.id] {
      return Text("That stands in \(settings.file.path), line \(finder.entries[place].line), already. Change it there.")
    }
    let old = try book.added(entry.id, context.store)
    if old == nil, try book.added(context.store).count >= AnswerBook.mostAdded {
      return Text(
        "\(AnswerBook.mostAdded) entries were added already. Move them into \(settings.file.path): !faq export.")
    }
    entry.phrasings = old?.phrasings ?? []
    try book.write(entry, &context.store)
    return Text(old == nil ? "Added: \(question)" : "Changed: \(question)")
  }

  private func phrase(_ name: String, _ phrasing: String, _ context: inout Context) throws -> Text {
    let entry: FAQFile.Entry
    switch lookUp(name, in: try book.finder(context.store)) {
    case .found(let found): entry = found
    case .unknown(let text): return text
    }
    var added =
      try book.added(entry.id, context.store) ?? FAQFile.Entry(question: entry.question, line: 0)
    guard !entry.phrasings.contains(phrasing) else { return "That phrasing is known already." }
    guard added.phrasings.count < 50 else {
      return Text("That entry has 50 further phrasings already. Move them into \(settings.file.path): !faq export.")
    }
    added.phrasings.append(phrasing)
    try book.write(added, &context.store)
    return Text("\"\(phrasing)\" is a phrasing of \"\(entry.question)\" now.")
  }

  private func remove(_ name: String, _ context: inout Context) throws -> Text {
    let entry: FAQFile.Entry
    switch lookUp(name, in: try book.finder(context.store)) {
    case .found(let found): entry = found
    case .unknown(let text): return text
    }
    let isAdded = try book.added(entry.id, context.store) != nil
    if isAdded { try book.remove(entry.id, &context.store) }
    let place = "\(settings.file.path), line \(entry.line)"
    if !book.isInFile(entry) { return Text("Removed: \(entry.question)") }
    return Text(
      isAdded
        ? "What was added to \"\(entry.question)\" is removed; the entry itself stands in \(place)."
        : "That stands in \(place). Remove it there.")
  }

  private enum Lookup {
    case found(FAQFile.Entry)
    case unknown(Text)
  }

  /// By the whole heading, or a part of it that no other has.
  private func lookUp(_ name: String, in finder: AnswerFinder) -> Lookup {
    if let place = finder.places[name.lowercased()] { return .found(finder.entries[place]) }
    let parts = finder.entries.filter { $0.id.contains(name.lowercased()) }
    if parts.count == 1 { return .found(parts[0]) }
    let near = parts.isEmpty ? nearest(name, in: finder) : parts
    return .unknown(
      Text("No entry is called \"\(name)\"\(near.isEmpty ? "." : ". Do you mean one of these?")")
        + (near.isEmpty ? Text() : Text([.list(items: near.prefix(5).map { Text($0.question) })])))
  }

  private func nearest(_ name: String, in finder: AnswerFinder) -> [FAQFile.Entry] {
    finder.find(reader.whole(name), toBot: true) { _ in AnswerFinder.Opinion() }.nearest.filter {
      $0.confidence > 0.3
    }
    .map { finder.entries[$0.place] }
  }
}
