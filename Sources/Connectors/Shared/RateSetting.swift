internal import BotCore

extension SettingNode {
  /// Reports a rate per second that is neither 0, which sets no limit, nor at least one in 100 seconds: what is slower
  /// was hardly meant, and the wait between two would grow beyond what can be counted.
  func checkRate(_ name: String, _ rate: Double) {
    guard rate > 0 && rate < 0.01 else { return }
    place(of: name).fail("\(rate) a second is too slow", "write 0 for no limit, or at least 0.01")
  }
}
