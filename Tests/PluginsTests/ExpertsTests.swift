import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct ExpertsTests {
  private func context(_ records: [String: Record], at second: Double) -> Context {
    Context(
      community: .testing, now: Date(timeIntervalSince1970: second), random: SeededRandom(seed: 1),
      store: Draft(
        read: { records[$0] },
        scan: { prefix, _ in
          records.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
      ))
  }

  private func keep(_ context: Context, _ records: inout [String: Record]) {
    for (key, record) in context.store.written { records[key] = record }
  }

  @Test func everybodyHasATurnBeforeAnybodyHasASecond() throws {
    let experts = Experts(ids: ["zoe", "yan"], roles: ["helper"])
    var records: [String: Record] = [:]
    for name in ["bob", "cy"] {
      var context = context(records, at: 1)
      try experts.hear(Member(ID(name), name: name.uppercased(), roles: ["helper"]), &context)
      keep(context, &records)
    }
    var calls: [String] = []
    for turn in 0..<4 {
      var context = context(records, at: 100 + Double(turn))
      calls += try experts.call(2, besides: "nobody", &context).map(\.name)
      keep(context, &records)
    }
    #expect(calls == ["BOB", "CY", "yan", "zoe", "BOB", "CY", "yan", "zoe"])
  }

  @Test func theAskerIsNotCalledAndOthersAreNotLearnt() throws {
    let experts = Experts(ids: ["zoe"], roles: ["helper"])
    var context = context([:], at: 1)
    try experts.hear(Member("ada"), &context)
    try experts.hear(Member("bot", isBot: true, roles: ["helper"]), &context)
    #expect(context.store.written.isEmpty)
    #expect(try experts.call(3, besides: "zoe", &context).isEmpty)
  }

  @Test func whoWritesWithoutTheRoleIsForgotten() throws {
    var records: [String: Record] = [:]
    for roles in [["helper"], []] {
      // Each time as after a restart.
      let experts = Experts(ids: [], roles: ["helper"])
      var context = context(records, at: 1)
      try experts.hear(Member("bob", roles: roles), &context)
      for (key, record) in context.store.written { records[key] = record }
    }
    #expect(records.isEmpty)
  }

  @Test func whoWasHeardInATurnThatDidNotHappenIsForgotten() throws {
    let experts = Experts(ids: [], roles: ["helper"])
    var looks = 0
    func turn(_ roles: [String]) throws {
      var context = Context(
        community: .testing, now: Date(timeIntervalSince1970: 1), random: SeededRandom(seed: 1),
        store: Draft(
          read: { _ in
            looks += 1
            return nil
          }, scan: { _, _ in [] }))
      try experts.hear(Member("bob", roles: roles), &context)
    }
    try turn(["helper"])
    try turn([])
    looks = 0
    try turn([])
    #expect(looks == 0)
  }

  @Test func anExpertWithoutAnEndIsKnownForGood() throws {
    let experts = Experts(ids: [], roles: ["helper"])
    let records = ["expert/bob": Record(["name": "Bob", "roles": ["helper"]], of: "bob")]
    var context = context(records, at: 1)
    try experts.hear(Member("bob", name: "Bob", roles: ["helper"]), &context)
    #expect(context.store.written.isEmpty)
    #expect(try experts.call(1, besides: "ada", &context).map(\.name) == ["Bob"])
  }

  @Test func anExpertOfLongStandingIsKept() throws {
    let experts = Experts(ids: [], roles: ["helper"])
    var records: [String: Record] = [:]
    for day in stride(from: 0, through: 400, by: 10) {
      let now = Double(day) * 86_400
      records = records.filter { $0.value.expires.map { $0.timeIntervalSince1970 > now } ?? true }
      var context = context(records, at: now)
      try experts.hear(Member("bob", roles: ["helper"]), &context)
      keep(context, &records)
      #expect(records.count == 1, "day \(day)")
    }
  }

  @Test func beingCalledRenewsNothing() throws {
    let experts = Experts(ids: [], roles: ["helper"])
    var context = context([:], at: 0)
    try experts.hear(Member("bob", roles: ["helper"]), &context)
    var records: [String: Record] = [:]
    keep(context, &records)
    var later = self.context(records, at: 150 * 86_400)
    #expect(try experts.call(1, besides: "ada", &later).map(\.name) == ["bob"])
    #expect(try later.store.record("expert/bob")?.expires == Date(timeIntervalSince1970: 180 * 86_400))
  }

  @Test func whoHasAnotherRoleNowIsNotCalled() throws {
    var context = context([:], at: 0)
    try Experts(ids: [], roles: ["helper"]).hear(Member("bob", roles: ["helper"]), &context)
    #expect(try Experts(ids: [], roles: ["elder"]).call(1, besides: "ada", &context).isEmpty)
    #expect(try Experts(ids: ["bob"], roles: ["elder"]).call(1, besides: "ada", &context).map(\.name) == ["bob"])
  }
}
