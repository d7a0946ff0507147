/// A plugin that puts off what it is going to say, so that people can be told that it has overlooked nothing.
public protocol Waiter: Plugin {
  /// What it does until this timer is due, in a few words: "gathers greetings". `nil`: nothing that anybody waits for.
  func waits(for timer: String) -> String?
}
