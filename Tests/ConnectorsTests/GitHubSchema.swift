/// The part of GitHub's public GraphQL schema that the connector speaks, taken from the schema that GitHub publishes
/// ("Public schema", docs.github.com/graphql/overview/public-schema): whatever else a document names is a fault.
enum GitHubSchema {
  static let schema = GraphQLSchema(text)

  private static let text = """
    type Actor { login: String! }
    type AddCommentPayload { commentEdge: IssueCommentEdge }
    type AddDiscussionCommentPayload { comment: DiscussionComment }
    type AddReactionPayload { reaction: Reaction }
    type CreateDiscussionPayload { discussion: Discussion }
    type DeleteDiscussionCommentPayload { clientMutationId: String }
    type DeleteDiscussionPayload { clientMutationId: String }
    type DeleteIssueCommentPayload { clientMutationId: String }
    type Discussion { author: Actor body: String! category: DiscussionCategory! comments(after: String, before:
      String, first: Int, last: Int): DiscussionCommentConnection! createdAt: DateTime! id: ID! lastEditedAt:
      DateTime reactions(last: Int): ReactionConnection! title: String! updatedAt: DateTime! url: URI!
      viewerDidAuthor: Boolean! }
    type DiscussionCategory { id: ID! name: String! slug: String! }
    type DiscussionCategoryConnection { nodes: [DiscussionCategory] }
    type DiscussionComment { author: Actor body: String! createdAt: DateTime! deletedAt: DateTime discussion:
      Discussion id: ID! lastEditedAt: DateTime reactions(last: Int): ReactionConnection! replies(before:
      String, last: Int): DiscussionCommentConnection! replyTo: DiscussionComment url: URI! viewerDidAuthor:
      Boolean! }
    type DiscussionCommentConnection { nodes: [DiscussionComment] pageInfo: PageInfo! totalCount: Int! }
    type DiscussionConnection { nodes: [Discussion] pageInfo: PageInfo! }
    type Issue { comments(before: String, last: Int): IssueCommentConnection! }
    type IssueComment { body: String! createdAt: DateTime! id: ID! viewerDidAuthor: Boolean! }
    type IssueCommentConnection { nodes: [IssueComment] pageInfo: PageInfo! }
    type IssueCommentEdge { node: IssueComment }
    type Minimizable { isMinimized: Boolean! }
    type MinimizeCommentPayload { minimizedComment: Minimizable }
    type Mutation { addComment(input: AddCommentInput!): AddCommentPayload addDiscussionComment(input:
      AddDiscussionCommentInput!): AddDiscussionCommentPayload addReaction(input: AddReactionInput!):
      AddReactionPayload createDiscussion(input: CreateDiscussionInput!): CreateDiscussionPayload
      deleteDiscussion(input: DeleteDiscussionInput!): DeleteDiscussionPayload deleteDiscussionComment(input:
      DeleteDiscussionCommentInput!): DeleteDiscussionCommentPayload deleteIssueComment(input:
      DeleteIssueCommentInput!): DeleteIssueCommentPayload minimizeComment(input: MinimizeCommentInput!):
      MinimizeCommentPayload updateDiscussion(input: UpdateDiscussionInput!): UpdateDiscussionPayload
      updateDiscussionComment(input: UpdateDiscussionCommentInput!): UpdateDiscussionCommentPayload
      updateIssueComment(input: UpdateIssueCommentInput!): UpdateIssueCommentPayload }
    type Node { id: ID! }
    type Organization { membersWithRole(after: String, first: Int): OrganizationMemberConnection! }
    type OrganizationMemberConnection { nodes: [User] pageInfo: PageInfo! }
    type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }
    type PullRequest { comments(before: String, last: Int): IssueCommentConnection! }
    type Query { node(id: ID!): Node organization(login: String!): Organization repository(name: String!, owner:
      String!): Repository viewer: User! }
    type Reaction { content: ReactionContent! createdAt: DateTime! user: User }
    type ReactionConnection { nodes: [Reaction] }
    type Repository { collaborators(after: String, first: Int): RepositoryCollaboratorConnection
      discussionCategories(first: Int): DiscussionCategoryConnection! discussions(after: String, categoryId: ID,
      first: Int, orderBy: DiscussionOrder): DiscussionConnection! id: ID! owner: RepositoryOwner!
      viewerPermission: RepositoryPermission }
    type RepositoryCollaboratorConnection { nodes: [User] pageInfo: PageInfo! }
    type RepositoryOwner { login: String! }
    type UpdateDiscussionCommentPayload { comment: DiscussionComment }
    type UpdateDiscussionPayload { discussion: Discussion }
    type UpdateIssueCommentPayload { issueComment: IssueComment }
    type User { login: String! }
    input AddCommentInput { subjectId: ID! body: String! }
    input AddDiscussionCommentInput { discussionId: ID! replyToId: ID body: String! }
    input AddReactionInput { subjectId: ID! content: ReactionContent! }
    input CreateDiscussionInput { repositoryId: ID! title: String! body: String! categoryId: ID! }
    input DeleteDiscussionCommentInput { id: ID! }
    input DeleteDiscussionInput { id: ID! }
    input DeleteIssueCommentInput { id: ID! }
    input DiscussionOrder { field: DiscussionOrderField! direction: OrderDirection! }
    input MinimizeCommentInput { subjectId: ID! classifier: ReportedContentClassifiers! }
    input UpdateDiscussionCommentInput { commentId: ID! body: String! }
    input UpdateDiscussionInput { discussionId: ID! title: String body: String categoryId: ID }
    input UpdateIssueCommentInput { id: ID! body: String! }
    enum DiscussionOrderField { CREATED_AT UPDATED_AT }
    enum OrderDirection { ASC DESC }
    enum ReactionContent { THUMBS_UP THUMBS_DOWN LAUGH HOORAY CONFUSED HEART ROCKET EYES }
    enum ReportedContentClassifiers { SPAM ABUSE OFF_TOPIC OUTDATED DUPLICATE RESOLVED }
    """
}
