/// What the bot changes through GraphQL. The raw value is GitHub's name of it.
enum GitHubMutation: String, CaseIterable {
  case createDiscussion, updateDiscussion, deleteDiscussion
  case addDiscussionComment, updateDiscussionComment, deleteDiscussionComment
  case addComment, updateIssueComment, deleteIssueComment
  case addReaction, minimizeComment

  /// One variable, `$input`, of the type that GitHub names after the mutation.
  var document: String {
    let type = rawValue.prefix(1).uppercased() + rawValue.dropFirst() + "Input"
    return "mutation($input: \(type)!) { \(rawValue)(input: $input) { \(wanted) } }"
  }

  /// What of the answer is asked for: the id of what now stands there.
  private var wanted: String {
    switch self {
    case .createDiscussion, .updateDiscussion: "discussion { id }"
    case .addDiscussionComment, .updateDiscussionComment: "comment { id }"
    case .addComment: "commentEdge { node { id } }"
    case .updateIssueComment: "issueComment { id }"
    case .deleteDiscussion, .deleteDiscussionComment, .deleteIssueComment: "clientMutationId"
    case .addReaction: "reaction { content }"
    case .minimizeComment: "minimizedComment { isMinimized }"
    }
  }
}
