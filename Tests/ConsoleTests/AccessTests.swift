import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime
@testable import Console

@Suite struct AccessTests {
  private func access(_ listen: String, publicURL: String = "") -> Access {
    var http = HTTPSettings()
    http.listen = listen
    http.publicURL = publicURL
    return Access(http)
  }

  private let https = WebhookRequest(method: "GET", path: "/", headers: ["X-Forwarded-Proto": "HTTPS"])
  private let plain = WebhookRequest(method: "GET", path: "/")

  @Test func theWordOfAProxyCountsWhereOnlyThisMachineCanSpeak() {
    #expect(access("127.0.0.1:8080").isSecure(https))
    #expect(!access("127.0.0.1:8080", publicURL: "https://bot.example.org").isSecure(plain))
    #expect(!access("0.0.0.0:8080").isSecure(https))
    #expect(access("0.0.0.0:8080", publicURL: "https://bot.example.org").isSecure(plain))
  }

  @Test func theCookieIsForThisSiteAlone() {
    let access = access("127.0.0.1:8080")
    #expect(access.cookieField("botrun-1", "abc", for: plain) == "botrun-1=abc; HttpOnly; SameSite=Strict")
    #expect(access.cookieField("botrun-1", "abc", for: https) == "botrun-1=abc; HttpOnly; SameSite=Strict; Secure")
    #expect(access.cookieField("botrun-1", nil, for: plain) == "botrun-1=; HttpOnly; SameSite=Strict; Max-Age=0")
  }

  @Test func theCookieIsFoundAmongOthers() {
    let request = WebhookRequest(
      method: "GET", path: "/", headers: ["Cookie": "a=1; botrun-12=wrong", "cookie": "b=2;  botrun-1=right; c=3"])
    #expect(access("127.0.0.1:1").cookie(of: request, named: "botrun-1") == "right")
    #expect(access("127.0.0.1:1").cookie(of: plain, named: "botrun-1") == nil)
  }

  @Test func theNameOfTheOuterAddressIsServed() {
    let outer = WebhookRequest(method: "GET", path: "/", headers: ["Host": "bot.example.org"])
    #expect(access("127.0.0.1:1", publicURL: "https://Bot.example.org:444/path").refusal(outer) == nil)
    #expect(access("127.0.0.1:1").refusal(outer)?.status == 421)
    #expect(access("127.0.0.1:1").refusal(outer)?.reason.hasPrefix("The console may not be opened") == true)
  }

  @Test(arguments: [
    ("127.0.0.1:8080", true), ("localhost:0", true), ("[::1]:80", true), ("0.0.0.0:8080", false), ("[::]:80", false),
    ("192.168.0.1:80", false), ("", false),
  ])
  func loopbackIsToldFromTheRest(listen: String, isLoopback: Bool) {
    #expect(Access.isLoopback(listen: listen) == isLoopback)
  }
}

@Suite struct ConsoleKeyTests {
  private let key = ConsoleKey(Secret("a-token-of-some-length"))
  private let now = ConsoleBench.start

  @Test func aLinkHoldsForTenMinutes() {
    let code = key.code(nonce: "ab12", now: now)
    #expect(key.read(code: code, now: now) == "ab12")
    #expect(key.read(code: code, now: now + .seconds(599)) == "ab12")
    #expect(key.read(code: code, now: now + .minutes(10)) == nil)
  }

  @Test func noLetterOfALinkCanBeChanged() {
    let code = key.code(nonce: "ab12", now: now)
    for index in code.indices {
      var changed = code
      changed.replaceSubrange(index...index, with: code[index] == "7" ? "8" : "7")
      #expect(key.read(code: changed, now: now) == nil, "\(changed)")
    }
  }

  @Test(arguments: ["", ".", "..", "1.2.3", "99999999999999999999.a.b", String(repeating: "1.", count: 400)])
  func whatIsNoCodeIsRefused(code: String) { #expect(key.read(code: code, now: now) == nil) }

  @Test func aLinkThatIsMadeForAFarTimeIsRefused() {
    #expect(key.read(code: key.code(nonce: "a", now: now + .hours(1)), now: now) == nil)
  }

  @Test func anotherTokenMakesOtherLinksAndCookies() {
    let other = ConsoleKey(Secret("another-token-of-some-length"))
    #expect(other.read(code: key.code(nonce: "a", now: now), now: now) == nil)
    #expect(other.cookieName != key.cookieName)
    #expect(other.mark(ofCookie: "x") != key.mark(ofCookie: "x"))
  }

  @Test func onlyTheTokenIsTheToken() {
    #expect(key.isToken("a-token-of-some-length"))
    for wrong in ["", "a-token-of-some-lengtH", "a-token-of-some-length "] { #expect(!key.isToken(wrong)) }
    #expect(!ConsoleKey(Secret("")).isToken(""))
  }
}

@Suite struct KeyFileTests {
  private let folder = "/tmp/botrun-key-" + KeyFile.random(bytes: 8)

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private var path: String { folder + "/store.console" }

  private func write(_ text: String, mode: mode_t = 0o600) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    chmod(path, mode)
  }

  private func clean() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func itIsMadeOnceAndForItsOwnerAlone() throws {
    defer { clean() }
    let token = try KeyFile.token(path)
    #expect(token.reveal().utf8.count == 64)
    #expect(try KeyFile.token(path) == token)
    var status = stat()
    stat(path, &status)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["store.console"])
  }

