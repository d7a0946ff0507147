public import BotCore
internal import FoundationEssentials
internal import Signing

/// The discussions of a GitHub repository, by webhook or polling, through GitHub's GraphQL and REST interfaces.
///
/// A channel is a category, named as its address shows it: `general`, `q-a`, `show-and-tell`. A post opens a discussion
/// whose title is the text's first line; a reply is a comment, or an answer below the comment that it replies to. An
/// organisation's discussions are those of the repository that it chose for them.
///
/// **Let the bot in**, in one of two ways. Give the bot an account of its own, or make it an app, so that people see
/// who speaks.
///
/// 1. *A token.* In the bot's account: Settings > Developer settings > Personal access tokens > Fine-grained tokens >
///    Generate new token. Resource owner: who owns the repository. Repository access: Only select repositories.
///    Repository permissions > Discussions: Read and write. For blocks and teams also Organization permissions >
///    Blocking users: Read and write, and Members: Read and write (Read-only is enough for `memberList`). It goes into
///    `token`. To hide or delete what others wrote, the account needs the role Triage or Write in the repository.
/// 2. *A GitHub App.* Settings > Developer settings > GitHub Apps > New GitHub App, with the same permissions. Generate
///    a private key, note the App ID, then Install App on the repository. They go into `appID` and `privateKey`; the bot
///    asks for a token every hour.
///
/// **Send it news.** In the repository: Settings > Webhooks > Add webhook. Payload URL
/// `https://<your host>/communities/<id>/webhook`, Content type `application/json`, a Secret of your own. Choose "Let me
/// select individual events": Discussions and Discussion comments, and as wanted Issues, Issue comments and Collaborator
/// add, remove, or changed. For "Organizations" and "Memberships" add a webhook of the same address and secret in the
/// organisation's settings.
///
/// ```json
/// { "id": "makers", "platform": "githubDiscussions", "moderators": "moderators",
///   "connection": {
///     "repository": "octocat/hello-world", "token": "env:GITHUB_TOKEN",
///     "webhookSecret": "env:GITHUB_WEBHOOK_SECRET" } }
/// ```
///
/// Without a public address set `"receive": "poll"`: no webhook is needed, the bot looks every minute. It then sees new
/// discussions, comments and edits, but of deletions only those of comments that have answers.
///
/// **What to know.** GitHub sends a webhook that was not taken no second time, so the bot looks for what it missed every
/// ten minutes. A discussion that GitHub fails to show is left out and looked at again from time to time. By looking alone, an edit of an old comment may be overlooked, where GitHub does not count it as a change
/// of the discussion. Who joins is told by webhooks of the organisation, the repository's collaborators and teams (as
/// the channel `team/<name>`), or found by `memberList`; somebody who leaves and comes back soon is not welcomed twice.
/// Anybody can write in a public repository's discussions without joining anything.
///
/// GitHub takes no key against posting twice: every post ends with a mark that nobody sees, `<!-- botrun:… -->`, by which
/// the bot finds it again when an answer was lost. Reactions are the eight that GitHub has; others are refused. A comment
/// can be hidden, a discussion only deleted. A ban blocks the member in the organisation (or for the bot's account, where
/// a person owns the repository). A role is a team: granting it adds the member to it. GitHub has no direct messages, no
/// time-outs, no scheduled posts and no approval, and its API cannot pin.
///
/// The moderators' channel is a category like any other, so everybody who sees the repository sees it. Use a private
/// repository, or leave `moderators` out.
public struct GitHubDiscussions: Connector {
  public static let about = ConnectorAbout(
    name: "githubDiscussions", summary: "The discussions of a GitHub repository, by webhook or polling.",
    receives: [.webhook, .poll],
    capabilities: [
      .joins, .messages, .edits, .deletions, .reactions, .members, .post, .reply, .edit, .react, .hide, .delete, .ban,
      .grant,
    ],
    text: TextLimits(max: GitHubText.most, unit: .scalars), idempotency: .lookup,
    length: { GitHubText.render($0).unicodeScalars.count }, render: { GitHubText.render($0) })

  public static func about(with settings: GitHubSettings) -> ConnectorAbout {
    var about = about
    let readsList = settings.memberList != .off
    if !settings.reactions { about.capabilities.remove(.reactions) }
    if !readsList { about.capabilities.remove(.members) }
    if settings.receive == .poll {
      about.receives = [.poll]
      about.capabilities.remove(.deletions)
      if !readsList { about.capabilities.remove(.joins) }
    }
    return about
  }

  let settings: GitHubSettings
  let tools: Tools
  let api: GitHubAPI
  let directory: GitHubDirectory
  let signature: BodySignature

  public init(_ settings: GitHubSettings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
    api = GitHubAPI(settings, tools)
    directory = GitHubDirectory(api, now: tools.now)
    signature = .gitHub(secret: settings.webhookSecret.reveal())
  }

  var decoder: GitHubDecoder {
    GitHubDecoder(
      community: tools.community.id, own: directory.login, repository: settings.repository,
      readsIssues: settings.issues)
  }
}
