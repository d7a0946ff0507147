public import BotCore
internal import Signing

/// How a repository's discussions are reached. `GitHubDiscussions` tells where each value is found.
public struct GitHubSettings: SettingGroup {
  public enum Receive: String, SettingChoice {
    /// GitHub posts events to the bot.
    case webhook
    /// The bot asks for news.
    case poll
  }

  public enum Start: String, SettingChoice { case now, beginning }

  public enum MemberList: String, SettingChoice {
    case off
    /// The members of the organisation that owns the repository.
    case organization
    /// Who was given access to the repository.
    case collaborators
  }

  /// GitHub's reasons for hiding a comment (GraphQL, `ReportedContentClassifiers`).
  public enum Classifier: String, SettingChoice { case spam, abuse, offTopic, outdated, duplicate, resolved }

  @Setting("The repository whose discussions are meant, as owner/name.", .notEmpty)
  public var repository: String
  @Setting("A fine-grained personal access token. Not needed with appID and privateKey.")
  public var token: Secret = Secret("")
  @Setting("The App ID or Client ID of a GitHub App, from its settings page.")
  public var appID: String = ""
  @Setting("The GitHub App's private key, the .pem file that GitHub gave you: \"file:app.pem\".")
  public var privateKey: Secret = Secret("")
  @Setting(
    "The number of the App's installation. 0: the bot asks GitHub for the one on the repository.",
    .range(0...2_147_483_647))
  public var installation: Int = 0
  @Setting("The secret that was typed in when the webhook was added. Needed when receive is webhook.")
  public var webhookSecret: Secret = Secret("")
  @Setting("webhook: GitHub sends events to /communities/<id>/webhook. poll: the bot asks for them.")
  public var receive: Receive = .webhook
  @Setting("How long to wait between two looks when receive is poll.")
  public var pollEvery: Duration = .minutes(1)
  @Setting(
    "In webhook mode: also look for news at start and every catchUpEvery; GitHub sends a lost event no second time.")
  public var catchUp: Bool = true
  @Setting("How often to look in webhook mode.")
  public var catchUpEvery: Duration = .minutes(10)
  @Setting("What is read when the bot looks for the first time: what comes from now on, or everything.")
  public var from: Start = .now
  @Setting("Also take issues and their comments, as messages in the channel \"issues\". By webhook only.")
  public var issues: Bool = false
  @Setting("Also look for reactions: under the 50 discussions where something happened last. No webhook tells of them.")
  public var reactions: Bool = false
  @Setting("Which list of members to compare from time to time, so that newcomers are found without a webhook.")
  public var memberList: MemberList = .off
  @Setting("How often the list of members is read.")
  public var membersEvery: Duration = .minutes(30)
  @Setting("The reason that GitHub shows for a hidden comment where the plugin's own reason names none of GitHub's.")
  public var hideAs: Classifier = .offTopic
  @Setting(
    "What the bot writes or changes in a minute at most; GitHub asks for no more than one a second.", .range(1...80))
  public var changesPerMinute: Int = 60
  @Setting("Discussions and comments in an hour at most; GitHub allows 500.", .range(30...500))
  public var postsPerHour: Int = 500
  @Setting("Where the API is; for GitHub Enterprise Server https://<host>/api/v3.", .notEmpty)
  public var api: String = "https://api.github.com"

  public init() {}

  public func check(_ node: SettingNode) {
    let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count != 2 || parts.contains(where: \.isEmpty) || repository.contains(where: \.isWhitespace) {
      node.place(of: "repository").fail(
        "\"\(repository)\" is no repository",
        "write it as GitHub's address bar shows it, such as \"octocat/hello-world\"")
    }
    if receive == .webhook && webhookSecret.isEmpty {
      node.fail(
        "webhooks cannot be verified without a secret",
        "add \"webhookSecret\": \"env:GITHUB_WEBHOOK_SECRET\", or set \"receive\": \"poll\"")
    }
    checkCredential(node)
    if !api.hasPrefix("https://") && !api.hasPrefix("http://") {
      node.place(of: "api").fail("\"\(api)\" is no web address", "write an address that begins with https://")
    }
  }

  private func checkCredential(_ node: SettingNode) {
    switch (token.isEmpty, appID.isEmpty && privateKey.isEmpty) {
    case (true, true):
      node.fail(
        "there is no way to sign in", "add \"token\": \"env:GITHUB_TOKEN\", or appID and privateKey of a GitHub App")
    case (false, false):
      node.fail("there are two ways to sign in", "keep either token, or appID and privateKey")
    case (true, false):
      if appID.isEmpty { node.fail("privateKey has no appID", "add the App ID from the GitHub App's settings page") }
      if privateKey.isEmpty || RS256(pem: privateKey.reveal()) == nil {
        node.place(of: "privateKey").fail(
          "this is no RSA private key", "download one in the GitHub App's settings under Private keys")
      }
    case (false, true): break
    }
  }

  var owner: String { String(repository.prefix { $0 != "/" }) }
  var name: String { String(repository.drop { $0 != "/" }.dropFirst()) }
}
