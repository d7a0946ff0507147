import BotCore

/// Compares the settings of one object, as they are written, by what they come to: what is left out has its default.
struct SettingChanges {
  let community: String
  let instance: String
  /// The text of a file that a setting names, in the old and in the new configuration.
  let files: (old: (String) -> [UInt8]?, new: (String) -> [UInt8]?)
  private(set) var changes: [ConfigChange] = []

  /// What tells the entries of a list apart.
  private static let names = ["id", "name", "title", "question", "url", "after"]

  init(
    community: String, instance: String = "",
    files: (old: (String) -> [UInt8]?, new: (String) -> [UInt8]?) = ({ _ in nil }, { _ in nil })
  ) {
    (self.community, self.instance, self.files) = (community, instance, files)
  }

  /// - Parameter ignoring: keys that somebody else compares.
  mutating func compare(_ old: JSON, _ new: JSON, _ schema: JSON, at place: String = "", ignoring: [String] = []) {
    let properties = schema["properties"]?.object?.members ?? []
    let known = properties.map(\.key)
    for member in properties where !ignoring.contains(member.key) {
      value(old[member.key], new[member.key], member.value, at: Self.join(place, member.key))
    }
    // What no schema knows may be a secret under a wrong name.
    let others = Set((old.object?.keys ?? []) + (new.object?.keys ?? [])).subtracting(known + ignoring)
    for key in others.sorted() where old[key] != new[key] {
      add(.changed, Self.join(place, key), nil, nil, "\"\(Self.join(place, key))\" is changed, a key that nobody knows")
    }
  }

  private mutating func value(_ old: JSON?, _ new: JSON?, _ schema: JSON, at place: String) {
    if Self.isSecret(schema) {
      if old != new { add(.changed, place, nil, nil, "the secret \"\(place)\" is another one", schema) }
      return
    }
    let fallback = schema["default"]
    let (before, after) = (old ?? fallback ?? .null, new ?? fallback ?? .null)
    if Self.same(before, after) { return file(after, schema, at: place) }
    if let items = schema["items"], items["properties"] != nil, let a = before.array, let b = after.array {
      return entries(a, b, items, at: place)
    }
    if schema["properties"] != nil, before.object != nil, after.object != nil {
      return compare(before, after, schema, at: place)
    }
    if let a = Self.words(before), let b = Self.words(after), !(a + b).isEmpty { return list(a, b, schema, at: place) }
    if before.object != nil || after.object != nil { return table(before, after, schema, at: place) }
    let shown = Self.shown(before, after)
    let was = before == .null ? "not set" : shown.old + (old == nil ? " (the default)" : "")
    let now = after == .null ? "no longer set" : shown.new + (new == nil ? " (the default)" : "")
    add(.changed, place, before, after, "\"\(place)\" is \(now), was \(was)", schema)
  }

  // MARK: Lists and tables

  private mutating func entries(_ old: [JSON], _ new: [JSON], _ schema: JSON, at place: String) {
    let before = Self.named(old)
    let after = Self.named(new)
    for (name, entry) in before where after[name] == nil {
      add(.removed, Self.join(place, name), entry, nil, "\(place) \(name) is removed: \(Self.shown(entry))")
    }
    for (index, entry) in new.enumerated() {
      let name = Self.name(entry, index)
      if let earlier = before[name] {
        compare(earlier, entry, schema, at: Self.join(place, name))
      } else {
        add(.added, Self.join(place, name), nil, entry, "\(place) \(name) is added: \(Self.shown(entry))")
      }
    }
  }

  private static func named(_ entries: [JSON]) -> [String: JSON] {
    Dictionary(entries.enumerated().map { (name($1, $0), $1) }) { first, _ in first }
  }

  private static func name(_ entry: JSON, _ index: Int) -> String {
    let name = names.lazy.compactMap { entry[$0]?.string }.first
    return name.map { "\"\($0)\"" } ?? "number \(index + 1)"
  }

  private mutating func list(_ old: [String], _ new: [String], _ schema: JSON, at place: String) {
    let more = new.filter { !old.contains($0) }
    let fewer = old.filter { !new.contains($0) }
    let parts = [("has also", more), ("no longer has", fewer)].filter { !$1.isEmpty }
      .map { "\($0) " + Self.clipped($1.map { "\"\($0)\"" }.joined(separator: ", ")) }
    let words = parts.isEmpty ? "has its entries in another order" : parts.joined(separator: ", and ")
    add(
      .changed, place, .array(old.map { .string($0) }), .array(new.map { .string($0) }), "\"\(place)\" \(words)", schema
    )
  }

  /// What has names of its own, such as texts by platform.
  private mutating func table(_ old: JSON, _ new: JSON, _ schema: JSON, at place: String) {
    let keys = (old.object?.keys ?? []) + (new.object?.keys ?? []).filter { old[$0] == nil }
    var item = schema["additionalProperties"] ?? [:]
    if item["description"] == nil, let help = schema["description"], var object = item.object {
      object["description"] = help
      item = .object(object)
    }
    for key in keys { value(old[key], new[key], item, at: Self.join(place, key)) }
  }

  // MARK: Files

  /// The setting names the same file: does the file hold the same?
  private mutating func file(_ value: JSON, _ schema: JSON, at place: String) {
    guard let path = value.string, let old = files.old(path), let new = files.new(path), old != new else { return }
    let change = LineChanges(String(decoding: old, as: UTF8.self), String(decoding: new, as: UTF8.self))
    add(.changed, place, nil, nil, "the file \(path) \(change.words)", schema)
    changes[changes.count - 1].examples = change.examples
  }

  // MARK: Words

  private mutating func add(
    _ kind: ConfigChange.Kind, _ setting: String, _ old: JSON?, _ new: JSON?, _ words: String, _ schema: JSON = [:]
  ) {
    changes.append(
      ConfigChange(
        kind: kind, community: community, instance: instance, setting: setting, old: old == .null ? nil : old,
        new: new == .null ? nil : new, meaning: schema["description"]?.string ?? "", words: words))
  }

  private static func isSecret(_ schema: JSON) -> Bool {
    schema["pattern"]?.string?.contains("credential") == true || schema["items"].map(isSecret) == true
  }

  private static func same(_ a: JSON, _ b: JSON) -> Bool {
    if let a = a.double, let b = b.double { return a == b }
    return a == b
  }

  /// A list of texts; nothing at all is an empty one.
  private static func words(_ json: JSON) -> [String]? {
    if json == .null { return nil }
    let words = json.array?.compactMap(\.string)
    return words?.count == json.array?.count ? words : nil
  }

  private static func join(_ place: String, _ part: String) -> String { place.isEmpty ? part : place + " " + part }
  private static func shown(_ json: JSON) -> String { clipped(json.text) }

  /// Of long texts from where they begin to differ.
  static func shown(_ old: JSON, _ new: JSON) -> (old: String, new: String) {
    guard let before = old.string, let after = new.string, max(before.count, after.count) > FirstDifference.longest
    else {
      return (shown(old), shown(new))
    }
    let cut = FirstDifference(before, after)
    return (shown(.string(cut.before)), shown(.string(cut.after)))
  }

  static func clipped(_ text: String) -> String { text.count > 100 ? text.prefix(99) + "…" : text }
}