  @Test func ofManyWhoMakeItAtOnceAllGetTheSame() async throws {
    defer { clean() }
    let path = path
    let tokens = try await withThrowingTaskGroup(of: Secret.self) { group in
      for _ in 0..<20 { group.addTask { try KeyFile.token(path) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(tokens.count == 1)
  }

  @Test func whatOthersCanReadLetsNobodyIn() throws {
    defer { clean() }
    try write(String(repeating: "a", count: 64), mode: 0o644)
    #expect(throws: KeyFault(description: "\(path) is open to other users; remove it, and the bot makes a new one")) {
      try KeyFile.token(path)
    }
  }

  @Test(arguments: ["", "short", String(repeating: "z", count: 64), String(repeating: "a", count: 300)])
  func whatIsNoTokenLetsNobodyIn(text: String) throws {
    defer { clean() }
    try write(text)
    #expect(throws: KeyFault(description: "\(path) holds no token; remove it, and the bot makes a new one")) {
      try KeyFile.token(path)
    }
  }

  @Test func aLinkToAnotherFileIsNotFollowed() throws {
    defer { clean() }
    symlink("/etc/hostname", path)
    #expect(throws: KeyFault.self) { try KeyFile.token(path) }
  }

  @Test func aFolderThatIsNotThereIsTold() {
    clean()
    #expect(throws: KeyFault.self) { try KeyFile.token(path) }
  }
}

@Suite struct SessionBookTests {
  private let now = ConsoleBench.start

  private func book() -> SessionBook {
    var book = SessionBook(idle: .hours(1), longest: .hours(3))
    book.open("a", csrf: "t", name: "Ada", now: now)
    return book
  }

  /// Which of these minutes after the start still find the session, each counting as a use.
  private func uses(_ minutes: [Int]) -> [Bool] {
    var book = book()
    return minutes.map { book.use("a", now: now + .minutes($0)) != nil }
  }

  @Test func aSessionEndsWhenItIsIdle() {
    #expect(uses([59, 118, 178, 0]) == [true, true, false, false])
  }

  @Test func itEndsInAnyCase() {
    #expect(uses([50, 100, 150, 179, 180]) == [true, true, true, true, false])
  }

  @Test func askingIsNoUse() {
    var book = book()
    let isOpen = [59, 60].map { book.isOpen("a", now: now + .minutes($0)) }
    #expect(isOpen == [true, false])
  }

  @Test func aClockThatIsSetBackEndsIt() { #expect(uses([-60]) == [false]) }

  @Test func whoSignsOutIsOut() {
    var book = book()
    book.close("a")
    let session = book.use("a", now: now)
    #expect(session == nil)
  }

  @Test func aNoticeIsToldOnce() {
    var book = book()
    book.note(.init(text: "Done."), for: "a")
    book.note(.init(text: "Done."), for: "nobody")
    let notices = ["a", "a", "nobody"].map { book.takeNotice(of: $0)?.text }
    #expect(notices == ["Done.", nil, nil])
  }

  @Test func ofTooManyTheOneThatWasIdleLongestIsSignedOut() {
    var book = book()
    for number in 1...SessionBook.most { book.open("\(number)", csrf: "", name: "", now: now + .seconds(number)) }
    let isOpen = ["a", "1"].map { book.isOpen($0, now: now) }
    #expect(isOpen == [false, true])
  }
}

@Suite struct GuessesTests {
  @Test func afterTenWrongOnesNobodyIsHeardForAWhile() {
    let now = ConsoleBench.start
    var guesses = Guesses()
    var waits: [Duration?] = []
    for _ in 0..<Guesses.most {
      waits.append(guesses.wait(now: now))
      guesses.noteWrong(now: now)
    }
    #expect(waits.allSatisfy { $0 == nil })
    waits = [0, 299.5, 300].map { guesses.wait(now: now + .seconds($0)) }
    #expect(waits == [.minutes(5), .seconds(1), nil])
  }

  @Test func aClockThatIsSetBackLocksNobodyOut() {
    var guesses = Guesses()
    for _ in 0..<Guesses.most { guesses.noteWrong(now: ConsoleBench.start) }
    let wait = guesses.wait(now: ConsoleBench.start - .hours(1))
    #expect(wait == nil)
  }
}
