public import BotCore
public import BotRuntime
import Dispatch
public import FoundationEssentials

/// What other parts of botrun bring to the console.
public struct ConsoleParts: Sendable {
  /// How a member's data is taken out and taken away; `nil`: it cannot be, here.
  public var members: MemberDoor?
  /// The full report of a community as a page of its own; `nil`: there is none.
  public var report: (@Sendable (SQLiteStore, CommunityConfig, Date) throws -> String)?
  /// How the messages of each of these days, counted since 1970-01-01, sound; `nil` where too few could be read to tell.
  public var mood: (@Sendable (SQLiteStore, CommunityConfig, ClosedRange<Int>) throws -> [MoodDay?])?

  public init() {}
}

/// How the messages of a day sound.
public struct MoodDay: Sendable, Hashable {
  public let negative: Int
  /// Messages that could be read.
  public let scored: Int

  public init(negative: Int, of scored: Int) {
    self.negative = negative
    self.scored = scored
  }
}

/// The bot's own page: what happened, what waits for a person, what is planned, and the buttons to settle it.
///
/// Everything is read over a connection of its own, so no page ever holds up the bot; only after an erasure the store is
/// built anew, and nobody writes meanwhile. One queue serves one request after the other, and is the guard of the unchecked
/// Sendable: nothing else touches `state` and `store`.
public final class Console: @unchecked Sendable {
  struct State {
    var sessions: SessionBook
    var guesses = Guesses()
    var live = Live()
    var isWatching = false
  }

  let inside: Inside
  let key: ConsoleKey
  let parts: ConsoleParts
  let access: Access
  let queue = DispatchQueue(label: "console")
  var state: State
  private var store: SQLiteStore?
  private let storePath: String

  public init(_ inside: Inside, key: ConsoleKey, storePath: String, parts: ConsoleParts = ConsoleParts()) {
    let http = inside.config().http
    self.inside = inside
    self.key = key
    self.storePath = storePath
    self.parts = parts
    access = Access(http)
    state = State(sessions: SessionBook(idle: http.console.idle, longest: http.console.longest))
  }

  /// Called on the server's thread: only passes the request on.
  public func handle(_ request: WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) {
    queue.async { self.answer(request, respond) }
  }

  var now: Date { inside.clock.now() }

  /// - Throws: `StoreError`.
  func openStore() throws -> SQLiteStore {
    if let store { return store }
    let opened = try SQLiteStore(path: storePath)
    store = opened
    return opened
  }

  private func answer(_ request: WebhookRequest, _ respond: @escaping @Sendable (WebhookResponse) -> Void) {
    if let (status, reason) = access.refusal(request) {
      return respond(.page(SignInPage.refused(reason), status: status))
    }
    let name = request.path.hasPrefix("/console/") ? String(request.path.dropFirst("/console/".count)) : nil
    guard let name else { return respond(.seeOther("console/today")) }
    if let file = PageFile(rawValue: name) { return respond(file.response) }
    guard let query = FormFields(request.query.utf8), let form = FormFields(request.body) else {
      return respond(.page(SignInPage.refused("The form is not encoded as it should be."), status: 400))
    }
    let cookie = access.cookie(of: request, named: key.cookieName)
    let mark = cookie.map(key.mark)
    switch (request.method, name) {
    case ("POST", "sign-in"): respond(signIn(form, request))
    case (_, "enter"): respond(.page(SignInPage.html(code: query["code"] ?? "")))
    case (_, "events"):
      guard let mark, state.sessions.isOpen(mark, now: now) else { return respond(.text("Sign in.\n", status: 401)) }
      respond(listen(mark, query, seen: request.headers["Last-Event-ID"]))
    default:
      guard let mark, let session = state.sessions.use(mark, now: now) else {
        return respond(
          request.method == "POST"
            ? .page(SignInPage.html(fault: "You were signed out."), status: 401) : .page(SignInPage.html(), status: 401)
        )
      }
      request.method == "POST"
        ? act(name, form, session, mark, request, respond) : respond(show(name, query, session, mark))
    }
  }
}

// MARK: Signing in and out

extension Console {
  private static let longestName = 40

