public import BotCore

/// Every platform that a configuration may name, in alphabetical order.
public let allConnectors: [ConnectorKind] = [
  ConnectorKind(Slack.self)
]
