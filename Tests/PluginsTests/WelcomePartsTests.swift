import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct LanguageTagTests {
  @Test func aShorterTagSuitsLongerOnes() {
    #expect(LanguageTag.fit("de", to: "de-AT") == 1)
    #expect(LanguageTag.fit("de-at", to: "de_AT") == 2)
    #expect(LanguageTag.fit("de-AT", to: "de") == nil)
    #expect(LanguageTag.fit("de", to: "den") == nil)
  }
}

@Suite struct OptOutTests {
  private func isMeant(_ text: String, isDirect: Bool = true) -> Bool {
    OptOut(OptOut.words).isMeant(by: Message("m", in: "c", by: Member("u"), text, isDirect: isDirect))
  }

  @Test func aWordByItselfIsMeant() {
    #expect(["stop", " STOP! ", "Opt-out.", "unsubscribe"].allSatisfy { isMeant($0) })
  }

  @Test func aSentenceIsNot() {
    #expect(!["please don't stop", "stop the music", "", "stopp"].contains { isMeant($0) })
    #expect(!isMeant("stop", isDirect: false))
  }
}

@Suite struct JoinBurstTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func spans(_ seconds: [Int], threshold: Int) -> [Duration?] {
    var burst = JoinBurst()
    return seconds.map { second in
      let span = burst.add(start + .seconds(second), threshold: threshold)
      burst = JoinBurst(burst.json) ?? JoinBurst()
      return span
    }
  }

  @Test func beginsWithTheThresholdWithinAMinute() {
    #expect(spans([0, 10, 20], threshold: 3) == [nil, nil, .minutes(1)])
    #expect(spans([0, 30, 60], threshold: 3) == [nil, nil, nil])
    #expect(spans([0], threshold: 1) == [.minutes(1)])
  }

  @Test func lastsLongerTheLongerItGoesOn() {
    let spans = spans(Array(stride(from: 0, through: 1200, by: 10)), threshold: 3)
    #expect(spans[2] == .minutes(1))
    #expect(spans[32] == .seconds(300))
    #expect(spans.last == .minutes(10))
  }

  @Test func endsWithAPauseAndIsNotMisledByTheClock() {
    #expect(spans([0, 1, 2, 100, 101, 102], threshold: 3) == [nil, nil, .minutes(1), nil, nil, .minutes(1)])
    #expect(spans([3600, 3601, 0, 1, 2], threshold: 3) == [nil, nil, nil, nil, .minutes(1)])
  }
}

@Suite struct WelcomeVariantTests {
  private func variant(role: String? = nil, locale: String? = nil, source: ID<Channel>? = nil) -> WelcomeVariant {
    var variant = WelcomeVariant()
    (variant.role, variant.locale, variant.source) = (role, locale, source)
    return variant
  }

  private func choice(
    _ variants: [WelcomeVariant], roles: [String] = [], locale: String? = nil, source: ID<Channel>? = nil
  ) -> Int? {
    WelcomeVariant.choose(among: variants, roles: roles, locale: locale, source: source).flatMap { found in
      variants.firstIndex { ($0.role, $0.locale, $0.source) == (found.role, found.locale, found.source) }
    }
  }

  @Test func theMostExactLanguageIsTaken() {
    let variants = [variant(locale: "de"), variant(locale: "de-AT"), variant(locale: "pt-BR")]
    #expect(choice(variants, locale: "de-AT") == 1)
    #expect(choice(variants, locale: "de-CH") == 0)
    #expect(choice(variants, locale: "de") == 0)
    #expect(choice(variants, locale: "pt") == nil)
    #expect(choice(variants) == nil)
  }

  @Test func theFirstThatSuitsIsTaken() {
    let variants = [variant(role: "speaker"), variant(locale: "de"), variant(role: "speaker", locale: "de")]
    #expect(choice(variants, roles: ["speaker"], locale: "en") == 0)
    #expect(choice(variants, roles: ["guest"], locale: "de") == 1)
    #expect(choice(variants, roles: ["speaker"], locale: "de") == 2)
  }

  @Test func theSourceMayBeWrittenWithItsMark() {
    #expect(choice([variant(source: "#help")], source: "help") == 0)
    #expect(choice([variant(source: "#help")], source: "random") == nil)
    #expect(choice([variant(source: "#help")]) == nil)
  }
}

@Suite struct WelcomePlanTests {
  private let noon = Date(timeIntervalSince1970: 1_767_225_600 + 43_200)

