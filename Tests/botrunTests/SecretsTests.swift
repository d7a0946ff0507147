import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// Plants a secret in every place of a configuration, has every platform fail and repeat what it was sent, and looks for them in
/// all that comes out: logs, errors, reports, pages, the store, backups, crashes.
@Suite struct SecretsTests {
  /// Where each is given to the bot; the values are found nowhere else.
  private static let variables = [
    "P_CONSOLE": "planted-console-4711-abcdefgh", "P_SLACK": "xoxb-planted-slack-4711",
    "P_DISCORD": "planted.discord.4711",
    "P_DISCOURSE": "planted-discourse-4711", "P_DISCOURSE_HOOK": "planted-discourse-hook-4711",
    "P_GITHUB": "ghp_planted_github_4711", "P_GITHUB_HOOK": "planted-github-hook-4711",
    "P_MASTODON": "planted-mastodon-4711", "P_MASTODON_HOOK": "planted-mastodon-hook-4711",
    "P_MATRIX": "syt_planted_matrix_4711", "P_HS": "planted-hs-4711",
    "P_TELEGRAM": "123456789:planted_telegram_4711_abcdefghijklm", "P_TELEGRAM_HOOK": "planted-telegram-hook-4711",
    "P_HOOK": "planted-hook-4711", "P_VERIFY": "planted-verify-4711", "P_HEADER": "planted-header-4711",
    "P_BEARER": "planted-bearer-4711", "P_SIGN": "whsec_cGxhbnRlZC1zaWduLTQ3MTE=",
  ]
  private static let files = ["signing": "planted-signing-4711", "admin": "xoxp-planted-admin-4711"]
  /// Parts of addresses, and what a login looks like in a header.
  private static let parts = [
    "planted-pass-out", "planted-path-out", "planted-key-out", "planted-pass-feed", "planted-key-feed",
    "planted-key-plain",
    Data("planted-user-out:planted-pass-out".utf8).base64EncodedString(),
    Data("planted-user-feed:planted-pass-feed".utf8).base64EncodedString(),
  ]
  private static let all = Array(variables.values) + Array(files.values) + parts

  private struct Scene {
    let home = Home()
    let echo: EchoServer
    let port = Ports.take()
    let environment: [String: String]
    var config: String { home.file("config.json") }

    init() throws {
      echo = try EchoServer()
      let host = "127.0.0.1:\(echo.port)"
      environment = SecretsTests.variables.merging([
        "CREDENTIALS_DIRECTORY": home.file("credentials"),
        "P_OUT": "http://planted-user-out:planted-pass-out@\(host)/hook/planted-path-out?key=planted-key-out",
        "P_FEED": "http://planted-user-feed:planted-pass-feed@\(host)/feed?key=planted-key-feed",
      ]) { $1 }
      try home.write(SecretsTests.files["signing"]! + "\n", to: "secrets/signing")
      try home.write(SecretsTests.files["admin"]!, to: "credentials/admin")
      for file in ["secrets/signing", "credentials/admin"] { chmod(home.file(file), 0o600) }
      try write()
    }

    func write(broken: Bool = false) throws {
      let api = "http://127.0.0.1:\(echo.port)"
      let communities: [JSON] = [
        community(
          "slack",
          [
            "token": "env:P_SLACK", "signingSecret": "file:secrets/signing", "adminToken": "credential:admin",
            "api": .string(api + "/api/"),
          ]),
        community("discord", ["token": "env:P_DISCORD", "guild": "123456789012345678", "api": .string(api)]),
        community(
          "discourse",
          [
            "url": .string(api), "username": "bot", "apiKey": "env:P_DISCOURSE",
            "webhookSecret": "env:P_DISCOURSE_HOOK",
          ]),
        community(
          "githubDiscussions",
          [
            "repository": "a/b", "token": "env:P_GITHUB", "webhookSecret": "env:P_GITHUB_HOOK", "api": .string(api),
          ]),
        community(
          "mastodon",
          ["instance": .string(api), "token": "env:P_MASTODON", "webhookSecret": "env:P_MASTODON_HOOK"]),
        community("matrix", ["homeserver": .string(api), "token": "env:P_MATRIX", "hsToken": "env:P_HS"]),
        community(
          "telegram", ["token": "env:P_TELEGRAM", "secret": "env:P_TELEGRAM_HOOK", "api": .string(api)]),
        community(
          "webhook",
          [
            "auth": ["kind": "bearer", "secret": "env:P_HOOK"], "in": ["verifyToken": "env:P_VERIFY"],
            "out": [
              "url": "env:P_OUT", "urls": ["direct": .string(api + "/direct?key=planted-key-plain")],
              "headers": ["X-Key": "env:P_HEADER"], "bearer": "env:P_BEARER", "signingSecret": "env:P_SIGN",
            ],
          ]),
        ["id": "feed", "platform": "feed", "connection": ["feeds": [["name": "news", "url": "env:P_FEED"]]]],
      ]
      let config: JSON = [
        "http": ["listen": .string("127.0.0.1:\(port)"), "console": ["token": "env:P_CONSOLE"]],
        "communities": .array(communities), (broken ? "comunities" : "dryRun"): false,
      ]
      try home.write(config.pretty, to: "config.json")
    }

