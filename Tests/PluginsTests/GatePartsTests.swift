import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct NameShapeTests {
  @Test(arguments: [
    "Ada Lovelace", "grace_hopper", "Krzysztof", "Schwarzschild", "jürgen", "李小龙", "Ольга", "anna1984", "mp3fan",
    "R2D2x", "Ng", "John Smith Jr.", "tim92", "Lynch", "rhythm", "xXx", "Hrvoje", "Mstislav", "b3h3m0th", "R3cur51v3",
    "franksch", "FirstSgt2", "mikecmpbll",
  ])
  func namesOfPeopleAreNotRandom(name: String) {
    #expect(!NameShape(name).isRandom)
  }

  @Test(arguments: ["xkqzvwrt", "a7x9q2", "asdfgh", "qwerty12", "bcdfghj", "zxcvbn", "k3j5h2g1"])
  func lettersAtRandomAre(name: String) {
    #expect(NameShape(name).isRandom)
  }

  @Test func aYearIsNotManyDigits() {
    #expect(!NameShape("anna1984").hasManyDigits)
    #expect(NameShape("user48213").hasManyDigits)
  }

  @Test func standInsAreKnownWithMarksAndNumbers() {
    let names = Set(NameShape.placeholders)
    #expect(
      ["Donald Duck", "donald.duck", "Test_1", "JOHN DOE 2", "asdf"].allSatisfy { NameShape($0).isPlaceholder(names) })
    #expect(!["Donald", "Doe", "Testa", "Abcarian"].contains { NameShape($0).isPlaceholder(names) })
  }

  @Test func whatLooksAlikeHasOneLook() {
    for name in ["ada lovelace", "AdaLovelace", "Ada_Love1ace", "ada-lovelаce", "AdaLoveIace", "adalovelace42"] {
      #expect(NameShape.look(name) == NameShape.look("Ada Lovelace"), "\(name)")
    }
    #expect(NameShape.look("marina") == NameShape.look("rnarina"))
    #expect(NameShape.look("wendy") == NameShape.look("vvendy"))
    #expect(NameShape.look("marina") != NameShape.look("martina"))
    #expect(NameShape.look("李小龙") == "")
    #expect(NameShape.look("") == "")
  }
}

@Suite struct SuspicionTests {
  private func judge(_ facts: Suspicion.Facts) -> Suspicion {
    Suspicion(facts, placeholders: Set(NameShape.placeholders), mailDomains: Set(Address.throwaway))
  }

  @Test func anOrdinaryPersonHasNoSigns() {
    var facts = Suspicion.Facts(name: "Ada Lovelace")
    facts.accountAge = .days(400)
    facts.answer = "I work on engines, see you. ada@example.org"
    #expect(judge(facts).signs == [])
    #expect(judge(facts).score == 0)
  }

  @Test func eachSignIsNamedAndAddsUp() {
    var facts = Suspicion.Facts(name: "xkqzvwrt")
    (facts.accountAge, facts.isBurst) = (.hours(3), true)
    facts.answer = "join me at https://spam.example"
    #expect(judge(facts).score == 100)
    #expect(
      judge(facts).reasons
        == "the account is of today (40), the name is of random letters (25), the answer holds a link (20), "
        + "many come at once (20)")
  }

  @Test func noSingleSignButImitatingStaffIsEnough() {
    let usual = Gate.Settings().threshold
    for name in ["test", "xkqzvwrt", "user123456", "www.shop.com"] {
      #expect((1..<usual).contains(judge(Suspicion.Facts(name: name)).score), "\(name)")
    }
    var facts = Suspicion.Facts(name: "Ada Love1ace")
    facts.imitatesStaff = "Ada Lovelace"
    #expect(judge(facts).score >= usual)
  }

  @Test func addressesAreFoundByTheirShape() {
    #expect(Address.mailDomains(in: "write to <Ada@MailInator.com>, or @ada, or a@b") == ["mailinator.com"])
    #expect(["see t.me/x", "http://a", "www.a", "cheap-shop.xyz!"].allSatisfy { Address.stands(in: $0) })
    #expect(!["St. Mary", "e.g. this", "v1.2.com", "a@b.com", "Mr.Smith", "..."].contains { Address.stands(in: $0) })
  }

  @Test func discordsIdsTellTheAge() {
    let now = Date(timeIntervalSince1970: 1_767_225_600)
    // The example of Discord's reference, made on 30 April 2016.
    let age = AccountAge.of("175928847299117063", on: "discord", now: now)
    #expect(age.map { Int($0.seconds / 86_400) } == 3532)
    #expect(AccountAge.of("175928847299117063", on: "slack", now: now) == nil)
    #expect(AccountAge.of("U123", on: "discord", now: now) == nil)
    #expect(AccountAge.of("99999999999999999999", on: "discord", now: now) == nil)
  }
}

