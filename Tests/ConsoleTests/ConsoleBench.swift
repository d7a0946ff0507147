import BotCore
import BotTesting
import FoundationEssentials
import Glibc

@testable import BotRuntime
@testable import Console

/// A console on a store of its own, with a clock that the test moves, and an engine that only keeps what it is told.
final class ConsoleBench: Sendable {
  static let token = "0123456789abcdef0123456789abcdef"
  static let start = Date(timeIntervalSince1970: 1_767_261_600)  // 2026-01-01 10:00

  let path: String
  let key = ConsoleKey(Secret(token))
  private let clock = Lock(start)
  private let events = Lock<[Event]>([])
  private let wakes = Lock(0)
  /// What the engine does with what it is told, before it answers.
  let onTold = Lock<(@Sendable (Event) -> Bool)>({ _ in true })
  let standing = Lock(Standing(troubles: [:]))
  private let made = Lock<Console?>(nil)
  private let remake: @Sendable () -> Console

  init(
    _ communities: [CommunityConfig] = [.testing("lobby")], parts: ConsoleParts = ConsoleParts(),
    http change: (inout HTTPSettings) -> Void = { _ in }
  ) throws {
    var template = Array("/tmp/botrun-console-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try SQLiteStore(path: path + "/store").close()
    var http = HTTPSettings()
    change(&http)
    let config = BotConfig(store: StoreSettings(), http: http, communities: communities, hash: "abc")
    let (clock, events, wakes, onTold, standing) = (clock, events, wakes, onTold, standing)
    let inside = Inside(
      config: { config },
      clock: Clock(
        now: { clock.withLock { $0 } }, monotonic: { 0 }, sleep: { _ in try await Task.sleep(for: .milliseconds(5)) },
        dice: { 0 }),
      log: .silent, standing: { standing.withLock { $0 } }, wake: { wakes.withLock { $0 += 1 } },
      tell: { event, done in
        events.withLock { $0.append(event) }
        done(onTold.withLock { $0 }(event))
      })
    let (key, path) = (key, path)
    remake = { Console(inside, key: key, storePath: path + "/store", parts: parts) }
    restart()
  }

  /// Another console on the same store, as after a restart of the bot.
  func restart() { made.withLock { $0 = remake() } }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var told: [Event] { events.withLock { $0 } }
  var woken: Int { wakes.withLock { $0 } }
  var now: Date { clock.withLock { $0 } }
  func pass(_ time: Duration) { clock.withLock { $0 = $0 + time } }

  /// Reads or changes the store, as another process would.
  func store<R>(_ body: (SQLiteStore) throws -> R) throws -> R {
    let store = try SQLiteStore(path: path + "/store")
    defer { store.close() }
    return try store.transaction { try body(store) }
  }

  func send(
    _ method: String, _ target: String, _ body: String = "", headers: Headers = ["Host": "127.0.0.1:8080"]
  ) async -> WebhookResponse {
    let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
    let request = WebhookRequest(
      method: method, path: "/console/" + parts[0], query: parts.count > 1 ? parts[1] : "", headers: headers,
      body: Array(body.utf8))
    return await answer(to: request)
  }

  func answer(to request: WebhookRequest) async -> WebhookResponse {
    guard let console = made.withLock({ $0 }) else { preconditionFailure("made with the bench") }
    return await withCheckedContinuation { continuation in
      console.handle(request) { continuation.resume(returning: $0) }
    }
  }

  /// Signs in with the token.
  func visitor(_ name: String = "") async throws -> Visitor {
    let response = await send("POST", "sign-in", "token=\(Self.token)&name=\(name)")
    guard let field = response.headers["Set-Cookie"], let cookie = field.split(separator: ";").first else {
      throw NotSignedIn()
    }
    var visitor = Visitor(bench: self, cookie: String(cookie), csrf: "")
    let page = await visitor.get("today")
    guard let start = page.range(of: "name=\"csrf\" value=\"") else { throw NotSignedIn() }
    visitor.csrf = String(page[start.upperBound...].prefix(64))
    return visitor
  }
}

struct NotSignedIn: Error {}

/// Somebody who is signed in.
struct Visitor {
  let bench: ConsoleBench
  let cookie: String
  var csrf: String

