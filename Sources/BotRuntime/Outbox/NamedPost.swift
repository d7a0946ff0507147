import BotCore

extension Delivery {
  /// Where it stands, if it was given a name.
  var named: (name: String, message: MessageRef)? {
    guard let remote else { return nil }
    switch action {
    case .post(_, let channel, let name?): return (name, MessageRef(remote, in: channel))
    case .reply(_, let message, let name?):
      return (name, MessageRef(remote, in: message.channel, thread: message.thread ?? message.id))
    case .post, .reply, .schedule, .direct, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve,
      .decline, .flag, .settle, .hold, .timer, .fetch, .measure:
      return nil
    }
  }

  /// Whether its plugin hears that it stands there: not of further messages of a long text, nor of what the engine named.
  var isToldToPlugin: Bool { named.map { !PartName.isPart($0.name) && !EngineName.isOwn($0.name) } ?? false }
}
