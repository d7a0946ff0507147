import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

@Suite struct StoreFactsTests {
  private let folder = Folder()
  private let far = Fact(
    .posted, at: 1_767_225_600_123, member: .max, place: "general", message: 1 << 63, root: 7, value: -3,
    traits: [.bot, .asks])

  private func all(_ store: any Store, of community: ID<Community> = "lobby") throws -> [Fact] {
    try store.facts(of: community, from: .distantPast, through: .distantFuture)
  }

  @Test(arguments: StoreMaker.all)
  func aFactComesBackAsItWentInTheOrderOfComing(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    let facts = Fact.Kind.allCases.map { Fact($0, at: Int64(100 - $0.rawValue), place: "p\($0)") } + [far]
    for fact in facts { try store.keep(fact, of: "lobby") }
    try store.keep(far, of: "attic")
    #expect(try all(store) == facts)
    #expect(try all(store, of: "attic") == [far])
    #expect(try all(store, of: "nowhere") == [])
    let from = Date(milliseconds: 95)
    #expect(try store.facts(of: "lobby", from: from, through: Date(milliseconds: 97)).map(\.at) == [97, 96, 95])
  }

  @Test(arguments: StoreMaker.all)
  func aNameThatWasUndoneIsMadeAnew(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try? store.transaction {
      try store.keep(Fact(.posted, at: 1, place: "first"), of: "lobby")
      throw Refused()
    }
    try store.transaction {
      try? store.savepoint {
        try store.keep(Fact(.posted, at: 1, place: "second"), of: "lobby")
        throw Refused()
      }
      try store.keep(Fact(.posted, at: 1, place: "third"), of: "attic")
      try store.keep(Fact(.posted, at: 1, place: "second"), of: "lobby")
    }
    #expect(try all(store).map(\.place) == ["second"])
    #expect(try all(store, of: "attic").map(\.place) == ["third"])
  }

  @Test(arguments: StoreMaker.all)
  func theKeyIsMadeOnceAndKeepsItsHashes(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    #expect(try store.factMaker() == nil)
    try store.makeFactKey()
    let hash = try #require(try store.factMaker()).hash(ID<Member>("ada"))
    try store.makeFactKey()
    #expect(try store.factMaker()?.hash(ID<Member>("ada")) == hash)
    let other = try SQLiteStore(path: ":memory:")
    try other.makeFactKey()
    #expect(try other.factMaker()?.hash(ID<Member>("ada")) != hash)
  }

  @Test(arguments: StoreMaker.all)
  func whoIsErasedLeavesNoFactInThatCommunity(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try store.makeFactKey()
    let names = try #require(try store.factMaker())
    for name in ["ada", "bob"] {
      for kind in [Fact.Kind.posted, .joined, .addressed] {
        for community: ID<Community> in ["lobby", "attic"] {
          try store.keep(Fact(kind, at: 1, member: names.hash(ID<Member>(name))), of: community)
        }
      }
    }
    #expect(try store.eraseFacts(of: "ada", in: "lobby") == 3)
    #expect(try store.eraseFacts(of: "ada", in: "lobby") == 0)
    #expect(try store.eraseFacts(of: "nobody", in: "nowhere") == 0)
    #expect(Set(try all(store).map(\.member)) == [names.hash(ID<Member>("bob"))])
    #expect(try all(store, of: "attic").count == 6)
  }

  @Test(arguments: StoreMaker.all)
  func oldFactsGoAPieceAtATimeAndNewOnesStay(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    for day in [0.0, 1, 300, 2, 401] { try store.keep(Fact(.posted, at: Date.day(day).milliseconds), of: "lobby") }
    let prune = { try store.pruneFacts(now: .day(402), keep: .days(400), limit: 3) }
    #expect(try prune() == 2)
    #expect(try prune() == 0)
    #expect(try all(store).map(\.at) == [300, 2, 401].map { Date.day($0).milliseconds })
    #expect(try store.tallies() == ["facts": 3])
  }

  @Test(arguments: StoreMaker.all)
  func aFlagsFateIsKeptWhicheverWayItIsSettled(_ maker: StoreMaker) throws {
    let store = try maker.make(folder)
    try store.makeFactKey()
    let id = try store.insert(.testing("Incident 3: spam", at: .at(1)))
    _ = try store.settle(flag: id, as: .acknowledged, by: "bo", now: .at(61))
    _ = try store.settle(flag: id, as: .resolved, by: "bo", now: .at(600))
    let facts = try all(store)
    #expect(facts.map(\.flagState) == [.open, .acknowledged, .resolved])
    #expect(facts.map(\.at) == [1, 61, 600].map { Date.at($0).milliseconds })
    #expect(Set(facts.map(\.place)) == ["Spam"])
    #expect(Set(facts.map(\.message)).count == 1)
  }

  @Test func aRowIsOfSixtyBytesAtMost() throws {
    let path = folder.file("size.sqlite")
    let store = try SQLiteStore(path: path)
    func pages() throws -> Int { try store.db.first("PRAGMA page_count", read: { $0.count(0) }) ?? 0 }
    let before = try pages()
    var source = SeededRandom(seed: "facts")
    try store.transaction {
      for second in 0..<20_000 {
        let fact = Fact(
          .posted, at: Date.at(Double(second)).milliseconds, member: source.next(), place: "channel \(second % 40)",
          message: source.next(), root: source.next(), value: 1, traits: .asks)
        try store.keep(fact, of: "lobby")
      }
    }
    let bytes = try (pages() - before) * 4096 / 20_000
    #expect(bytes <= 60, "\(bytes) bytes a row")
  }
}