  private func decide(
    joined: Duration = .zero, burst: Duration? = nil, isFound: Bool = false,
    _ change: (inout Welcome.Settings) -> Void = { _ in }
  ) -> WelcomePlan.Decision {
    var settings = Welcome.Settings()
    change(&settings)
    let plan = WelcomePlan(settings: settings, zone: .utc, now: noon)
    let at = noon - joined
    var newcomer = Newcomer(Member("ada"), at: at, joined: "c", ready: at + settings.delay)
    newcomer.planned = plan.planned(newcomer)
    newcomer.isFound = isFound
    return plan.decide(newcomer, burst: burst)
  }

  @Test func looksForOthersBeforeOneIsGreeted() {
    let glance = WelcomePlan.Decision.together(at: noon + .seconds(3))
    #expect(decide() == glance)
    #expect(decide(joined: .hours(20)) == glance)
    #expect(decide { $0.delay = .seconds(2) } == .together(at: noon + .seconds(3)))
    #expect(decide { $0.delay = .seconds(3) } == .alone(at: noon + .seconds(3)))
    #expect(decide { $0.to = .direct } == .greet)
  }

  @Test func greetsAtOnceUnlessSomethingIsInTheWay() {
    #expect(decide { $0.burst = 0 } == .greet)
    #expect(decide(joined: .hours(20)) { $0.burst = 0 } == .greet)
    #expect(decide(burst: .minutes(1)) == .together(at: noon + .minutes(1)))
    #expect(decide { $0.delay = .minutes(2) } == .alone(at: noon + .minutes(2)))
    #expect(decide(joined: .minutes(3)) { $0.delay = .minutes(2) } == .greet)
    #expect(decide { $0.batch = .minutes(5) } == .together(at: noon + .minutes(5)))
    #expect(decide { ($0.batch, $0.delay) = (.minutes(5), .minutes(2)) } == .together(at: noon + .minutes(7)))
  }

  @Test func quietHoursEndForAllAtOnce() {
    let quiet = DayWindow("11:00-14:00")
    #expect(decide { $0.quiet = quiet } == .together(at: noon + .hours(2)))
    #expect(decide { ($0.quiet, $0.delay) = (quiet, .hours(3)) } == .alone(at: noon + .hours(3)))
    #expect(decide { ($0.quiet, $0.to) = (quiet, .direct) } == .alone(at: noon + .hours(2)))
  }

  @Test func whatIsOverdueIsForTheGroup() {
    let group = WelcomePlan.Decision.together(at: noon + .minutes(2))
    #expect(decide(joined: .hours(25)) == group)
    #expect(decide(joined: .hours(25)) { $0.delay = .hours(2) } == .greet)
    #expect(decide(joined: .hours(25)) { $0.missed = .mark } == .mark)
    #expect(decide(joined: .hours(25)) { ($0.missed, $0.burst) = (.greet, 0) } == .greet)
    #expect(decide(joined: .hours(25)) { $0.to = .direct } == .mark)
    #expect(decide(joined: .hours(25)) { ($0.to, $0.channel) = (.direct, "lobby") } == group)
    #expect(decide(isFound: true) == group)
    #expect(decide(isFound: true) { $0.missed = .mark } == group)
  }
}

@Suite struct WelcomeNeedsTests {
  private func make(_ settings: JSON) throws -> any Plugin {
    let source = ScenarioSource()
    let plugin = source.make(PluginKind(Welcome.self), settings)
    #expect(source.faults == [])
    return try #require(plugin)
  }

  @Test func whatItNeedsDependsOnWhereItGreets() throws {
    let base = Welcome.about.needs
    #expect(try make([:]).needs == base.union([.post]))
    #expect(try make(["to": "direct"]).needs == base.union([.direct]))
    #expect(try make(["previousText": "They are here."]).needs == base.union([.post, .edit]))
  }

  @Test func whomItGreetsIsClaimed() throws {
    #expect(try make([:]).claims.map(\.deed) == [.act("greets newcomers in the channel they join")])
    #expect(
      try make(["pendingRole": "new", "channel": "#lobby"]).claims.map(\.deed)
        == [.act("greets newcomers without the role new in #lobby")])
    #expect(
      try make(["requiredRole": "member", "to": "direct"]).claims.map(\.deed)
        == [.act("greets newcomers with the role member in private")])
  }
}