    private func community(_ platform: String, _ connection: JSON) -> JSON {
      let channel: JSON = ["matrix": "!a:b.c", "telegram": "-100123", "mastodon": "public"][platform] ?? "general"
      let text: JSON = "What did you learn this week, and what would you like to learn in the next one?"
      return [
        "id": .string(platform.lowercased()), "platform": .string(platform), "connection": connection,
        "plugins": [
          ["plugin": "schedule", "posts": [["id": "daily", "channel": channel, "every": "1d", "text": text]]]
        ],
      ]
    }

    func start(_ arguments: [String], with more: [String: String] = [:]) throws -> BotProcess {
      try home.start(arguments + ["--config", config], with: environment.merging(more) { $1 })
    }

    func run(_ arguments: [String]) async throws -> String {
      let process = try start(arguments)
      _ = try await process.end(within: .seconds(90))
      return process.output + process.errors
    }

    func get(_ path: String, _ headers: Headers = [:]) async -> HTTPResponse? {
      try? await CurlClient().send(HTTPRequest("GET", "http://127.0.0.1:\(port)\(path)", headers: headers))
    }

    /// Every page of the console, as somebody who signed in with the token sees it.
    func consolePages() async throws -> [String] {
      let token = SecretsTests.variables["P_CONSOLE"]!
      let signIn = try await CurlClient().send(
        HTTPRequest(
          "POST", "http://127.0.0.1:\(port)/console/sign-in",
          headers: ["Content-Type": "application/x-www-form-urlencoded"], body: Array("token=\(token)&name=Anna".utf8)))
      #expect(signIn.status == 303)
      let cookie = (signIn.headers["Set-Cookie"] ?? "").prefix { $0 != ";" }
      var pages: [String] = []
      for name in ["today", "flags", "calendar", "outbox", "questions", "members", "charts", "report"] {
        guard let page = await get("/console/\(name)", ["Cookie": String(cookie)]) else { continue }
        pages.append("\(page.status) \(page.text)")
      }
      #expect(pages.count { $0.hasPrefix("200") } >= 6)
      return pages
    }
  }

  private static func leaks(in texts: [(name: String, bytes: [UInt8])]) -> [String] {
    texts.flatMap { text in all.filter { text.bytes.holds($0) }.map { "\($0) in \(text.name)" } }
  }

