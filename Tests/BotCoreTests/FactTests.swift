import BotCore
import FoundationEssentials
import Testing

@Suite struct FactTests {
  private let maker = FactMaker(SipHash(1, 2))
  private let lobby = Community(id: "lobby", platform: "test", moderators: "mods")
  private let ada = Member("ada", name: "Ada")
  private let at = Date(milliseconds: 1_767_225_600_123)

  private func fact(_ kind: Event.Kind) -> Fact? {
    maker.fact(of: Event(id: "1", key: "1", community: "lobby", at: at, kind: kind), in: lobby)
  }

  /// The vectors of the paper's appendix: key 00 to 0f, texts of 0, 15 and 8 bytes counted up.
  @Test func theHashIsSipHash() {
    let hash = SipHash(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    #expect(hash.hash([UInt8](0..<15)) == 0xa129_ca61_49be_45e5)
    #expect(hash.hash([]) == 0x726f_db47_dd0e_0e31)
    #expect(hash.hash([UInt8](0..<8)) == 0x93f5_f579_9a93_2462)
  }

  @Test func aMessageIsKnownByItsChannelAndItsAuthorByTheKey() throws {
    let message = Message("m1", in: "help", thread: "m0", by: ada, "Why is it so?")
    #expect(
      fact(.messagePosted(message: message))
        == Fact(
          .posted, at: 1_767_225_600_123, member: maker.hash("ada"), place: "help",
          message: maker.hash("m1", in: "help"), root: maker.hash("m0", in: "help"), traits: .asks))
    #expect(maker.hash("m1", in: "help") != maker.hash("m1", in: "general"))
    #expect(maker.hash("ada") != FactMaker(SipHash(1, 3)).hash("ada"))
  }

  @Test func whatIsNotSaidToTheCommunityIsAside() throws {
    let direct = try #require(
      fact(.messagePosted(message: Message("m1", in: "dm-ada", by: ada, "Hi", isDirect: true))))
    #expect(direct.traits == .aside)
    #expect(direct.place == "")
    let command = try #require(fact(.messagePosted(message: Message("m1", in: "help", by: ada, "!faq why?"))))
    #expect(command.traits == [.asks, .aside])
    let among = try #require(fact(.messagePosted(message: Message("m1", in: "C9", named: "mods", by: ada, "Hi"))))
    #expect(among.traits == .aside)
    let bot = try #require(
      fact(.messagePosted(message: Message("m1", in: "help", by: Member("b", isBot: true), "Hi?"))))
    #expect(bot.traits == [.bot, .asks])
  }

  @Test func aCommandBeginsWithItsSignAndALetter() {
    for text in ["!help", "!Faq why?", "!x"] { #expect(CommandMark.isIn(text), "\(text)") }
    for text in ["", "!", "!!", "! help", "!1", "!é", "!@a", "!{", " !help", "help!", "[!a", "`!a`"] {
      #expect(!CommandMark.isIn(text), "\(text)")
    }
  }

  @Test func aReactionIsKnownByItsEmojiAndAJoiningByHowItBecameKnown() throws {
    let on = try #require(fact(.reacted(emoji: "👍", member: ada, message: "m1", channel: "help")))
    let off = try #require(fact(.unreacted(emoji: "👍", member: ada, message: "m1", channel: "help")))
    #expect((on.value, off.value) == (1, 0))
    #expect(on.root == off.root && on.message == off.message && on.member == off.member)
    #expect(fact(.memberJoined(member: ada, channel: nil, via: .snapshot))?.traits == .found)
    #expect(fact(.memberJoined(member: ada, channel: nil, via: .transition))?.traits == [])
  }

  @Test func anEditAndWhatNobodyDidAreNoFacts() {
    #expect(fact(.messageEdited(message: Message("m1", in: "help", by: ada, "Hm?"))) == nil)
    #expect(fact(.started) == nil)
    #expect(fact(.due(timer: "a", planned: at)) == nil)
  }

  @Test(
    arguments: [
      ("Why?", true), ("Why? Because.", true), ("(is it so?)", true), ("\"Who?\" she said", true), ("what?!", true),
      ("なぜ？", true), ("لماذا؟ نعم", true), ("?", true), ("Is `empty?` it?", true), ("who?\nme", true),
      ("https://a.example/?q=1", false), ("call (empty? list)", true), ("call `(empty? list)` here", false),
      ("```\nwhat? no\n```", false), ("no question.", false), ("", false), ("really?no", false), ("a ?b", false),
    ])
  func aTextAsksWhenAMarkEndsAWordOutsideOfCode(_ text: String, _ asks: Bool) {
    #expect(AskedMark.isIn(text) == asks, "\(text)")
  }

  @Test func actsAndFlagsComeBackFromTheirNumbers() {
    for act in Fact.Act.allCases {
      for end in Fact.End.allCases {
        let fact = Fact.acted(act, end, by: "faq", at: 1)
        #expect(fact.act == act && fact.end == end)
      }
    }
    for state in Flag.State.allCases {
      for severity in Flag.Severity.allCases {
        let fact = Fact.flagged(7, state, severity, "Spam", at: 1)
        #expect(fact.flagState == state && fact.severity == severity)
      }
    }
    #expect(Fact(.flagged, at: 1, value: -3).flagState == nil)
    #expect(Fact(.flagged, at: 1, value: 99).severity == nil)
    #expect(Fact(.posted, at: 1, value: 9).act == nil)
  }

  /// The numbers stand in stores.
  @Test func numbersAreNeverGivenAnew() {
    #expect(Fact.Kind.allCases.map(\.rawValue) == Array(1...10))
    #expect(Fact.Act.allCases.map { "\($0) \($0.rawValue)" }.first == "post 1")
    #expect(Fact.Act.allCases.map(\.rawValue) == Array(1...14))
    #expect(Fact.End.allCases.map { "\($0)" } == ["sent", "held", "failed", "dead", "unknown"])
    #expect(Flag.State.allCases.map(\.rawValue) == ["open", "acknowledged", "snoozed", "resolved"])
    #expect(Flag.Severity.allCases.map(\.rawValue) == ["notice", "warning", "urgent"])
  }

  @Test func theCategoryOfAFlagIsItsTitleWithoutNumbers() {
    let titles = ["Incident 12: negative words", "Negative words", "Requests to join that wait: 5", "", ": : 3"]
    #expect(
      titles.map { Flag($0, text: "").category }
        == ["Negative words", "Negative words", "Requests to join that wait", "", ""])
  }
}
