import BotCore

/// The entries that answer: the file's, and with them what managers added by command, which lives in records.
///
/// A record `entry/<id>` holds an entry, or only further phrasings of one of the file's; the record `entries` holds a mark
/// that changes with them, so that a question costs one small look to see that all is as it was.
struct AnswerBook: Sendable {
  private let settings: FAQ.Settings
  private let file: AnswerFinder
  /// With the entries of the mark.
  private let whole = Lock<(mark: String, finder: AnswerFinder)?>(nil)

  static let mostAdded = 300
  private static let (prefix, markKey) = ("entry/", "entries")

  init(_ settings: FAQ.Settings) {
    self.settings = settings
    file = AnswerFinder(settings.file.entries.filter { !$0.isUnfilled }, settings)
  }

  func finder(_ store: Draft) throws -> AnswerFinder {
    guard let mark = try store.value(Self.markKey)?.string, !mark.isEmpty else { return file }
    if let whole = whole.withLock({ $0 }), whole.mark == mark { return whole.finder }
    let finder = AnswerFinder(merged(try added(store)), settings)
    whole.withLock { $0 = (mark, finder) }
    return finder
  }

  /// Whether an entry stands in the file, and cannot be changed by command.
  func isInFile(_ entry: FAQFile.Entry) -> Bool { file.places[entry.id] != nil }

  /// In the order of their ids.
  func added(_ store: Draft) throws -> [FAQFile.Entry] {
    try store.records(startingWith: Self.prefix, limit: Self.mostAdded + 1).compactMap {
      FAQFile.Entry($0.record.value)
    }
  }

  func added(_ id: String, _ store: Draft) throws -> FAQFile.Entry? {
    try store.value(Self.prefix + id).flatMap { FAQFile.Entry($0) }
  }

  func write(_ entry: FAQFile.Entry, _ store: inout Draft) throws {
    store.set(Self.prefix + entry.id, entry.json)
    try renewMark(&store)
  }

  func remove(_ id: String, _ store: inout Draft) throws {
    store.remove(Self.prefix + id)
    try renewMark(&store)
  }

  private func renewMark(_ store: inout Draft) throws {
    let all = try added(store)
    guard !all.isEmpty else { return store.remove(Self.markKey) }
    let mark = FNV(all.map(\.json.text).joined(separator: "\n").utf8).value
    store.set(Self.markKey, .string(String(mark, radix: 16)))
  }

  /// The file's entries with the phrasings that were added, then the entries that were added.
  private func merged(_ added: [FAQFile.Entry]) -> [FAQFile.Entry] {
    var entries = file.entries
    for entry in added {
      if let place = file.places[entry.id] {
        entries[place].phrasings += entry.phrasings.filter { !entries[place].phrasings.contains($0) }
      } else if !entry.answer.isEmpty, !entry.isUnfilled {
        entries.append(entry)
      }
    }
    return entries
  }
}

extension FAQFile.Entry {
  /// What commands can set.
  fileprivate var json: JSON {
    .compact(
      ("question", .string(question)), ("answer", answer.isEmpty ? nil : .string(answer)),
      ("phrasings", phrasings.isEmpty ? nil : .array(phrasings.map { .string($0) })))
  }

  fileprivate init?(_ json: JSON) {
    guard let question = json["question"]?.string else { return nil }
    self.init(question: question, line: 0)
    answer = json["answer"]?.string ?? ""
    phrasings = json["phrasings"]?.array?.compactMap(\.string) ?? []
  }
}
