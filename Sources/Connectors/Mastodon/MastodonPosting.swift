internal import BotCore
internal import FoundationEssentials

/// Writes posts. The key goes along as `Idempotency-Key`, which Mastodon remembers for an hour: a repeated post is
/// answered with the first one.
struct MastodonPosting {
  private let api: MastodonAPI
  private let settings: MastodonSettings
  private let tools: Tools
  private let key: String

  private static let path = "/api/v1/statuses"
  /// Mastodon holds back only what is due later than this (`ScheduledStatus::MINIMUM_OFFSET`); half a minute is for the
  /// way there.
  private static let soonest = Duration.seconds(330)

  init(_ mastodon: Mastodon, key: String) {
    (api, settings, tools) = (mastodon.api, mastodon.settings, mastodon.tools)
    self.key = key
  }

  func post(_ text: Text, in channel: ID<Channel>) async -> Outcome {
    await attempt {
      guard let audience = audience(channel) else { return unknownChannel(channel) }
      if isLeak(channel, audience) { return leak(channel) }
      return try await send(text, to: audience)
    }
  }

  /// To the author, seen by no more people than the post that is answered.
  func reply(_ text: Text, to message: MessageRef) async -> Outcome {
    await attempt {
      guard let parent = try await api.look("\(Self.path)/\(Percent.encode(message.id.raw))") else {
        return .refused(.target, reason: "the post \(message.id) is gone, or the bot may not see it")
      }
      let visibility = MastodonAudience.narrower(
        parent["visibility"]?.string ?? "direct", settings.replies.rawValue)
      return try await send(
        text, to: MastodonAudience(visibility: visibility, accounts: try await author(parent, unless: text)),
        [("in_reply_to_id", .string(message.id.raw))])
    }
  }

  func direct(_ text: Text, to member: ID<Member>) async -> Outcome {
    await attempt {
      guard let account = try await account(member) else {
        return .refused(.target, reason: "there is no account \(member)")
      }
      return try await send(text, to: MastodonAudience(visibility: "direct", accounts: [account]))
    }
  }

  /// What is due too soon to be held back waits here, and is posted when its time has come.
  func schedule(_ text: Text, in channel: ID<Channel>, at: Date) async -> Outcome {
    await attempt {
      guard let audience = audience(channel) else { return unknownChannel(channel) }
      if isLeak(channel, audience) { return leak(channel) }
      let wait = Duration.seconds(at.timeIntervalSince(tools.now()))
      if wait <= .zero { return try await send(text, to: audience) }
      guard wait >= Self.soonest else {
        return .retry(after: wait, scope: .action, reason: "Mastodon holds nothing back for less than five minutes")
      }
      let outcome = try await send(text, to: audience, [("scheduled_at", .string(at.timestamp))])
      // What stands there is no post yet, so its id is none of a post.
      if case .done = outcome { return .done(nil) }
      return outcome
    }
  }

  /// The same text again changes nothing.
  func edit(_ message: MessageRef, _ text: Text) async -> Outcome {
    await attempt(isHarmless: true) {
      let audience = audience(message.channel) ?? MastodonAudience(visibility: "public")
      let made = compose(text, for: audience)
      if let fault = fault(made) { return .refused(.content, reason: fault) }
      let body = JSON.compact(("status", .string(made.text)), ("language", .optional(language)))
      _ = try await api.send("PUT", "\(Self.path)/\(Percent.encode(message.id.raw))", body)
      return .done(message.id)
    }
  }

  private func send(
    _ text: Text, to audience: MastodonAudience, _ more: [(String, JSON)] = []
  ) async throws -> Outcome {
    let made = compose(text, for: audience)
    if let fault = fault(made) { return .refused(.content, reason: fault) }
    var body: [(String, JSON)] = [
      ("status", .string(made.text)), ("visibility", .string(audience.visibility)),
    ]
    if let language { body.append(("language", .string(language))) }
    let answer = try await api.send("POST", Self.path, .object(JSONObject(body + more)), key: key)
    tellWhoIsNotCalled(answer, audience)
    return .done(answer.id("id").map { ID($0) })
  }

