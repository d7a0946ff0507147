/// A platform that `botrun init` can write the connection of.
struct PresetPlatform: Sendable {
  struct Places: Sendable, Hashable {
    var main: String
    var help: String
    /// Empty: the platform has no place that only moderators see.
    var moderators: String
  }

  /// As the configuration writes it.
  let name: String
  let title: String
  /// What has to be known beside a token, with an example that stands there until somebody changes it.
  var address: (question: String, example: String)?
  /// The connection's members, one a line, without what is asked for.
  let connection: @Sendable (_ address: String, Places) -> [String]
  /// Environment variables that must be set.
  var secrets: [String] = []
  /// Where they come from, in a sentence.
  var origin = ""
  let places: Places

  private static let threeChannels = Places(main: "#general", help: "#help", moderators: "#moderators")

  static let all: [PresetPlatform] = [
    PresetPlatform(
      name: "sandbox", title: "a page on this machine, to try everything without an account",
      connection: { _, places in
        let names = [places.main, places.help, places.moderators].filter { !$0.isEmpty }
        let quoted = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
          .map { "\"\($0.hasPrefix("#") ? String($0.dropFirst()) : $0)\"" }
        return ["\"channels\": [\(quoted.joined(separator: ", "))]", "\"script\": \"day.jsonl\""]
      }, places: threeChannels),
    PresetPlatform(
      name: "slack", title: "a Slack workspace",
      connection: { _, _ in
        [
          "\"token\": \"env:SLACK_TOKEN\"",
          "// With a public address, \"webhook\" is quicker: botrun connectors slack\n\"receive\": \"poll\"",
        ]
      }, secrets: ["SLACK_TOKEN"],
      origin: "api.slack.com/apps, your app, OAuth & Permissions: the Bot User OAuth Token", places: threeChannels),
    PresetPlatform(
      name: "discord", title: "a Discord server",
      address: ("The server's id (Developer Mode on, right-click the server, Copy Server ID)", "112233445566778899"),
      connection: { address, _ in ["\"token\": \"env:DISCORD_TOKEN\"", "\"guild\": \(PresetFiles.quoted(address))"] },
      secrets: ["DISCORD_TOKEN"],
      origin: "discord.com/developers/applications, your application, Bot, Reset Token", places: threeChannels),
    PresetPlatform(
      name: "discourse", title: "a Discourse forum",
      address: ("The forum's address", "https://forum.example.org"),
      connection: { address, _ in
        [
          "\"url\": \(PresetFiles.quoted(address))", "// The name of the bot's own account.\n\"username\": \"bot\"",
          "\"apiKey\": \"env:DISCOURSE_KEY\"",
        ]
      }, secrets: ["DISCOURSE_KEY"], origin: "your forum, Admin > API > New API key, for the bot's account alone",
      places: Places(main: "general", help: "support", moderators: "staff")),
    PresetPlatform(
      name: "telegram", title: "a Telegram group",
      connection: { _, places in
        [
          "\"token\": \"env:TELEGRAM_TOKEN\"",
          "\"chats\": [\([places.main, places.moderators].filter { !$0.isEmpty }.map(PresetFiles.quoted).joined(separator: ", "))]",
        ]
      }, secrets: ["TELEGRAM_TOKEN"], origin: "@BotFather in Telegram: /newbot, then /setprivacy, Disable",
      places: Places(main: "@yourgroup", help: "@yourgroup", moderators: "-1001234567890")),
    PresetPlatform(
      name: "matrix", title: "rooms of a Matrix homeserver",
      address: ("The homeserver's address", "https://matrix.example.org"),
      connection: { address, places in
        [
          "\"homeserver\": \(PresetFiles.quoted(address))", "\"token\": \"env:MATRIX_TOKEN\"",
          "\"rooms\": [\(Set([places.main, places.help, places.moderators]).filter { !$0.isEmpty }.sorted().map(PresetFiles.quoted).joined(separator: ", "))]",
        ]
      }, secrets: ["MATRIX_TOKEN"], origin: "the access_token that the bot's account gets when it logs in once",
      places: Places(
        main: "#lobby:example.org", help: "#help:example.org", moderators: "#moderators:example.org")),
    PresetPlatform(
      name: "mastodon", title: "a Mastodon account and its followers",
      address: ("The instance's address", "https://mastodon.example"),
      connection: { address, _ in
        ["\"instance\": \(PresetFiles.quoted(address))", "\"token\": \"env:MASTODON_TOKEN\""]
      }, secrets: ["MASTODON_TOKEN"],
      origin: "logged in as the bot: Preferences, Development, New application, Your access token",
      places: Places(main: "public", help: "public", moderators: "@moderator")),
    PresetPlatform(
      name: "githubDiscussions", title: "the discussions of a GitHub repository",
      address: ("The repository", "owner/name"),
      connection: { address, _ in
        [
          "\"repository\": \(PresetFiles.quoted(address))", "\"token\": \"env:GITHUB_TOKEN\"", "\"receive\": \"poll\"",
        ]
      }, secrets: ["GITHUB_TOKEN"],
      origin: "Settings > Developer settings > Fine-grained tokens, Discussions: Read and write",
      places: Places(main: "general", help: "q-a", moderators: "")),
    PresetPlatform(
      name: "draft",
      title: "anywhere else, as by email or in a Facebook or LinkedIn group: the bot prepares, a person posts",
      address: ("Where a person opens the group", "https://www.facebook.com/groups/1234567890"),
      connection: { address, _ in ["\"url\": \(PresetFiles.quoted(address))"] },
      places: Places(main: "group", help: "group", moderators: "")),
  ]
}
