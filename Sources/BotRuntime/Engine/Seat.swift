import BotCore
import FoundationEssentials

/// A plugin instance at work in its community.
final class Seat {
  let config: InstanceConfig
  let hall: CommunityConfig
  let triggers: Set<Trigger>
  let mode: InstanceSettings.Mode
  var breaker = Breaker()
  /// How many events were too old since the moderators were last told, and from when to when.
  var late: (count: Int, from: Date, to: Date)?

  init(_ config: InstanceConfig, in hall: CommunityConfig) {
    self.config = config
    self.hall = hall
    mode = hall.mode(of: config)
    triggers = config.plugin.triggers
  }

  var id: ID<Instance> { config.id }
  var community: Community { hall.community }
  var maxEventAge: Duration { config.common.maxEventAge ?? config.about.maxEventAge }
}

/// A community with its plugin instances, looked up by what they want to see.
final class Hall {
  let config: CommunityConfig
  let seats: [Seat]
  private let byTrigger: [Trigger: [Seat]]

  init(_ config: CommunityConfig) {
    self.config = config
    let seats = config.instances.map { Seat($0, in: config) }
    self.seats = seats
    byTrigger = Dictionary(
      uniqueKeysWithValues: Trigger.allCases.map { trigger in
        (trigger, seats.filter { $0.triggers.contains(trigger) })
      })
  }

  var id: ID<Community> { config.community.id }

  func seats(for trigger: Trigger) -> [Seat] { byTrigger[trigger] ?? [] }
}
