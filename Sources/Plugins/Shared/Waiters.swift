public import BotCore

extension FAQ: Waiter {
  public func waits(for timer: String) -> Wait? {
    MessageRef(named: timer, after: MessageRef.answerName).map {
      Wait("lets people answer first:", about: .message($0))
    }
  }
}

extension Unanswered: Waiter {
  public func waits(for timer: String) -> Wait? {
    MessageRef(named: timer, after: Self.watchName).map { Wait("watches for an answer to", about: .message($0)) }
  }

  /// The bot's own answer is noticed only when the time has come.
  public func isOver(_ timer: String, _ context: Context) throws -> Bool {
    guard timer.hasPrefix(Self.watchName) else { return false }
    let question = try board.question(named: String(timer.dropFirst(Self.watchName.count)), context.store)
    return try question.map { try isAnswered($0, context) } ?? true
  }
}

extension Welcome: Waiter {
  public func waits(for timer: String) -> Wait? {
    if let member = Key.member(ofGreet: timer) { return Wait("has a greeting for", about: .member(member)) }
    guard timer.hasPrefix(Key.windowPrefix) else { return nil }
    return Wait("gathers greetings in", about: .channel(ID(String(timer.dropFirst(Key.windowPrefix.count)))))
  }
}

extension MessageRef {
  /// The message in the name of a timer: its channel, and behind the stroke its id.
  fileprivate init?(named timer: String, after prefix: String) {
    guard timer.hasPrefix(prefix), let stroke = timer.dropFirst(prefix.count).firstIndex(of: "/") else { return nil }
    let channel = timer[..<stroke].dropFirst(prefix.count)
    self.init(ID(String(timer[timer.index(after: stroke)...])), in: ID(String(channel)))
  }
}
