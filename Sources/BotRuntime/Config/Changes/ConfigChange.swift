public import BotCore

/// One thing that two configurations do differently.
public struct ConfigChange: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable { case added, removed, changed }

  public var kind: Kind
  /// Empty: it concerns all.
  public var community = ""
  /// The name of the plugin instance; empty: the community itself.
  public var instance = ""
  /// The way to the setting, such as `posts "launch" text`; empty: the whole.
  public var setting = ""
  /// As the configuration would write them; `nil` where there is none, or it may not be shown.
  public var old: JSON?
  public var new: JSON?
  /// What the setting is for.
  public var meaning = ""
  /// What is different, without the place.
  public var words: String

  /// Lines of a file that show it.
  public var examples: [String] = []

  /// A sentence with its place.
  public var sentence: String {
    let place = instance.isEmpty ? "" : instance + ": "
    return place + words + (meaning.isEmpty ? "" : " (\(meaning))")
  }

  public var json: JSON {
    .compact(
      ("kind", .string(kind.rawValue)), ("community", community.isEmpty ? nil : .string(community)),
      ("instance", instance.isEmpty ? nil : .string(instance)), ("setting", setting.isEmpty ? nil : .string(setting)),
      ("old", old), ("new", new), ("meaning", meaning.isEmpty ? nil : .string(meaning)),
      ("examples", examples.isEmpty ? nil : .array(examples.map { .string($0) })), ("sentence", .string(sentence)))
  }
}
