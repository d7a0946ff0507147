import BotCore
import BotRuntime
import FoundationEssentials

/// Shows on the terminal what happens in the communities and what the bot does, a line each.
final class LifeView: Witness {
  private let communities: [ID<Community>: Community]
  private let instances: [ID<Instance>: InstanceConfig]
  private var memories: [ID<Community>: LifeMemory]

  /// - Parameter names: of whom the store knows already.
  init(_ communities: [CommunityConfig], _ names: [ID<Community>: [ID<Member>: String]] = [:]) {
    memories = names.mapValues { LifeMemory($0) }
    self.communities = Dictionary(uniqueKeysWithValues: communities.map { ($0.community.id, $0.community) })
    instances = Dictionary(uniqueKeysWithValues: communities.flatMap(\.instances).map { ($0.id, $0) })
  }

  func handled(_ event: Event) {
    memories[event.community, default: LifeMemory()].note(event)
    let names = names(event.community)
    if let sentence = event.kind.sentence(whose: { Self.whose($0, in: $1, names) }) {
      show(event.at, event.community, "\(sentence)  [\(event.shortName)]")
    }
  }

  /// What a plugin puts off would look overlooked.
  func met(_ reasons: [Reason], _ actions: [Action], by instance: ID<Instance>, on event: Event) {
    guard let config = instances[instance] else { return }
    let zone = communities[event.community]?.timezone ?? .utc
    for case .timer(let name, let until?) in actions {
      guard let waiting = Waiting(timer: name, at: until, of: config) else { continue }
      show(event.at, event.community, "  ↳ bot " + waiting.sentence(in: zone, now: event.at, names(event.community)))
    }
  }

  func decided(_ delivery: Delivery) {
    if delivery.state == .held { tell(delivery, "\(sentence(delivery)) [held: \(delivery.note)]") }
  }

  /// The moderators' channel is told by a delivery of its own.
  func flagged(_ flag: StoredFlag) {
    guard communities[flag.community]?.moderators == nil else { return }
    show(flag.created, flag.community, "  ⚑ \(Self.name(flag.instance)) flags: \(flag.flag.title)")
  }

  func ended(_ delivery: Delivery) {
    switch delivery.state {
    case .sent:
      tell(delivery, sentence(delivery))
      memories[delivery.community, default: LifeMemory()].note(delivery)
    case .unknown, .failed, .dead:
      tell(delivery, "\(sentence(delivery)) [\(delivery.state.rawValue): \(delivery.note)]")
    case .held where delivery.note == Delivery.dryRun: tell(delivery, "\(sentence(delivery)) [dry run]")
    case .queued, .sending, .retrying, .held: break
    }
  }

  private func names(_ community: ID<Community>) -> SentenceNames { memories[community]?.names ?? SentenceNames() }

  private func tell(_ delivery: Delivery, _ sentence: String) {
    show(
      delivery.updated, delivery.community,
      "  ↳ bot (\(Self.name(delivery.instance))) \(Terminal.trimmed(sentence))  [d-\(delivery.id)]")
  }

  private static func name(_ instance: ID<Instance>) -> String {
    instance.raw.split(separator: "/").last.map(String.init) ?? instance.raw
  }

  private func sentence(_ delivery: Delivery) -> String { delivery.action.sentence(with: names(delivery.community)) }

  private func show(_ at: Date, _ community: ID<Community>, _ sentence: String) {
    let zone = communities[community]?.timezone ?? .utc
    let time = zone.local(at).description.suffix(8)
    let place = communities.count > 1 ? "\(community) " : ""
    let lines = Terminal.safe(sentence).split(separator: "\n", omittingEmptySubsequences: true)
    Terminal.say("\(time)  \(place)\(lines.joined(separator: "\n" + String(repeating: " ", count: 14)))")
  }

  private static func whose(_ message: ID<Message>, in channel: ID<Channel>, _ names: SentenceNames) -> String {
    names.said(message, in: channel).map { $0.author.map { "\($0)'s message" } ?? "the bot's message" } ?? "a message"
  }
}
