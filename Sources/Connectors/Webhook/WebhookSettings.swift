public import BotCore
internal import Signing

/// How a webhook's two ends are set. `Webhook` tells it by example.
public struct WebhookSettings: SettingGroup {
  @Setting("How the bot knows that a request comes from whom it should. Left out: nothing is taken in.")
  var auth: WebhookAuth? = nil
  @Setting("Where in a request the parts of an event are found.")
  var `in`: WebhookIn = WebhookIn()
  @Setting("Where the bot's actions are sent. Left out: the bot only listens, or its words become drafts.")
  var out: WebhookOut? = nil

  public init() {}

  public func check(_ node: SettingNode) {
    if auth == nil && out == nil {
      node.fail(
        "neither \"auth\" nor \"out\" is given, so nothing can come in or go out",
        "add \"auth\": { \"kind\": \"bearer\", \"secret\": \"env:NAME\" } or \"out\": { \"url\": \"https://…\" }")
    }
  }
}

/// The places of an event's parts.
struct WebhookIn: SettingGroup {
  @Setting("JSON Pointer to the list of events in the body. Left out: the body is the list, or the only event.")
  var items: WebhookPointer? = nil
  @Setting("What happened; kinds says what the sender's words mean.")
  var kind: WebhookField = WebhookField("/kind", or: "posted")
  @Setting("What the sender's words for kinds mean, such as { \"topic_created\": \"posted\" }.")
  var kinds: [String: WebhookKind] = [:]
  @Setting("The id of the message. Not found: made of the event itself, the same at every delivery.")
  var id: WebhookField = WebhookField("/id")
  @Setting("The id of who wrote it, joined or left. Not found: the name.")
  var author: WebhookField = WebhookField("/author")
  @Setting("The name of who wrote it, joined or left. Not found: the id.")
  var authorName: WebhookField = WebhookField("/authorName")
  @Setting("Whether it was written by a bot: true or false.")
  var bot: WebhookField = WebhookField("/bot")
  @Setting("What was written.")
  var text: WebhookField = WebhookField("/text")
  @Setting("Whether texts are HTML; they are then read as plain text.")
  var html: Bool = false
  @Setting("Where it was written.")
  var channel: WebhookField = WebhookField("/channel", or: "webhook")
  @Setting("The id of the message that the thread hangs on.")
  var thread: WebhookField = WebhookField("/thread")
  @Setting("When: ISO 8601, as in a mail, or seconds or milliseconds since 1970. Not found: when it came.")
  var time: WebhookField = WebhookField("/time")
  @Setting("Where a person can open it.")
  var url: WebhookField = WebhookField("/url")
  @Setting("Ids or names whose events are left out: the bot's own at the sender.")
  var ownAuthors: [String] = []
  @Setting("Answers a GET request with hub.challenge whose hub.verify_token is this.")
  var verifyToken: Secret? = nil

  func check(_ node: SettingNode) {
    for name in ["text", "id", "time", "url"] {
      for (text, member) in node.constants(of: name) { member.failAsConstant(text) }
    }
    // A name for those who have none may stand behind the places.
    let isList = node.member("author")?.elements != nil
    for (text, member) in node.constants(of: "author") where !isList || Self.isPath(text) {
      member.failAsConstant(text)
    }
    for name in ["kind", "channel", "authorName", "bot", "thread"] {
      for (text, member) in node.constants(of: name) where kinds[text] == nil && Self.isPath(text) {
        member.failAsConstant(text)
      }
    }
    for (text, member) in node.constants(of: "kind") where !Self.isPath(text) {
      guard WebhookKind(word: text, by: kinds) == .other, kinds[text] == nil, text != "other" else { continue }
      member.fail(
        "there is no kind \(Spelling.quoted(text))",
        "use one of: \(WebhookKind.allCases.map(\.rawValue).joined(separator: ", ")); or say in kinds what it means")
    }
  }

  /// Words with full stops between them, or as JSONPath writes places.
  private static func isPath(_ text: String) -> Bool {
    if text.hasPrefix("$") || text.hasPrefix("{{") { return true }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 && parts.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
  }
}

/// Where and how actions are sent.
struct WebhookOut: SettingGroup {
  enum Method: String, SettingChoice {
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
  }

  enum Format: String, SettingChoice { case json, form }
  enum Markup: String, SettingChoice { case plain, markdown, html }
  enum Dedupe: String, SettingChoice { case none, key }

