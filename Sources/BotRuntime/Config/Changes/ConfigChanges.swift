public import BotCore

extension Configuration {
  /// What the new configuration does differently, in the order of its communities and plugins.
  public static func changes(from old: ConfigDocument, to new: ConfigDocument, registry: Registry) -> [ConfigChange] {
    ConfigChanges(old: old, new: new, registry: registry).all
  }
}

struct ConfigChanges {
  let old: ConfigDocument
  let new: ConfigDocument
  let registry: Registry

  var all: [ConfigChange] { top + texts + communities }

  private var top: [ConfigChange] {
    var changes = SettingChanges(community: "")
    changes.compare(old.store, new.store, StoreSettings.schema, at: "store")
    changes.compare(old.http, new.http, HTTPSettings.schema, at: "http")
    return changes.changes
  }

  private var texts: [ConfigChange] {
    let before = Dictionary(old.texts.map { ($0.name, $0.text) }) { first, _ in first }
    let after = Dictionary(new.texts.map { ($0.name, $0.text) }) { first, _ in first }
    return Set(before.keys).union(after.keys).sorted().compactMap { name in
      let (was, now) = (before[name], after[name])
      guard was != now else { return nil }
      let shown = SettingChanges.shown(.string(was ?? ""), .string(now ?? ""))
      let users = users(of: name)
      let used = users.isEmpty ? "" : "; it is used by \(users.joined(separator: ", "))"
      let words =
        was == nil
        ? "the text \"\(name)\" is added: \(shown.new)\(used)"
        : now == nil
          ? "the text \"\(name)\" is removed" : "the text \"\(name)\" is \(shown.new), was \(shown.old)\(used)"
      return ConfigChange(
        kind: was == nil ? .added : now == nil ? .removed : .changed, setting: "texts " + name,
        old: was.map { .string($0) }, new: now.map { .string($0) }, words: words)
    }
  }

  /// The plugins in whose settings the text stands.
  private func users(of text: String) -> [String] {
    new.communities.flatMap { part in
      Self.instances(part).filter { $0.json.holds("{texts.\(text)}") }.map { "\(Self.id(part.json))/\($0.name)" }
    }
  }

  // MARK: Communities

  private static func id(_ json: JSON) -> String { json["id"]?.string ?? "" }

  private var communities: [ConfigChange] {
    let before = Dictionary(old.communities.map { (Self.id($0.json), $0) }) { first, _ in first }
    let after = Set(new.communities.map { Self.id($0.json) })
    let removed = old.communities.filter { !after.contains(Self.id($0.json)) }.map { part in
      ConfigChange(
        kind: .removed, community: Self.id(part.json),
        words: "the community \"\(Self.id(part.json))\" is removed, with \(Self.list(part))")
    }
    return removed
      + new.communities.flatMap { part in
        guard let earlier = before[Self.id(part.json)] else {
          let platform = part.json["platform"]?.string ?? "?"
          return [
            ConfigChange(
              kind: .added, community: Self.id(part.json),
              words: "the community \"\(Self.id(part.json))\" is added on \(platform), with \(Self.list(part))")
          ]
        }
        return community(earlier, part)
      }
  }

  private static func list(_ part: ConfigDocument.Part) -> String {
    let names = instances(part).map(\.name)
    return names.isEmpty ? "no plugins" : names.joined(separator: ", ")
  }

  private func community(_ was: ConfigDocument.Part, _ now: ConfigDocument.Part) -> [ConfigChange] {
    var own = SettingChanges(community: Self.id(now.json), files: files(was, now))
    own.compare(was.json, now.json, CommunitySettings.schema, ignoring: ["connection", "plugins"])
    if let platform = now.json["platform"]?.string, platform == was.json["platform"]?.string,
      let kind = registry.connector(platform)
    {
      own.compare(was.json["connection"] ?? [:], now.json["connection"] ?? [:], kind.schema, at: "connection")
    }
    return own.changes + plugins(was, now)
  }

  private func files(
    _ was: ConfigDocument.Part, _ now: ConfigDocument.Part
  ) -> (old: (String) -> [UInt8]?, new: (String) -> [UInt8]?) {
    ({ old.file($0, in: was) }, { new.file($0, in: now) })
  }

  // MARK: Plugins

  private static func instances(_ part: ConfigDocument.Part) -> [(name: String, plugin: String, json: JSON)] {
    (part.json["plugins"]?.array ?? []).compactMap { json in
      guard let plugin = json["plugin"]?.string else { return nil }
      return (json["name"]?.string ?? plugin, plugin, json)
    }
  }

  private func plugins(_ was: ConfigDocument.Part, _ now: ConfigDocument.Part) -> [ConfigChange] {
    let before = Self.instances(was)
    let after = Self.instances(now)
    let id = Self.id(now.json)
    let removed = before.filter { old in !after.contains { $0.name == old.name && $0.plugin == old.plugin } }
    return removed.map { whole(.removed, id, $0.name, $0.plugin) }
      + after.flatMap { instance in
        guard let earlier = before.first(where: { $0.name == instance.name && $0.plugin == instance.plugin }) else {
          // Records belong to a name: under a new one nobody was welcomed yet.
          let renamed = removed.first { $0.plugin == instance.plugin }?.name
          return [whole(.added, id, instance.name, instance.plugin, after: renamed)]
        }
        guard let kind = registry.plugin(instance.plugin) else { return [] }
        var changes = SettingChanges(community: id, instance: instance.name, files: files(was, now))
        changes.compare(
          earlier.json, instance.json, kind.schema([InstanceSettings.self]), ignoring: ["plugin", "name"])
        return changes.changes
      }
  }

  private func whole(
    _ kind: ConfigChange.Kind, _ community: String, _ name: String, _ plugin: String, after renamed: String? = nil
  ) -> ConfigChange {
    let note = renamed.map { "; it remembers nothing of what \"\($0)\" did" } ?? ""
    let summary = registry.plugin(plugin)?.about.summary ?? ""
    return ConfigChange(
      kind: kind, community: community, instance: name, meaning: summary, words: "the plugin is \(kind.rawValue)\(note)"
    )
  }
}

extension JSON {
  /// Whether one of its texts has this within it.
  fileprivate func holds(_ text: String) -> Bool {
    switch self {
    case .string(let value): value.contains(text)
    case .array(let items): items.contains { $0.holds(text) }
    case .object(let object): object.members.contains { $0.value.holds(text) }
    case .null, .bool, .int, .double: false
    }
  }
}
