import BotCore
import BotRuntime

/// What the terminal's view of a community knows of its members and messages: of those that were heard of lately.
struct LifeMemory {
  static let mostMessages = 500
  static let mostMembers = 5_000

  private(set) var names = SentenceNames()
  /// The oldest first.
  private var messages: [MessageRef] = []
  private var members: [ID<Member>] = []

  /// - Parameter members: no more of them than are remembered are taken.
  init(_ members: [ID<Member>: String] = [:]) {
    for (id, name) in members.prefix(Self.mostMembers) { note(id, name) }
  }

  mutating func note(_ event: Event) {
    if let member = event.actor { note(member.id, member.name) }
    if let message = event.message {
      note(.init(message.text, by: message.author.name), message.id, message.channel)
    }
  }

  /// Something that was sent.
  mutating func note(_ delivery: Delivery) {
    guard let message = delivery.remote, let place = delivery.action.place, let text = delivery.action.text else {
      return
    }
    note(.init(text.plain, by: nil), message, place)
  }

  private mutating func note(_ member: ID<Member>, _ name: String) {
    if names.members.updateValue(name, forKey: member) == nil { members.append(member) }
    if members.count > Self.mostMembers { names.members[members.removeFirst()] = nil }
  }

  private mutating func note(_ said: SentenceNames.Said, _ message: ID<Message>, _ channel: ID<Channel>) {
    if names.note(said, as: message, in: channel) { messages.append(MessageRef(message, in: channel)) }
    guard messages.count > Self.mostMessages else { return }
    let oldest = messages.removeFirst()
    names.forget(oldest.id, in: oldest.channel)
  }
}
