internal import BotCore

/// What a message is on GitHub, as its node id tells.
enum GitHubNode {
  case discussion, comment, issue, issueComment

  /// Ids of the new form begin with letters of their kind, those of the old are Base 64 of its name.
  init(_ message: MessageRef) {
    let kinds: [(String, GitHubNode)] = [
      ("DC_", .comment), ("D_", .discussion), ("IC_", .issueComment), ("I_", .issue), ("PR_", .issue),
      ("MDE3OkRpc2N1c3Npb25Db21tZW50", .comment), ("MDEwOkRpc2N1c3Npb24", .discussion),
      ("MDEyOklzc3VlQ29tbWVudD", .issueComment), ("MDU6SXNzdWU", .issue), ("MDExOlB1bGxSZXF1ZXN0", .issue),
    ]
    if let known = kinds.first(where: { message.id.raw.hasPrefix($0.0) }) {
      self = known.1
    } else if message.channel == GitHubDecoder.issues {
      self = message.thread == nil ? .issue : .issueComment
    } else {
      self = message.thread == nil ? .discussion : .comment
    }
  }
}
