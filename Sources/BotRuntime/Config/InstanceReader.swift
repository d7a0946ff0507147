import BotCore

/// Reads one entry of "plugins".
struct InstanceReader {
  let registry: Registry
  let community: String
  /// `nil` where the platform is not known; what the plugin needs of it is then not checked.
  let platform: ConnectorAbout?
  /// `nil` where they could not be read.
  let settings: CommunitySettings?

  /// `nil` after the node was told why.
  func read(_ node: SettingNode) -> InstanceConfig? {
    guard let keys = node.json.object?.keys else {
      node.wrongKind("an object", "{ \"plugin\": \"welcome\" }")
      return nil
    }
    if let source = node.source as? ConfigSource, source.origin.doubled.contains(node.path) { return nil }
    // Three groups share the object; only the last knows all keys and tells of those that nobody knows.
    let naming = InstanceNaming.read(node, ignoring: keys)
    guard let member = node.member("plugin"), let name = member.json.string else { return nil }
    guard let kind = registry.plugin(name) else {
      member.unknownName("plugin", name, among: registry.plugins.map(\.about.name))
      return nil
    }
    let common = InstanceSettings.read(node, ignoring: keys)
    let plugin = kind.make(aimed(node), InstanceNaming.keys + InstanceSettings.keys)
    if let source = node.source as? ConfigSource { AddressPasswords(source: source).check(plugin: node) }
    if let platform { checkNeeds(plugin?.needs ?? kind.about.needs, kind.about, platform, member) }
    guard let naming, let common, let plugin else { return nil }
    return InstanceConfig(
      id: ID("\(community)/\(naming.name ?? name)"), about: kind.about, plugin: plugin, common: common)
  }

  /// With the platform, whose limits the settings are checked against.
  private func aimed(_ node: SettingNode) -> SettingNode {
    guard let platform, var source = node.source as? ConfigSource else { return node }
    var target = SettingTarget(platform, among: registry.connectors.map(\.about.name))
    if let settings {
      target.community = settings.id
      target.timezone = settings.timezone
      target.hasModerators = settings.moderators != nil
      target.hasManagers = target.hasModerators || !settings.managers.isEmpty
    }
    source.target = target
    return SettingNode(node.json, at: node.path, from: source)
  }

  private func checkNeeds(
    _ needs: Set<Capability>, _ plugin: PluginAbout, _ platform: ConnectorAbout, _ node: SettingNode
  ) {
    let missing = Capability.allCases.filter { needs.contains($0) && !platform.capabilities.contains($0) }
    guard !missing.isEmpty else { return }
    let able = registry.connectors.map(\.about).filter { $0.capabilities.isSuperset(of: needs) }.map(\.name)
    let list = missing.map(\.rawValue).joined(separator: ", ")
    // The plugin can do without, but one of its settings cannot; or the platform could, but not with its settings.
    let isOption = plugin.needs.isDisjoint(with: missing)
    let isReadOnly = platform.capabilities.isDisjoint(with: Capability.acts)
    let remedy =
      if able.contains(platform.name) {
        "change the settings of the connection, or remove it here: botrun connectors \(platform.name)"
      } else if isReadOnly, Capability.acts.isSuperset(of: missing) {
        "set \"drafts\": true, so that a person posts what the bot prepares, or remove it here"
      } else if isOption {
        "leave out the setting that asks for it: botrun plugins \(plugin.name)"
      } else {
        able.isEmpty ? "remove it here" : "remove it here; it can work on: \(able.sorted().joined(separator: ", "))"
      }
    let name = plugin.name + (isOption ? " with these settings" : "")
    node.fail("\(name) needs \(list), which the platform \(platform.name) does not bring", remedy)
  }
}

/// Finds plugin instances of one community that bear the same name.
struct InstanceNames {
  private var lines: [String: Int] = [:]

  mutating func check(_ instance: SettingNode, _ file: ConfigFile) {
    guard let node = instance.member("name") ?? instance.member("plugin"), let name = node.json.string else { return }
    guard let first = lines[name] else {
      lines[name] = file.place(of: instance.path).line
      return
    }
    node.fail(
      "the name \"\(name)\" belongs to the plugin at line \(first)",
      "give this one a name of its own: \"name\": \"\(name)-2\"")
  }
}