  private func signIn(_ form: FormFields, _ request: WebhookRequest) -> WebhookResponse {
    if let code = form["code"] {
      guard let nonce = key.read(code: code, now: now),
        (try? openStore().useUp("console link \(nonce)", now: now)) == true
      else {
        inside.log(.warning, "a sign-in link of the console was refused")
        return .page(
          SignInPage.html(fault: "This link was used already, or its time is over. botrun console prints a new one."),
          status: 403)
      }
      return begin(form, request)
    }
    if let wait = state.guesses.wait(now: now) {
      var response = WebhookResponse.page(
        SignInPage.html(
          fault: "There were too many wrong tokens. Wait a few minutes, or use a link: botrun console prints one."),
        status: 429)
      response.headers["Retry-After"] = "\(Int(wait.seconds))"
      return response
    }
    guard key.isToken(form["token"] ?? "") else {
      state.guesses.noteWrong(now: now)
      inside.log(.warning, "a wrong token was tried at the console")
      return .page(SignInPage.html(fault: "That is not the token."), status: 403)
    }
    return begin(form, request)
  }

  private func begin(_ form: FormFields, _ request: WebhookRequest) -> WebhookResponse {
    let cookie = KeyFile.random(bytes: 32)
    let name = (form["name"] ?? "").filter {
      !$0.isNewline && !$0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
    state.sessions.open(
      key.mark(ofCookie: cookie), csrf: KeyFile.random(bytes: 32), name: String(name.prefix(Self.longestName)), now: now
    )
    inside.log(.info, "somebody signed in at the console", ["name": String(name.prefix(Self.longestName))])
    var response = WebhookResponse.seeOther("today")
    response.headers.add("Set-Cookie", access.cookieField(key.cookieName, cookie, for: request))
    return response
  }

  private func signOut(_ mark: String, _ request: WebhookRequest) -> WebhookResponse {
    state.sessions.close(mark)
    var response = WebhookResponse.seeOther("today")
    response.headers.add("Set-Cookie", access.cookieField(key.cookieName, nil, for: request))
    return response
  }
}

// MARK: Pages

extension Console {
  private func show(
    _ name: String, _ query: FormFields, _ session: SessionBook.Session, _ mark: String
  ) -> WebhookResponse {
    if name.isEmpty { return .seeOther("today") }
    let page = Page(rawValue: name)
    guard page != nil || name == "export" || name == "report" else {
      return .page(SignInPage.refused("There is no such page."), status: 404)
    }
    do {
      guard let visit = try visit(query, session, mark, isPage: page != nil) else {
        return .page(SignInPage.refused("There is no such community."), status: 404)
      }
      guard let page else { return try name == "export" ? export(visit) : report(visit) }
      return .page(try html(page, visit))
    } catch {
      inside.log(.error, "a page of the console could not be made", ["page": name, "error": "\(error)"])
      return .page(SignInPage.refused("The page could not be made: \(error)"), status: 503)
    }
  }

  private func visit(
    _ query: FormFields, _ session: SessionBook.Session, _ mark: String, isPage: Bool
  ) throws -> Visit? {
    let config = inside.config()
    guard let shown = community(query["community"], config) else { return nil }
    return Visit(
      config: config, shown: shown, session: session, notice: isPage ? state.sessions.takeNotice(of: mark) : nil,
      query: query, store: try openStore(), standing: inside.standing(), parts: parts, now: now)
  }

  /// The first where none is named.
  private func community(_ name: String?, _ config: BotConfig) -> CommunityConfig? {
    name.map { name in config.communities.first { $0.community.id.raw == name } } ?? config.communities.first
  }

  private func html(_ page: Page, _ visit: Visit) throws -> String {
    let counts = try Counts(of: visit.id, in: visit.store)
    let content =
      switch page {
      case .today: try TodayPage(visit: visit, counts: counts).content()
      case .flags: try FlagsPage(visit: visit).content()
      case .calendar: try CalendarPage(visit: visit).content()
      case .outbox: try OutboxPage(visit: visit).content()
      case .questions: try QuestionsPage(visit: visit).content()
      case .members: try MembersPage(visit: visit).content()
      case .charts: try ChartsPage(visit: visit).content()
      }
    return Layout(visit: visit, page: page, counts: counts).html(content)
  }

  private func export(_ visit: Visit) throws -> WebhookResponse {
    guard let door = parts.members, let member = visit.query["member"] else {
      return .page(SignInPage.refused("Nothing can be exported here."), status: 404)
    }
    // The first look at a member makes the key of the store.
    let kept = try visit.store.transaction { try door.export(visit.store, visit.shown, ID(member)) }
    var response = WebhookResponse.plain(kept.pretty, type: "application/json")
    response.headers.add("Content-Disposition", "attachment; filename=\"member.json\"")
    return response
  }

