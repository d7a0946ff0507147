public import BotCore

/// Every platform that a configuration may name, in alphabetical order.
public let builtInConnectors: [ConnectorKind] = [
  ConnectorKind(Discord.self),
  ConnectorKind(Discourse.self),
  ConnectorKind(Draft.self),
  ConnectorKind(Feed.self),
  ConnectorKind(GitHubDiscussions.self),
  ConnectorKind(Mastodon.self),
  ConnectorKind(Matrix.self),
  ConnectorKind(Sandbox.self),
  ConnectorKind(Slack.self),
  ConnectorKind(Telegram.self),
  ConnectorKind(Webhook.self),
]
