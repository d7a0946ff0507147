import BotCore
import FoundationEssentials
import Testing

@Suite struct ActionCodingTests {
  static let text = Text([
    .plain("Hello "), .mention(member: "U1", name: "Ann"), .channel(id: "C1", name: "help"),
    .link(label: "FAQ", url: "https://example.org"), .link(label: "", url: "https://example.org"), .code("a\"b"),
    .codeBlock("x\ny"), .bold("very"), .italic(Text([.bold("both"), .plain("!")])), .quote("said"),
    .list(items: ["one", Text([.code("two"), .plain("2")]), Text()]),
  ])
  static let message = MessageRef("M1", in: "C1", thread: "M0")

  static let actions: [Action] = [
    .post(text: text, in: "C1", named: "digest"), .post(text: "Hi", in: "C1", named: nil),
    .reply(text: text, to: message), .reply(text: "", to: MessageRef("M1", in: "C1")), .direct(text: text, to: "U1"),
    .edit(named: "digest", text: text), .react(emoji: "👍", to: message), .pin(message: message),
    .hide(message: message, reason: "spam"), .delete(message: message, reason: "spam"),
    .timeout(member: "U1", until: Date(timeIntervalSince1970: 1_767_225_600.5), reason: "spam"),
    .ban(member: "U1", reason: "spam"), .grant(role: "member", to: "U1"), .approve(member: "U1"),
    .decline(member: "U1", reason: "no answer"), .flag(Flag("Odd", severity: .urgent, text: text)),
    .reply(text: "Hi", to: message, named: "answer"), .settle(flag: "incident"),
    .hold(until: Date(milliseconds: 1_767_225_600_000), reason: "a crisis"), .hold(until: nil, reason: ""),
    .flag(Flag("Odd", text: "", name: "incident")),
    .flag(Flag("Odd", text: "", message: message, member: "U1", link: "https://example.org")),
    .timer(name: "digest", at: Date(milliseconds: 1_767_225_600_000)), .timer(name: "digest", at: nil),
    .fetch(name: "feed", url: "https://example.org/feed"), .measure(name: "answers", value: 5),
    .measure(name: "answers", value: -0.1), .measure(name: "vote", value: 1, of: MessageRef("m1", in: "help")),
  ]

  @Test(arguments: actions)
  func everyActionComesBackAsItWent(_ action: Action) throws {
    #expect(try Action(json: JSON(parsing: action.json.text)) == action)
  }

  @Test func everyKindOfActionIsTested() {
    let kinds = Set(Self.actions.map { $0.json["kind"]?.string })
    #expect(kinds.count == 19)
  }

  @Test func plainTextIsOneString() {
    #expect(Action.post(text: "Hi", in: "C1", named: nil).json.text == #"{"kind":"post","text":"Hi","in":"C1"}"#)
    #expect(Text().json.text == "[]")
    #expect(Text([.plain("a"), .bold("b")]).json.text == #"["a",{"bold":"b"}]"#)
  }

  @Test func aTextOfBottomlessDepthIsKeptAsItsWords() throws {
    let deep = (0..<500).reduce(Text("core")) { text, _ in Text([.bold(text)]) }
    let back = try Text(json: JSON(parsing: deep.json.text))
    #expect(back.plain == "core")
    #expect(back != deep)
  }

  @Test func whatIsNoNumberStaysNone() throws {
    guard case .measure(_, let value, _) = try Action(json: Action.measure(name: "a", value: .infinity).json) else {
      return #expect(Bool(false))
    }
    #expect(value == .infinity)
    let none = try JSON(parsing: #"{"kind":"measure","name":"a","value":null}"#)
    guard case .measure(_, let read, _) = try Action(json: none) else { return #expect(Bool(false)) }
    #expect(read.isNaN)
  }

  @Test(arguments: [
    (#"{"kind":"dance"}"#, "an action has the kind \"dance\", which this version does not know"),
    (
      #"{"kind":"post","text":[{"blink":"x"}],"in":"C1"}"#,
      "a piece of text with \"blink\" is of no kind that this version knows"
    ),
    (#"{"kind":"post","text":7,"in":"C1"}"#, "a text should be a string or a list, not a number"),
    (#"{"kind":"measure","name":"a","value":"x"}"#, "an action needs a number at \"value\", not a text in quotes"),
    (#"{"kind":"pin","message":"M1"}"#, "a reference to a message should be an object, not a text in quotes"),
  ])
  func whatIsNotAnActionIsNamed(_ text: String, _ sentence: String) throws {
    let json = try JSON(parsing: text)
    let error = #expect(throws: JSONShapeError.self) { try Action(json: json) }
    #expect(error?.description == sentence)
  }
}
