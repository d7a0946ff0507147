public import BotCore

/// Every platform that a configuration may name, in alphabetical order.
public let builtInConnectors: [ConnectorKind] = [
  ConnectorKind(Draft.self),
  ConnectorKind(Feed.self),
  ConnectorKind(Discord.self),
  ConnectorKind(Matrix.self),
  ConnectorKind(Sandbox.self),
  ConnectorKind(Slack.self),
  ConnectorKind(Telegram.self),
  ConnectorKind(Webhook.self),
]
