public import BotCore

extension FAQ: Waiter {
  public func waits(for timer: String) -> String? {
    timer.hasPrefix(MessageRef.answerName) ? "has an answer, and lets people answer first" : nil
  }
}

extension NewcomerSequence: Waiter {
  public func waits(for timer: String) -> String? {
    timer.hasPrefix(Self.timerPrefix) ? "has more for a newcomer" : nil
  }
}

extension Welcome: Waiter {
  public func waits(for timer: String) -> String? {
    if Key.member(ofGreet: timer) != nil { return "has a greeting" }
    return timer.hasPrefix(Key.windowPrefix) ? "gathers greetings" : nil
  }
}
