import BotCore
import FoundationEssentials

/// Questions that wait for something. Each is a record; beside that, they are known in memory, so that the messages around
/// them cost no look into the store.
///
/// What is known in memory is never less than what stands in the store: it is read from there first, what is written is
/// known before it is certain that it stands, and only what the store does not have is forgotten.
struct QuestionBoard: Sendable {
  /// In front of the records' keys, with a slash at its end.
  let prefix: String
  /// At most this many questions wait at once; the oldest makes room.
  let limit: Int
  private let known = Lock<[ID<Channel>: [OpenQuestion]]?>(nil)

  init(prefix: String, limit: Int) {
    self.prefix = prefix
    self.limit = limit
  }

  static func name(_ message: ID<Message>, in channel: ID<Channel>) -> String { "\(channel)/\(message)" }

  /// - Returns: what had to make room.
  func add(_ question: OpenQuestion, _ context: inout Context) throws -> OpenQuestion? {
    _ = try inMemory(question.channel, context.store)
    write(question, &context)
    guard try inMemory(context.store).values.reduce(0, { $0 + $1.count }) > limit else { return nil }
    let candidates = try inMemory(context.store).values.joined()
    let all = try candidates.compactMap { try self.question(named: $0.name, context.store) }
    known.withLock { $0 = Dictionary(grouping: all, by: \.channel) }
    guard all.count > limit, let oldest = all.min(by: { ($0.at, $0.name) < ($1.at, $1.name) }) else { return nil }
    remove(oldest, &context)
    return oldest
  }

  func write(_ question: OpenQuestion, _ context: inout Context) {
    context.store.set(prefix + question.name, question.json, of: question.asker, expires: question.expires)
    known.withLock { known in
      let others = (known?[question.channel] ?? []).filter { $0.message != question.message }
      known?[question.channel] = others + [question]
    }
  }

  func remove(_ question: OpenQuestion, _ context: inout Context) { context.store.remove(prefix + question.name) }

  /// - Parameter name: as `OpenQuestion.name`.
  func question(named name: String, _ store: Draft) throws -> OpenQuestion? {
    try store.value(prefix + name).flatMap { OpenQuestion($0) }
  }

  /// Whether a question may wait there: costs no look into the store, but for the first time.
  func mayHold(_ message: ID<Message>, in channel: ID<Channel>, _ store: Draft) throws -> Bool {
    try inMemory(channel, store).contains { $0.message == message }
  }

  /// The asker's own questions in the channel that a message settles.
  func settled(by message: Message, _ store: Draft) throws -> [OpenQuestion] {
    let own = try inMemory(message.channel, store).filter { $0.asker == message.author.id && $0.message != message.id }
    guard !own.isEmpty, Withdrawal.maySettle(message.text) else { return [] }
    return try own.compactMap { try question(named: $0.name, store) }.filter { Withdrawal.settles($0, message.text) }
      .sorted { ($0.at, $0.name) < ($1.at, $1.name) }
  }

  /// The questions of one asker that wait in a channel.
  func questions(of asker: ID<Member>, in channel: ID<Channel>, _ store: Draft) throws -> [OpenQuestion] {
    try inMemory(channel, store).filter { $0.asker == asker }.compactMap { try question(named: $0.name, store) }
  }

  /// How many questions of one asker wait.
  func count(of asker: ID<Member>, _ store: Draft) throws -> Int {
    let own = try inMemory(store).values.joined().filter { $0.asker == asker }
    return try own.count { try question(named: $0.name, store) != nil }
  }

  /// The questions that wait in a channel, by their time.
  func questions(in channel: ID<Channel>, _ store: Draft) throws -> [OpenQuestion] {
    let candidates = try inMemory(channel, store)
    let found = try candidates.compactMap { try question(named: $0.name, store) }
    if found.count < candidates.count { keep(found, in: channel) }
    return found.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
  }

  /// The questions that a message is a reply to. What stood next to the message and is none loses its freshness.
  ///
  /// - Parameter isQuestion: whether the message asks something itself.
  func replied(by message: Message, at: Date, isQuestion: () -> Bool, _ context: inout Context) throws -> [OpenQuestion]
  {
    let channel = message.channel
    let touched = try inMemory(channel, context.store).filter { $0.isTouched(by: message, at: at) }
    guard !touched.isEmpty else { return [] }
    var replied: [OpenQuestion] = []
    for candidate in touched {
      guard var question = try question(named: candidate.name, context.store) else {
        forget(candidate)
        continue
      }
      switch question.bearing(of: message, isQuestion: isQuestion) {
      case .reply: replied.append(question)
      case .none: break
      case .stale:
        question.isFresh = false
        write(question, &context)
      }
    }
    return replied
  }

  /// All questions that wait, by their time.
  func everything(_ store: Draft) throws -> [OpenQuestion] {
    try stored(store).sorted { ($0.at, $0.name) < ($1.at, $1.name) }
  }

  private func stored(_ store: Draft) throws -> [OpenQuestion] {
    try store.records(startingWith: prefix, limit: limit + 10).compactMap { OpenQuestion($0.record.value) }
  }

  private func inMemory(_ channel: ID<Channel>, _ store: Draft) throws -> [OpenQuestion] {
    try inMemory(store)[channel] ?? []
  }

  private func inMemory(_ store: Draft) throws -> [ID<Channel>: [OpenQuestion]] {
    if let known = known.withLock({ $0 }) { return known }
    let all = Dictionary(grouping: try stored(store), by: \.channel)
    known.withLock { $0 = all }
    return all
  }

  private func keep(_ questions: [OpenQuestion], in channel: ID<Channel>) {
    known.withLock { $0?[channel] = questions.isEmpty ? nil : questions }
  }

  private func forget(_ question: OpenQuestion) {
    known.withLock { $0?[question.channel]?.removeAll { $0.message == question.message } }
  }
}