@Suite struct AnswerKeyTests {
  private let key = AnswerKey(["dark blue", "42", "Straße"])

  @Test(arguments: ["dark blue", "DARK, blue!", "it is dark blue I think", "42", "the answer is 42.", "STRASSE"])
  func rightAnswersAreRight(text: String) {
    #expect(key.isRight(text))
  }

  @Test(arguments: [
    "", "blue", "darkblue", "not dark blue", "142", "red green yellow dark blue violet orange black white brown", "??",
  ])
  func othersAreNot(text: String) {
    #expect(!key.isRight(text))
  }

  @Test func withoutAnswersNothingIsRight() {
    #expect(!AnswerKey([]).isRight("anything"))
    #expect(!AnswerKey(["!"]).isRight(""))
  }
}

@Suite struct GateRushTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  @Test func growsWhileItLastsAndBeginsAnewAfterACalm() {
    var rush = GateRush()
    #expect(!rush.isOn(start))
    for index in 0..<50 {
      rush.add(GateRush.Case(id: ID("U\(index)"), name: "n", why: "w"), start + .seconds(index))
      rush = GateRush(rush.json) ?? GateRush()
    }
    #expect(rush.count == 50)
    #expect(rush.cases.map(\.id) == (30..<50).map { ID("U\($0)") })
    #expect(rush.isOn(start + .minutes(30)))
    #expect(!rush.isOn(start + .minutes(31)))
    rush.add(GateRush.Case(id: "V", name: "n", why: "w"), start + .hours(2))
    #expect(rush.count == 1)
    rush.end()
    #expect(!rush.isOn(start + .hours(2)))
  }

  @Test func countsThoseOfTenMinutes() {
    var rush = GateRush()
    let found = [0, 300, 599, 700, 1200].map { rush.arrive(start + .seconds($0), threshold: 3) }
    #expect(found == [false, false, true, true, true].enumerated().map { $0.offset == 4 ? false : $0.element })
  }
}

@Suite struct GateOrdealTests {
  @Test(arguments: [["suspects": "off"], ["suspects": "hold", "rush": 3], ["suspects": "flag"]] as [JSON])
  func whoAcceptsGetsTheRolesOnceForEachStay(settings: JSON) throws {
    for seed in 0..<30 {
      var random = SeededRandom(seed: UInt64(seed))
      let start = Date(timeIntervalSince1970: 1_767_225_600)
      var happenings: [Ordeal.Happening] = []
      for index in 0..<12 {
        let member = Member(ID("ada\(index)"))
        let at = start + .seconds(Int.random(in: 0...7200, using: &random))
        happenings.append(Ordeal.Happening(at: at, .memberJoined(member: member, channel: "C", via: .transition)))
        let agree = Message(ID("m\(index)"), in: "C", by: member, "!agree")
        happenings.append(Ordeal.Happening(at: at + .minutes(10), .messagePosted(message: agree)))
        happenings.append(Ordeal.Happening(at: at + .minutes(20), .messagePosted(message: agree)))
      }
      var object = settings.object ?? JSONObject()
      object["roles"] = ["member"]
      let source = ScenarioSource()
      let bench = try Ordeal(happenings, seed: UInt64(seed)).run {
        try #require(source.make(PluginKind(Gate.self), .object(object)))
      }
      let granted = bench.decisions.compactMap { decision -> ID<Member>? in
        guard case .grant(_, let id) = decision.action else { return nil }
        return id
      }
      #expect(granted.count == 12 && Set(granted).count == 12, "seed \(seed)")
    }
  }
}
