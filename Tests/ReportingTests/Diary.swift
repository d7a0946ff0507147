import BotCore
import FoundationEssentials

@testable import Reporting

/// Facts as a story: who did what on which day.
struct Diary {
  private(set) var facts: [Fact] = []
  private let maker = FactMaker(SipHash(3, 4))
  private var messages = 0

  /// 2026-01-05, a Monday, and so many hours.
  static func at(_ hours: Double) -> Int64 { 1_767_571_200_000 + Int64(hours * 3_600_000) }
  static let monday = 20_458

  static func days(_ first: Int, _ last: Int, until hours: Double? = nil, zone: Zone = .utc) -> Period {
    Period(
      monday + first...monday + last, in: zone,
      until: Date(milliseconds: at(hours ?? Double(24 * (last + 1)))))
  }

  func hash(_ member: String) -> UInt64 { maker.hash(ID<Member>(member)) }
  func hash(message: String, in channel: String = "general") -> UInt64 { maker.hash(ID(message), in: ID(channel)) }

  @discardableResult
  mutating func says(
    _ member: String, _ hours: Double, id: String? = nil, in channel: String = "general", thread: String? = nil,
    _ traits: Fact.Traits = []
  ) -> String {
    messages += 1
    let id = id ?? "m\(messages)"
    facts.append(
      Fact(
        .posted, at: Self.at(hours), member: hash(member), place: channel, message: hash(message: id, in: channel),
        root: thread.map { hash(message: $0, in: channel) }, traits: traits))
    return id
  }

  mutating func joins(_ member: String, _ hours: Double, _ traits: Fact.Traits = []) {
    facts.append(Fact(.joined, at: Self.at(hours), member: hash(member), traits: traits))
  }

  mutating func leaves(_ member: String, _ hours: Double) {
    facts.append(Fact(.left, at: Self.at(hours), member: hash(member)))
  }

  mutating func adds(_ fact: Fact) { facts.append(fact) }

  mutating func deletes(_ message: String, _ hours: Double) {
    facts.append(Fact(.deleted, at: Self.at(hours), place: "general", message: hash(message: message)))
  }

  mutating func reacts(_ member: String, _ message: String, _ hours: Double, emoji: UInt64 = 1, isTaken: Bool = false) {
    facts.append(
      Fact(
        .reacted, at: Self.at(hours), member: hash(member), place: "general", message: hash(message: message),
        root: emoji, value: isTaken ? 0 : 1))
  }

  mutating func measures(_ name: String, _ value: Int, of message: String, by member: String = "ada", _ hours: Double) {
    facts.append(
      Fact(
        .measured, at: Self.at(hours), member: hash(member), place: name, message: hash(message: message), value: value)
    )
  }

  mutating func flags(_ number: UInt64, _ state: Flag.State, _ hours: Double, _ category: String = "Spam") {
    facts.append(.flagged(number, state, .warning, category, at: Self.at(hours)))
  }

  var ledger: Ledger { Ledger(facts) }
}
