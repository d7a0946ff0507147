/// What the bot asks through GraphQL. Every connection has a bound; GitHub counts points by them.
enum GitHubQuery {
  static let pageSize = 50
  static let members = 100

  /// Who the bot is, the repository and its categories (GitHub allows 25 of them).
  static let place = """
    query($owner: String!, $name: String!) {
      viewer { login }
      repository(owner: $owner, name: $name) {
        id viewerPermission
        owner { __typename login }
        discussionCategories(first: 100) { nodes { id slug name } }
      }
    }
    """

  /// The discussions where something happened last, newest first.
  static let discussions = """
    query($owner: String!, $name: String!, $after: String, $reactions: Boolean!) {
      repository(owner: $owner, name: $name) {
        discussions(first: 50, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
          pageInfo { hasNextPage endCursor }
          nodes {
            id title updatedAt category { slug } comments { totalCount }
            \(post)
          }
        }
      }
    }
    """

  /// The comments of a discussion, oldest first, each with its newest replies.
  static let comments = """
    query($id: ID!, $after: String, $reactions: Boolean!) {
      node(id: $id) {
        ... on Discussion {
          comments(first: 50, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes {
              id deletedAt \(post)
              replies(last: 30) {
                pageInfo { hasPreviousPage startCursor }
                nodes { id deletedAt \(post) }
              }
            }
          }
        }
      }
    }
    """

  /// Replies to a comment before those that are known.
  static let replies = """
    query($id: ID!, $before: String, $reactions: Boolean!) {
      node(id: $id) {
        ... on DiscussionComment {
          replies(last: 100, before: $before) {
            pageInfo { hasPreviousPage startCursor }
            nodes { id deletedAt \(post) }
          }
        }
      }
    }
    """

  /// What a comment hangs on: only comments of the first level can be replied to.
  static let parent = """
    query($id: ID!) {
      node(id: $id) { ... on DiscussionComment { id replyTo { id } discussion { id } } }
    }
    """

  /// The newest discussions of a category.
  static let ownDiscussions = """
    query($owner: String!, $name: String!, $category: ID, $after: String) {
      repository(owner: $owner, name: $name) {
        discussions(first: 50, after: $after, categoryId: $category, orderBy: {field: CREATED_AT, direction: DESC}) {
          pageInfo { hasNextPage endCursor }
          nodes { \(own) }
        }
      }
    }
    """

  /// The newest comments on a discussion, replies to a comment, or comments on an issue.
  static let ownComments = """
    query($id: ID!, $before: String) {
      node(id: $id) {
        ... on Discussion { comments(last: 50, before: $before) { \(ownPage) } }
        ... on DiscussionComment { replies(last: 50, before: $before) { \(ownPage) } }
        ... on Issue { comments(last: 50, before: $before) { \(ownPage) } }
        ... on PullRequest { comments(last: 50, before: $before) { \(ownPage) } }
      }
    }
    """

  /// Whether something is there.
  static let node = "query($id: ID!) { node(id: $id) { id } }"

  static let organizationMembers = """
    query($owner: String!, $after: String) {
      organization(login: $owner) {
        membersWithRole(first: 100, after: $after) { \(people) }
      }
    }
    """

  static let collaborators = """
    query($owner: String!, $name: String!, $after: String) {
      repository(owner: $owner, name: $name) {
        collaborators(first: 100, after: $after) { \(people) }
      }
    }
    """

  static let all = [
    place, discussions, comments, replies, parent, ownDiscussions, ownComments, node, organizationMembers,
    collaborators,
  ]

  /// Discussions and comments have these alike.
  private static let post = """
    body createdAt lastEditedAt url author { __typename login }
            reactions(last: 20) @include(if: $reactions) { nodes { content createdAt user { login } } }
    """
  private static let own = "id body createdAt viewerDidAuthor"
  private static let ownPage = "pageInfo { hasPreviousPage startCursor } nodes { \(own) }"
  private static let people = "pageInfo { hasNextPage endCursor } nodes { login }"
}