  /// Whoever fits a text into a post knows nothing of its audience: one that takes more room than is kept free gets the
  /// text shortened, rather than not at all.
  private func compose(_ text: Text, for audience: MastodonAudience) -> MastodonText {
    let made = MastodonText(text, for: audience)
    let added = MastodonText.added(by: audience)
    guard made.length > settings.maxCharacters, added > MastodonText.reserve else { return made }
    tools.log(
      .warning, "a text was shortened: the accounts and hashtags of its channel take too much room",
      ["characters": "\(added)"])
    // One character more is for the line that the ellipsis may need.
    let cut = text.cut(longest: settings.maxCharacters - added - 1) { MastodonText($0).length }
    return MastodonText(cut, for: audience)
  }

  /// Mastodon takes a name that is no account's for a word, and the post is made all the same. What is scheduled tells
  /// of no mentions yet.
  private func tellWhoIsNotCalled(_ answer: JSON, _ audience: MastodonAudience) {
    guard let mentions = answer["mentions"]?.array else { return }
    let called = mentions.compactMap { $0["acct"]?.string?.lowercased() }
    // The instance's own accounts are told without its name.
    let missing = audience.accounts.filter { account in
      let name = account.lowercased()
      return !called.contains(name) && !called.contains(String(name.prefix { $0 != "@" }))
    }
    guard !missing.isEmpty else { return }
    tools.log(
      .warning, "a post does not reach accounts that it names: there are none of these names",
      ["accounts": missing.map { "@" + $0 }.joined(separator: " ")])
  }

  private func audience(_ channel: ID<Channel>) -> MastodonAudience? {
    MastodonAudience(channel.raw, otherwise: settings.visibility)
  }

  private func unknownChannel(_ channel: ID<Channel>) -> Outcome {
    .refused(
      .target,
      reason: "\"\(channel)\" names nobody who could see the post; write public, unlisted, private, #tag or @user")
  }

  /// What is for the moderators accuses members: nobody else may see it, whatever was configured.
  private func isLeak(_ channel: ID<Channel>, _ audience: MastodonAudience) -> Bool {
    channel == tools.community.moderators && audience.isOpen
  }

  private func leak(_ channel: ID<Channel>) -> Outcome {
    .refused(
      .content,
      reason: "\"moderators\" is \"\(channel)\", which others than the moderators see, so nothing is posted there; "
        + "write their accounts, such as \"@alice @bob\"")
  }

  private func fault(_ made: MastodonText) -> String? {
    if made.text.isEmpty { return "the text is empty" }
    let most = settings.maxCharacters
    return made.length > most ? "the text has \(made.length) characters and a post holds \(most); shorten it" : nil
  }

  /// ISO 639: the language of the community.
  private var language: String? {
    let code = tools.community.locale.prefix { $0 != "-" && $0 != "_" }
    return (2...3).contains(code.count) ? code.lowercased() : nil
  }

  /// Without the bot itself, and without whom the text calls already.
  private func author(_ parent: JSON, unless text: Text) async throws -> [String] {
    guard let account = parent["account"], let id = account.id("id"),
      let name = (account["acct"]?.string).flatMap({ MastodonAudience.account($0) })
    else { return [] }
    let me = try await api.identity().id
    return id == me || text.mentioned.contains(ID(id)) ? [] : [name]
  }

  private func account(_ member: ID<Member>) async throws -> String? {
    if member.raw.contains("@") { return MastodonAudience.account(member.raw) }
    let found = try await api.look("/api/v1/accounts/\(Percent.encode(member.raw))")
    return (found?["acct"]?.string).flatMap { MastodonAudience.account($0) }
  }

  private func attempt(isHarmless: Bool = false, _ body: () async throws -> Outcome) async -> Outcome {
    do {
      return try await body()
    } catch {
      return Outcome(error, bucket: MastodonAPI.postBucket, isHarmless: isHarmless)
    }
  }
}
