import BotCore
import BotRuntime

extension Command {
  static let privacy = Command(
    name: "privacy",
    summary: "write the privacy notice: what the bot stores, why, how long, whom to ask",
    options: [
      .config,
      Option(name: "--community", value: "ID", help: "only this community"),
      Option(name: "--contact", value: "TEXT", help: "whom members ask, such as \"Ada, ada@example.org\""),
    ],
    details: """
      Plain words in Markdown, made from the configuration: plugins, retention, platform. Have it read by somebody who knows
      the law of your country, and put it where members find it. Write it anew when the configuration changes.
      """,
    examples: [("botrun privacy --contact 'Ada, ada@example.org' > privacy.md", "a page to publish")],
    run: { arguments in
      let config = try ConfigFile.load(arguments)
      let wanted = arguments.value("--community")
      let communities = config.communities.filter { wanted == nil || $0.community.id.raw == wanted }
      if let wanted, communities.isEmpty {
        let known = config.communities.map(\.community.id.raw)
        throw Failure(.usage, Arguments.unknown("the community \(wanted)", wanted, known, "the configuration"))
      }
      let notices = communities.map { PrivacyNotice(config, $0, contact: arguments.value("--contact")).markdown }
      Terminal.say(notices.joined(separator: "\n"))
      return .ok
    })
}
