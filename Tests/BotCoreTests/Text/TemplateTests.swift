import BotCore
import Testing

struct TemplateTests {
  @Test func valuesStandWhereTheirNamesStood() {
    let template = Template("Hi {member.name}, welcome to {community.name}. {{not one}}")
    #expect(template.variables == ["member.name", "community.name"])
    let values: [String: Text] = ["member.name": "Ada", "community.name": "the Lobby"]
    #expect(template.render(values).plain == "Hi Ada, welcome to the Lobby. {not one}")
  }

  @Test func aVariableMayStandTwiceAndNextToAnother() {
    let template = Template("{a}{b}{a}")
    #expect(template.render(["a": "1", "b": "2"]).plain == "121")
    #expect(template.render([:]).plain == "")
  }

  @Test func aValueIsNeverMarkup() {
    let name: Text = "**x** {b} `y` [z](https://z.example) \u{F0001}"
    let rendered = Template("{a} {b}").render(["a": name, "b": "B"])
    #expect(rendered.plain == "**x** {b} `y` [z](https://z.example) \u{F0001} B")
    #expect(
      rendered.nodes.allSatisfy { node in
        if case .plain = node { true } else { false }
      })
  }

  @Test func aValueMayStandWithinMarkup() {
    let mention = Text([.mention(member: "U1", name: "Ada")])
    let rendered = Template("**{a}** and _{a}_").render(["a": mention])
    #expect(rendered == Text([.bold(mention), .plain(" and "), .italic(mention)]))
    #expect(rendered.mentioned == ["U1", "U1"])
  }

  @Test func aMarkInTheTextIsNoVariable() {
    #expect(Template("\u{F0000}{a}").render(["a": "A"]).plain == "A")
  }

  @Test(
    arguments: [
      ("a } b", "there is a } without its {; write }} for the brace itself"),
      ("a { b", "the { is never closed; write {{ for the brace itself, or close it with }"),
      ("{{{a}", ""), ("{a}}}", ""), ("{}", ""),
    ]
  )
  func braces(_ text: String, _ expected: String) {
    do throws(Template.Fault) {
      _ = try Template(text)
      #expect(expected == "")
    } catch {
      #expect("\(error.fault); \(error.remedy)" == expected)
    }
  }

  private struct Settings: SettingGroup {
    @Setting("Text.", .variables(["a": "one", "b": "two"])) var text: Template = "{a}"
    init() {}
  }

  @Test func sharedTextsAreFilledIn() throws {
    let (value, faults) = Settings.reading(["text": "{texts.rules}!"], texts: ["rules": "Be **{b}**"])
    #expect(faults == [])
    let template = try #require(value).text
    #expect(template.source == "{texts.rules}!")
    #expect(template.variables == ["b"])
    #expect(template.render(["b": "kind"]) == Text([.plain("Be "), .bold("kind"), .plain("!")]))
  }

  @Test func everyNameThatIsNotKnownIsTold() {
    let (value, faults) = Settings.reading(["text": "{texts.rulse} {texts.x} {c} {long}"], texts: ["rules": "-"])
    #expect(value == nil)
    #expect(
      faults == [
        "text: there is no text \"rulse\" in the table \"texts\"; did you mean {texts.rules}?",
        "text: there is no text \"x\" in the table \"texts\"; add \"x\" to \"texts\"",
        "text: the variable {c} is not known here; did you mean {a}? use {a}, {b}, or {{ for a brace",
        "text: the variable {long} is not known here; use {a}, {b}, or {{ for a brace",
      ])
  }

  @Test func aSharedTextIsNotSearchedForFurtherOnes() {
    let (_, faults) = Settings.reading(["text": "{texts.a}"], texts: ["a": "{texts.a}"])
    #expect(
      faults == ["text: the variable {texts.a} is not known here; use {a}, {b}, or {{ for a brace"])
  }
}