  @Test func noPlantedSecretComesOutAnywhere() async throws {
    let scene = try Scene()
    var said: [(name: String, bytes: [UInt8])] = []
    func note(_ name: String, _ text: String) { said.append((name, Array(text.utf8))) }
    let commands = [
      ["check"], ["check", "--json"], ["check", "--online"], ["doctor"], ["doctor", "--json"], ["plan"],
      ["preview", "schedule"], ["privacy"],
    ]
    for command in commands { note(command.joined(separator: " "), try await scene.run(command)) }

    let bot = try scene.start(["run", "--verbose"])
    try await eventually("it answers") { await scene.get("/healthz")?.status == 200 }
    // One that is refused, and one that is taken.
    for token in ["wrong", Self.variables["P_HOOK"]!] {
      let answer = try await CurlClient().send(
        HTTPRequest(
          "POST", "http://127.0.0.1:\(scene.port)/communities/webhook/webhook",
          headers: ["Authorization": "Bearer \(token)"], body: Array(#"{"id":"m1","author":"ada","text":"hello"}"#.utf8)
        ))
      #expect(answer.status == (token == "wrong" ? 401 : 200), "\(answer.text)")
      note("a webhook's answer", answer.text)
    }
    try await eventually("every platform was asked, and every post tried") {
      let tallies = (try? scene.home.look { try $0.tallies() }) ?? [:]
      return scene.echo.requests.count > 40 && (tallies["deliveries.queued"] ?? 0) == 0
    }
    for path in ["/", "/healthz", "/readyz", "/metrics", "/nothing"] {
      note(path, await scene.get(path)?.text ?? "")
    }
    for page in try await scene.consolePages() { note("the console", page) }
    let backup = scene.home.file("backup.sqlite")
    let beside = [
      ["outbox", "list", "--state", "queued,sending,sent,retrying,unknown,failed,dead,held"],
      ["outbox", "list", "--json"], ["flags", "list"], ["report"],
      ["report", "--html", scene.home.file("report.html")],
      ["explain", "m1"], ["explain", "delivery", "1"], ["member", "export", "ada"], ["backup", backup], ["console"],
      ["hold"], ["drafts", "list"], ["doctor"],
    ]
    for command in beside { note(command.joined(separator: " "), try await scene.run(command)) }
    bot.send(SIGTERM)
    #expect(try await bot.end() == .exited(0))
    note("the log", bot.output + bot.errors)

    try scene.home.write(
      #"{"time": 1767225600, "user": "ada", "text": "hello", "channel": "general"}"# + "\n", to: "past.jsonl")
    note("replay", try await scene.run(["replay", scene.home.file("past.jsonl")]))
    note("once", try await scene.run(["once"]))

    try scene.write(broken: true)
    let safe = try scene.start(["run"])
    try await eventually("it receives") { await scene.get("/readyz")?.status == 503 }
    note("safe mode", await scene.get("/readyz")?.text ?? "")
    safe.send(SIGTERM)
    #expect(try await safe.end() == .exited(0))
    note("the log of safe mode", safe.errors)
    #expect(safe.errors.contains("safe mode"))

    let ownFiles = ["config.json", "secrets", "credentials"]
    said += scene.home.names.filter { !ownFiles.contains($0) }.map { ("the file \($0)", scene.home.bytes(of: $0)) }
    #expect(said.contains { $0.name == "the file backup.sqlite" && $0.bytes.count > 10_000 })
    #expect(Self.leaks(in: said) == [])
    let sent = [
      "P_SLACK", "P_DISCORD", "P_DISCOURSE", "P_GITHUB", "P_MASTODON", "P_MATRIX", "P_TELEGRAM", "P_BEARER", "P_HEADER",
    ]
    for name in sent {
      #expect(scene.echo.requests.contains { $0.contains(Self.variables[name]!) }, "\(name) was never sent")
    }
  }

  /// A crash prints where it happened and what the registers point to; and leaves no file.
  @Test func aCrashTellsNoSecret() async throws {
    let scene = try Scene()
    let options = "enable=yes,color=no,interactive=no,threads=all,registers=all,images=all,symbolicate=off"
    let bot = try scene.start(["run"], with: ["SWIFT_BACKTRACE": options])
    try await eventually("it answers") { await scene.get("/healthz")?.status == 200 }
    try await eventually("it has asked") { scene.echo.requests.count > 10 }
    bot.send(SIGSEGV)
    try await eventually("it tells all of it", within: .seconds(90)) { bot.errors.contains("Backtrace took") }
    // Sent from outside, a fault does not come again by itself.
    bot.send(SIGSEGV)
    #expect(try await bot.end() == .killed(SIGSEGV))
    let files = scene.home.names.filter { !["config.json", "secrets", "credentials"].contains($0) }
    #expect(!files.contains { $0.hasPrefix("core") })
    #expect(Self.leaks(in: files.map { ($0, scene.home.bytes(of: $0)) }) == [])
    #expect(bot.errors.contains("*** Program crashed: "))
  }

  @Test func anAddressWithAPasswordIsRefusedOrWarnedOfAndNotShown() async throws {
    let home = Home()
    try home.write(
      """
      { "communities": [
        { "id": "town", "platform": "mastodon",
          "connection": { "instance": "https://anna:planted-4711@example.org", "token": "env:MASTODON_TOKEN" },
          "plugins": [ { "plugin": "feed", "channel": "news",
            "feeds": [ { "name": "blog", "url": "https://anna:planted-4712@example.org/feed" } ] } ] } ] }
      """, to: "config.json")
    let check = try await home.run("check", home.file("config.json"))
    #expect(check.end == .exited(78))
    #expect(check.output.contains("connection.instance: the address holds a password, which would be shown in logs"))
    #expect(
      check.output.contains("url (feed): the address holds a password: it is kept in the store and shown in the outbox")
    )
    #expect(!(check.output + check.errors).contains("planted-47"))
  }
}
