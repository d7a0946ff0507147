public import BotCore

extension FAQ: Waiter {
  public func waits(for timer: String) -> Wait? {
    timer.hasPrefix(MessageRef.answerName) ? "has an answer, and lets people answer first" : nil
  }
}

extension NewcomerSequence: Waiter {
  public func waits(for timer: String) -> Wait? {
    member(ofTimer: timer).map { Wait("has the next message for", $0) }
  }
}

extension Welcome: Waiter {
  public func waits(for timer: String) -> Wait? {
    if let member = Key.member(ofGreet: timer) { return Wait("has a greeting for", member) }
    return timer.hasPrefix(Key.windowPrefix) ? "gathers greetings" : nil
  }
}
