public import BotCore

/// Any place without an API, such as Facebook and LinkedIn groups: the bot prepares, a person posts.
///
/// ```json
/// { "id": "group", "name": "Peer Group", "platform": "draft", "timezone": "Europe/London",
///   "connection": { "url": "https://www.facebook.com/groups/1234567890", "maxLength": 5000 },
///   "plugins": [{ "plugin": "schedule",
///                 "posts": [{ "id": "week", "channel": "group", "every": "1w", "text": "What are you proud of?" }] }] }
/// ```
///
/// Nothing goes out by itself. `botrun drafts` lists what the bot would do, the oldest first; `botrun drafts show 7` prints
/// a text ready to be copied, with the place where it belongs; `botrun drafts posted 7 https://…` says that it stands
/// there, and where, so that later edits and pins can name it; `botrun drafts drop 7` leaves it out.
///
/// Nothing comes in, either: a plugin that answers members needs their messages. The `webhook` platform takes them from
/// whatever can send them on, such as the notification mails of a group by way of Zapier or Make, and drafts as well with
/// `"drafts": true`. That key is there on every platform, for managers who want to read each word before it goes out.
public struct Draft: Connector {
  public static let about: ConnectorAbout = {
    var about = ConnectorAbout(
      name: "draft", summary: "A place without an API: the bot prepares, a person posts.", receives: [],
      capabilities: Capability.acts, text: TextLimits(max: 5000, unit: .graphemes), idempotency: .none)
    about.isByHand = true
    return about
  }()

  public static func about(with settings: DraftSettings) -> ConnectorAbout {
    var about = about
    about.text = TextLimits(max: settings.maxLength, unit: about.text.unit)
    about.link = settings.url.isEmpty ? nil : settings.url
    return about
  }

  public init(_ settings: DraftSettings, _ tools: Tools) {}

  /// Never asked: what is drafted does not leave the store.
  public func perform(_ action: Action, key: String) async -> Outcome {
    .refused(.unsupported, reason: "a person does this: see \"botrun drafts\"")
  }
}

/// Where a person posts what the bot prepared.
public struct DraftSettings: SettingGroup {
  @Setting("Where a person opens the place; shown with each draft.", .webAddressOrEmpty)
  var url: String = ""
  @Setting("The most characters of one post; longer texts become several drafts.", .range(50...1_000_000))
  var maxLength: Int = 5000

  public init() {}
}

extension SettingRule where Value == String {
  fileprivate static var webAddressOrEmpty: Self {
    Self { address, node in
      if !address.isEmpty && !address.hasPrefix("https://") && !address.hasPrefix("http://") {
        node.fail("this is no web address", "write one that begins with https://")
      }
    }
  }
}