  private func report(_ visit: Visit) throws -> WebhookResponse {
    guard let report = parts.report else { return .page(SignInPage.refused("There is no report here."), status: 404) }
    return .report(try report(visit.store, visit.shown, now))
  }
}

// MARK: Deeds

extension Console {
  private func act(
    _ name: String, _ form: FormFields, _ session: SessionBook.Session, _ mark: String, _ request: WebhookRequest,
    _ respond: @escaping @Sendable (WebhookResponse) -> Void
  ) {
    guard access.isToken(form["csrf"], of: session) else {
      return respond(.page(SignInPage.refused("This form is not of your session. Open the page anew."), status: 403))
    }
    if name == "sign-out" { return respond(signOut(mark, request)) }
    guard name == "do", let community = community(form["community"], inside.config()) else {
      return respond(.page(SignInPage.refused("There is no such page."), status: 404))
    }
    let back = form["back"].flatMap { Page(rawValue: $0) } ?? .today
    let answer = WebhookResponse.seeOther("\(back.rawValue)?community=\(community.community.id)")
    do {
      let deed = try Deed(form, now: now)
      try perform(deed, community, session, mark) { respond(answer) }
    } catch {
      state.sessions.note(.init(text: sentence(error), isFault: true), for: mark)
      respond(answer)
    }
  }

  private func sentence(_ error: any Error) -> String {
    if let fault = error as? DeedFault { return fault.sentence }
    let text = "\(error)"
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  /// Does it and keeps a record of who did it, then calls `done`, when both are on disk.
  private func perform(
    _ deed: Deed, _ community: CommunityConfig, _ session: SessionBook.Session, _ mark: String,
    _ done: @escaping @Sendable () -> Void
  ) throws {
    let store = try openStore()
    let person = session.name.isEmpty ? "console" : "\(session.name) (console)"
    let (now, nonce) = (now, KeyFile.random(bytes: 12))
    // The deed and the record of it, or neither.
    let did = try store.transaction { () -> String? in
      guard let did = try deed.perform(in: community, store, by: person, parts, now: now) else { return nil }
      let record = Event.other(
        Deed.eventName, ["by": .string(person), "did": .string(deed.isErasure ? "erased a member" : did)],
        in: community.community.id, at: now, mark: nonce)
      _ = try store.admit(record, state: .done, now: now)
      return did
    }
    let fault = deed.isErasure ? store.forgetCopies() : nil
    if let fault { inside.log(.warning, "an erasure is not at its end", ["reason": fault]) }
    if let did {
      inside.wake()
      let but = fault.map { " But \($0)." } ?? ""
      state.sessions.note(.init(text: "Done: you \(did).\(but)", isFault: fault != nil), for: mark)
      return done()
    }
    let event = command(deed, person, community.community, nonce)
    inside.tell(event) { isStored in
      self.queue.async {
        self.state.sessions.note(self.notice(event, isStored), for: mark)
        done()
      }
    }
  }

  private func command(_ deed: Deed, _ person: String, _ community: Community, _ nonce: String) -> Event {
    guard case .command(let name, let arguments) = deed else { preconditionFailure("only commands are told") }
    let author = Member(MembersPage.console, name: person, roles: community.managers)
    let message = Message.atConsole("!\(name) \(arguments)", by: author, mark: nonce, in: community)
    return .command(name, arguments, message, in: community.id, at: now)
  }

  private func notice(_ event: Event, _ isStored: Bool) -> SessionBook.Notice {
    guard isStored else { return .init(text: "The bot could not take it just now. Try again.", isFault: true) }
    let said = (try? store?.newDeliveries(after: event.id))?.compactMap(\.action.said) ?? []
    return .init(text: said.isEmpty ? "The bot was told, and has nothing to say to it." : said.joined(separator: "\n"))
  }
}

extension Action {
  /// What it answers to a command.
  fileprivate var said: String? {
    switch self {
    case .reply(let text, _, _), .post(let text, _, nil), .direct(let text, _): text.plain
    case .post, .schedule, .edit, .react, .pin, .hide, .delete, .timeout, .ban, .grant, .approve, .decline, .flag,
      .settle, .hold, .timer, .fetch, .measure:
      nil
    }
  }
}
