import BotCore
import FoundationEssentials
import Glibc

@testable import BotRuntime

/// A folder with all that one bot has: configuration, store, what it said. It is removed with the test.
final class Home: Sendable {
  let path: String
  private let runs = Lock(0)

  init() {
    var template = Array("/tmp/botrun-home-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, to name: String) throws {
    let parts = name.split(separator: "/").dropLast()
    if !parts.isEmpty {
      try FileManager.default.createDirectory(
        atPath: file(parts.joined(separator: "/")), withIntermediateDirectories: true)
    }
    try Data(text.utf8).write(to: URL(filePath: file(name)))
  }

  func bytes(of name: String) -> [UInt8] { Array(FileManager.default.contents(atPath: file(name)) ?? Data()) }

  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  static let environment = [
    "PATH": "/usr/bin:/bin", "USER": "grace", "DISCORD_TOKEN": FakeDiscord.token, "DISCOURSE_KEY": FakeDiscourse.apiKey,
    "GITHUB_TOKEN": FakeGitHub.token, "MASTODON_TOKEN": "planted-mastodon-token",
    "MATRIX_TOKEN": FakeMatrix.token,
    "SLACK_SIGNING_SECRET": FakeSlack.signingSecret, "SLACK_TOKEN": FakeSlack.token, "SWIFT_BACKTRACE": "enable=no",
    "TELEGRAM_TOKEN": FakeTelegram.token,
  ]

  /// Starts `botrun`; files are named by whole paths.
  func start(
    _ arguments: [String], with environment: [String: String] = [:], input: String = "/dev/null"
  ) throws -> BotProcess {
    let number = runs.withLock { runs in
      runs += 1
      return runs
    }
    return try BotProcess(
      arguments, in: path, environment: Self.environment.merging(environment) { $1 }, name: "run-\(number)",
      input: input)
  }

  func start(_ arguments: String..., with environment: [String: String] = [:]) throws -> BotProcess {
    try start(arguments, with: environment)
  }

  struct Finished {
    let end: BotProcess.End
    let output: String
    let errors: String
  }

  /// Runs a command to its end.
  func run(_ arguments: [String], with environment: [String: String] = [:]) async throws -> Finished {
    let bot = try start(arguments, with: environment)
    let end = try await bot.end()
    return Finished(end: end, output: bot.output, errors: bot.errors)
  }

  func run(_ arguments: String..., with environment: [String: String] = [:]) async throws -> Finished {
    try await run(arguments, with: environment)
  }

  /// Gives the program these lines to read.
  func run(_ arguments: String..., reading lines: String) async throws -> Finished {
    try write(lines, to: "input.txt")
    let bot = try start(arguments, input: file("input.txt"))
    let end = try await bot.end()
    return Finished(end: end, output: bot.output, errors: bot.errors)
  }

  /// Looks into the store, also while a bot runs on it.
  func look<R>(_ body: (SQLiteStore) throws -> R) throws -> R {
    let store = try SQLiteStore(path: file("botrun.sqlite"), readOnly: true)
    defer { store.close() }
    return try body(store)
  }
}

struct NeverHappened: Error, CustomStringConvertible { let description: String }

/// Waits until something holds, looking often.
func eventually(
  _ what: String, within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while true {
    if try await condition() { return }
    guard ContinuousClock.now < deadline else { throw NeverHappened(description: what) }
    try await Clock.system.sleep(.milliseconds(15))
  }
}

extension Home {
  /// Has a configuration listen on any free port.
  func freePort(in name: String) throws {
    let text = String(decoding: bytes(of: name), as: UTF8.self)
    let parts = text.components(separatedBy: "127.0.0.1:8080")
    try write(parts.joined(separator: "127.0.0.1:0"), to: name)
  }
}
