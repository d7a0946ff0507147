import BotCore
import BotTesting
import FoundationEssentials
import Signing

@testable import Connectors

/// A connector with a key of its own, and how its platform would send it a body.
struct Door: Sendable {
  static let now = Date(timeIntervalSince1970: 1_767_225_600)
  static let secret = "a-secret-of-the-tests-4711"

  /// A connector that has heard nothing yet.
  let make: @Sendable (Tools) throws -> any Connector
  /// With what proves where it comes from.
  let signed: @Sendable ([UInt8]) -> WebhookRequest
  /// Whether a body that was changed on its way is found out; where only a token proves the sender, it is not.
  var coversBody = true

  func ingest(_ request: WebhookRequest) throws -> Ingest { try make(Self.tools).ingest(request, now: Self.now) }

  static func request(_ body: [UInt8], path: String = "/webhook", method: String = "POST", _ headers: Headers)
    -> WebhookRequest
  {
    WebhookRequest(method: method, path: path, headers: headers, body: body)
  }

  /// Of a platform that is never reached.
  static let tools = Tools.testing(http: SilentHTTP(), now: now)
}

/// A platform that never answers.
struct SilentHTTP: HTTPClient {
  func send(_ request: HTTPRequest) async throws -> HTTPResponse { throw HTTPError.notSent("nobody is there") }
}

extension Door {
  static let slack = Door(
    make: { tools in
      var settings = SlackSettings()
      (settings.token, settings.signingSecret) = (Secret("xoxb-test"), Secret(secret))
      settings.workspace = "https://peer.slack.test"
      return Slack(settings, tools)
    },
    signed: { body in
      let time = "1767225600"
      let mark = SlackSignature(secret: secret).sign(timestamp: time, body: body) ?? ""
      return request(body, ["X-Slack-Signature": mark, "X-Slack-Request-Timestamp": time])
    })

  static let discord: Door = {
    let key = Ed25519Key(seed: Array(0..<32))
    return Door(
      make: { tools in
        var settings = DiscordSettings()
        (settings.token, settings.guild) = (Secret("token"), "700")
        settings.publicKey = Hex.encode(key?.publicKey ?? [])
        return Discord(settings, tools)
      },
      signed: { body in
        let time = "1767225600"
        let mark = Hex.encode(key?.sign(Array(time.utf8) + body) ?? [])
        return request(body, ["X-Signature-Ed25519": mark, "X-Signature-Timestamp": time])
      })
  }()

  static let telegram = Door(
    make: { tools in
      var settings = TelegramSettings()
      (settings.token, settings.secret, settings.receive) = (Secret("4711:token"), Secret(secret), .webhook)
      return Telegram(settings, tools)
    },
    signed: { request($0, ["X-Telegram-Bot-Api-Secret-Token": secret]) }, coversBody: false)

  static let discourse = Door(
    make: { tools in
      var settings = DiscourseSettings()
      (settings.url, settings.username, settings.receive) = ("https://forum.test", "Forum_Bot", .webhook)
      (settings.apiKey, settings.webhookSecret) = (Secret("key"), Secret(secret))
      return Discourse(settings, tools)
    },
    signed: { body in
      let mark = BodySignature.discourse(secret: secret).sign(body) ?? ""
      return request(body, ["X-Discourse-Event-Signature": mark, "X-Discourse-Event-Id": "7"])
    })

  /// The first line of the input is the event's name.
  static let gitHub = Door(
    make: { tools in
      var settings = GitHubSettings()
      settings.repository = "Octo/town"
      (settings.token, settings.webhookSecret) = (Secret("token"), Secret(secret))
      return GitHubDiscussions(settings, tools)
    },
    signed: { input in
      let name = input.prefix { $0 != 0x0A }
      let body = Array(input.dropFirst(name.count + 1))
      let mark = BodySignature.gitHub(secret: secret).sign(body) ?? ""
      return request(
        body,
        [
          "X-Hub-Signature-256": mark, "X-GitHub-Event": String(decoding: name, as: UTF8.self),
          "X-GitHub-Delivery": "d-1", "Content-Type": "application/json",
        ])
    })

  static let matrix = Door(
    make: { tools in
      var settings = MatrixSettings()
      (settings.homeserver, settings.receive) = ("https://matrix.test/", .push)
      (settings.token, settings.hsToken) = (Secret("hush"), Secret(secret))
      let matrix = Matrix(settings, tools)
      matrix.known.state.withLock { state in
        (state.me, state.lookedAt, state.joined) = ("@bot:test", now - .days(1), ["!lobby"])
      }
      return matrix
    },
    signed: { body in
      request(body, path: "/_matrix/app/v1/transactions/1", method: "PUT", ["Authorization": "Bearer " + secret])
    }, coversBody: false)

  /// An instance's administrator's webhook. The bot must know itself first, and learns nothing of what is sent.
  static func mastodonHook() async throws -> Door {
    var settings = MastodonSettings()
    (settings.instance, settings.token) = ("https://social.example/", Secret("token"))
    settings.webhookSecret = Secret(secret)
    let me: JSON = ["id": "1", "username": "bot", "acct": "bot", "bot": true]
    let mastodon = Mastodon(settings, .testing(http: ScriptedHTTP { _ in .json(me) }, now: now))
    _ = try await mastodon.api.identity()
    return Door(
      make: { _ in mastodon },
      signed: { body in
        request(body, ["X-Hub-Signature": BodySignature.gitHub(secret: secret).sign(body) ?? ""])
      })
  }

  static let sandbox = Door(
    make: { try Sandbox(SandboxSettings(), $0) },
    signed: { input in
      let path = ["/join", "/say", "/react", "/leave", "/edit", "/delete", "/direct", "/settle"]
      let body = Array(input.dropFirst())
      return request(
        body, path: path[Int(input.first ?? 0) % path.count],
        ["Host": "localhost:8080", "Origin": "http://localhost:8080", "Content-Type": "application/json"])
    }, coversBody: false)
}

extension Door {
  /// The generic connector proves its sender in six ways.
  static func webhook(_ kind: WebhookAuth.Kind) -> Door {
    var auth = WebhookAuth()
    (auth.kind, auth.secret, auth.header) = (kind, Secret(secret), "X-Mark")
    if kind == .standard { auth.secret = Secret("whsec_" + Base64.encode(Array(secret.utf8))) }
    let (settled, key) = (auth, auth.secret.reveal())
    return Door(
      make: { tools in
        var settings = WebhookSettings()
        settings.auth = settled
        return Webhook(settings, tools)
      },
      signed: { input in
        let isForm = input.first == UInt8(ascii: "f")
        let body = Array(input.dropFirst())
        var request = request(
          body, ["Content-Type": isForm ? "application/x-www-form-urlencoded" : "application/json"])
        switch kind {
        case .bearer: request.headers["Authorization"] = "Bearer " + secret
        case .header: request.headers["X-Mark"] = secret
        case .query: request.query = "token=" + secret
        case .hmac: request.headers["X-Mark"] = BodySignature(key: Array(secret.utf8), .hex).sign(body)
        case .standard:
          request.headers[StandardWebhooks.idField] = "msg_1"
          request.headers[StandardWebhooks.timestampField] = "1767225600"
          request.headers[StandardWebhooks.signatureField] = StandardWebhooks(secret: key).sign(
            id: "msg_1", timestamp: 1_767_225_600, body: body)
        case .none: request.headers["Host"] = "localhost"
        }
        return request
      }, coversBody: kind == .hmac || kind == .standard)
  }
}
