import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// A way to make a fresh store: whatever implements `Store` is listed here and must pass `StoreContractTests`.
struct StoreMaker: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let make: @Sendable (Folder) throws -> any Store

  static let all = [
    StoreMaker(testDescription: "SQLite in memory") { _ in try SQLiteStore(path: ":memory:") },
    StoreMaker(testDescription: "SQLite in a file") { try SQLiteStore(path: $0.file("botrun.sqlite")) },
  ]
}

/// A folder that is removed with the test.
final class Folder: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/botrun-store-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

struct Refused: Error {}

extension Date {
  /// 2026-01-01 and so many seconds.
  static func at(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_767_225_600 + seconds) }
  static func day(_ days: Double) -> Date { at(days * 86_400) }
}

extension Event {
  static func testing(_ id: String, key: String? = nil, in community: ID<Community> = "lobby", at: Date = .at(0))
    -> Event
  {
    let message = Message("M1", in: "C1", by: Member("U1", name: "Ann"), "Hello")
    return Event(
      id: ID(id), key: key ?? "posted/C1/\(id)", community: community, at: at, kind: .messagePosted(message: message))
  }
}

extension Delivery {
  static func testing(_ key: String, _ state: State = .queued, at: Date = .at(0)) -> Delivery {
    Delivery(
      key: key, community: "lobby", instance: "lobby/welcome", event: "Ev1", depth: 1, lane: .answers, order: "C1",
      action: .post(text: "Hi", in: "C1", named: nil), state: state, now: at, config: "abc")
  }
}

extension DeferredTurn {
  static func testing(_ id: String, due: Date?, at: Date = .at(0)) -> DeferredTurn {
    DeferredTurn(event: .testing(id, at: at), instance: "lobby/welcome", attempts: 1, due: due, note: "busy")
  }
}

extension StoredFlag {
  static func testing(_ title: String, at: Date = .at(0)) -> StoredFlag {
    StoredFlag(
      id: 0, community: "lobby", instance: "lobby/watch", flag: Flag(title, severity: .warning, text: "look"),
      state: .open, created: at, updated: at, by: "")
  }
}

extension SQLiteStore {
  /// As the command does.
  func erase(_ member: ID<Member>, in community: ID<Community>, now: Date) throws -> Erasure {
    let erasure = try transaction { try eraseRows(of: member, in: community, now: now) }
    #expect(forgetCopies() == nil)
    return erasure
  }
}