  private var headers: Headers { ["Host": "127.0.0.1:8080", "Cookie": "other=1; \(cookie)"] }

  func response(_ target: String) async -> WebhookResponse { await bench.send("GET", target, headers: headers) }
  func get(_ target: String) async -> String { await response(target).text }

  func post(_ target: String, _ form: String, csrf: String? = nil) async -> WebhookResponse {
    await bench.send("POST", target, form + "&csrf=\(csrf ?? self.csrf)", headers: headers)
  }

  /// Does something, and reads what is told of it on the page that comes next.
  func act(_ form: String, on page: Page = .today) async -> String {
    let response = await post("do", form + "&community=lobby&back=\(page.rawValue)")
    guard response.status == 303 else { return "\(response.status)" }
    let html = await get(response.headers["Location"] ?? "")
    guard let start = html.range(of: "role=\"alert\">") ?? html.range(of: "role=\"status\">") else { return "" }
    let text = html[start.upperBound...].prefix { $0 != "<" }
    return text.isEmpty ? "" : String(text)
  }
}

/// What a page says, without markup, each run of blanks as one.
func words(_ html: String) -> String {
  var (text, isTag) = ("", false)
  for character in html.drop(while: { $0 != "<" }).components(separatedBy: "<main").last ?? "" {
    if character == "<" { (isTag, text) = (true, text + " ") }
    if !isTag { text.append(character) }
    if character == ">" { isTag = false }
  }
  return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

extension WebhookResponse {
  var text: String {
    switch body {
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .stream: ""
    }
  }
}

extension String {
  func range(of part: String) -> Range<String.Index>? {
    guard !part.isEmpty else { return nil }
    return indices.first { self[$0...].hasPrefix(part) }.map { $0..<index($0, offsetBy: part.count) }
  }
}

extension CommunityConfig {
  static func testing(
    _ id: ID<Community>, name: String? = nil, platform: String = "chat", moderators: ID<Channel>? = "#mods",
    _ plugins: [(name: String, plugin: any Plugin)] = []
  ) -> CommunityConfig {
    CommunityConfig(
      community: Community(id: id, name: name, platform: platform, moderators: moderators, managers: ["boss"]),
      about: ConnectorAbout(
        name: platform, summary: "A chat.", receives: [.poll], capabilities: [.post],
        text: TextLimits(max: 100, unit: .scalars),
        idempotency: .none),
      connect: { _ in throw NotSignedIn() }, credential: "c",
      instances: plugins.map { name, plugin in
        InstanceConfig(
          id: ID("\(id)/\(name)"),
          about: PluginAbout(
            name: name, summary: "Tests.", needs: [], maxEventAge: .days(1), keeps: type(of: plugin).about.keeps),
          plugin: plugin,
          common: InstanceSettings())
      })
  }
}

extension StoredFlag {
  static func testing(
    _ title: String, in community: ID<Community> = "lobby", _ state: State = .open, text: Text = "Look.",
    by: String = ""
  ) -> StoredFlag {
    StoredFlag(
      id: 0, community: community, instance: ID("\(community)/listen"),
      flag: Flag(title, severity: .urgent, text: text),
      state: state, created: ConsoleBench.start, updated: ConsoleBench.start, by: by)
  }
}

extension Delivery {
  static func testing(
    _ key: String, _ state: State, in community: ID<Community> = "lobby", text: String = "Hi", note: String = "",
    action: Action? = nil, event: ID<Event> = "Ev1", at: Date = ConsoleBench.start
  ) -> Delivery {
    var delivery = Delivery(
      key: key, community: community, instance: ID("\(community)/welcome"), event: event, depth: 1, lane: .answers,
      order: "C1", action: action ?? .post(text: Text(text), in: "general", named: nil), state: state, now: at,
      config: "abc")
    delivery.note = note
    return delivery
  }
}