  @Setting("The address that gets the requests, or a reference such as env:ZAPIER_URL where it is a secret.")
  var url: TextOrSecret
  @Setting("Addresses of their own for some actions, such as { \"direct\": \"env:MAIL_URL\" }.")
  var urls: [String: TextOrSecret] = [:]
  @Setting("The HTTP method.")
  var method: Method = .post
  @Setting("Which actions are sent; a plugin's others are refused.")
  var actions: [WebhookAction] = [.post, .reply, .direct]
  @Setting("How the body is written.")
  var format: Format = .json
  @Setting("The body: any JSON whose texts hold variables such as {{text}}; for a form an object.")
  var body: WebhookBody = .standard
  @Setting("How {{text}} is written; {{plain}}, {{markdown}} and {{html}} are there in any case.")
  var text: Markup = .plain
  @Setting("Puts an invisible space behind an @ or <! that would call somebody where the text ends up.")
  var quiet: Bool = true
  @Setting("The most characters that {{text}} may have; longer texts go out in parts.", .range(50...1_000_000))
  var maxLength: Int = 10_000
  @Setting("Header fields to send, such as { \"X-Api-Key\": \"env:RECEIVER_KEY\" }.")
  var headers: [String: TextOrSecret] = [:]
  @Setting("Sent as \"Authorization: Bearer …\".")
  var bearer: Secret? = nil
  @Setting("Signs requests as Standard Webhooks prescribes: Base 64, with or without whsec_ before it.")
  var signingSecret: Secret? = nil
  @Setting("JSON Pointer to the id of what was made, in the receiver's answer. Left out: the bot's own key is its id.")
  var answerID: WebhookPointer? = nil
  @Setting("key: the receiver does nothing twice that has the same webhook-id. none: it may.")
  var idempotency: Dedupe = .none
  @Setting("How long the receiver remembers a webhook-id when idempotency is key.")
  var keyLifetime: Duration = .hours(24)
  @Setting("How the bot is called in {{author}}.")
  var author: String = "botrun"
  @Setting("The least time between two requests.")
  var spacing: Duration = .milliseconds(200)

  func check(_ node: SettingNode) {
    checkAddress(url, node.member("url"))
    for (name, address) in urls {
      let member = node.member("urls")?.member(name)
      if WebhookAction(rawValue: name) == nil {
        member?.unknown("action", name, among: WebhookAction.allCases.map(\.rawValue))
      }
      checkAddress(address, member)
    }
    for name in headers.keys { checkHeader(name, node.member("headers")?.member(name)) }
    if format == .form, body.json?.object == nil {
      node.member("body")?.fail("a form is made of an object", "write { \"field\": \"{{text}}\" }")
    }
    if let secret = signingSecret, !StandardWebhooks(secret: secret.reveal()).isUsable {
      node.member("signingSecret")?.fail("the secret is no Base 64", "copy it again, with whsec_ if it begins so")
    }
  }

  private func checkAddress(_ address: TextOrSecret, _ node: SettingNode?) {
    let url = address.reveal()
    if !url.hasPrefix("https://") && !url.hasPrefix("http://") {
      node?.fail("this is no web address", "write one that begins with https://")
    }
  }

  private func checkHeader(_ name: String, _ node: SettingNode?) {
    let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
    if !isName { node?.fail("this is no name of a header field", "use letters, digits and -") }
    let word = name.lowercased()
    let isSecret = ["authorization", "token", "key", "secret", "cookie"].contains { word.contains($0) }
    if isSecret, node?.json.string.map({ !TextOrSecret.isReference($0) }) == true {
      node?.fail("a secret stands here in plain text", "move it into the environment and write \"env:NAME\"")
    }
  }
}

extension SettingNode {
  /// What stands in a field, or in a list of them, and is no pointer.
  fileprivate func constants(of name: String) -> [(text: String, node: SettingNode)] {
    guard let member = member(name) else { return [] }
    return (member.elements ?? [member]).compactMap { node in
      node.json.string.flatMap { $0.hasPrefix("/") ? nil : ($0, node) }
    }
  }

  fileprivate func failAsConstant(_ text: String) {
    let pointer = "/" + text.split { ".${} ".contains($0) }.joined(separator: "/")
    fail(
      "\(Spelling.quoted(text)) is a constant here",
      "a place in the body begins with a slash: \(Spelling.quoted(pointer))")
  }

  fileprivate func unknown(_ kind: String, _ name: String, among known: [String]) {
    let nearest = Spelling.nearest(to: name, in: known).map { "did you mean \"\($0)\"? " } ?? ""
    fail(
      "there is no \(kind) \(Spelling.quoted(name))", nearest + "use one of: \(known.joined(separator: ", "))")
  }
}
