import BotCore

extension BotConfig {
  /// A plugin that is called otherwise in another configuration.
  public struct Renamed: Sendable, Hashable {
    public let plugin: String
    public let before: String
    public let after: String
  }

  /// This configuration of one community with the names of another one: what is only called otherwise then does the same,
  /// down to its dice. An instance without a namesake stands for one of the same plugin that has none either, in the
  /// order in which they stand.
  ///
  /// - Parameter old: a configuration of one community, too.
  /// - Returns: the instances that are called otherwise here, in the order of their former names.
  public func named(like old: BotConfig) -> (config: BotConfig, renamed: [Renamed]) {
    guard let now = communities.first, let before = old.communities.first else { return (self, []) }
    let partners = Self.partners(of: now.instances, among: before.instances)
    var community = now.community
    community.id = before.community.id
    let instances = now.instances.map { instance in
      let name = partners[instance.shortName] ?? instance.shortName
      return InstanceConfig(
        id: ID("\(community.id)/\(name)"), about: instance.about, plugin: instance.plugin, common: instance.common)
    }
    let renamed = now.instances.compactMap { instance in
      partners[instance.shortName].map {
        Renamed(plugin: instance.about.name, before: $0, after: instance.shortName)
      }
    }
    let like = CommunityConfig(
      community: community, about: now.about, connect: now.connect, credential: now.credential, instances: instances,
      isDrafting: now.isDrafting, mode: now.mode, mentions: now.mentions, place: now.place)
    return (
      BotConfig(store: store, http: http, communities: [like], hash: old.hash, isDryRun: isDryRun),
      renamed.sorted { $0.before < $1.before }
    )
  }

  /// The former name of each that has no namesake, by its name.
  private static func partners(of instances: [InstanceConfig], among old: [InstanceConfig]) -> [String: String] {
    let names = Set(instances.map(\.shortName))
    let formerNames = Set(old.map(\.shortName))
    var free = Dictionary(grouping: old.filter { !names.contains($0.shortName) }.reversed(), by: \.about.name)
    var partners: [String: String] = [:]
    for instance in instances where !formerNames.contains(instance.shortName) {
      partners[instance.shortName] = free[instance.about.name]?.popLast()?.shortName
    }
    return partners
  }
}

extension InstanceConfig {
  /// Without its community.
  var shortName: String { id.raw.split(separator: "/").last.map(String.init) ?? id.raw }
}
