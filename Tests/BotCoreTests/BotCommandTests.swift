import BotCore
import FoundationEssentials
import Testing

@Suite struct BotCommandTests {
  private func event(_ text: String) -> Event {
    .posted(Message("1", in: "C1", by: Member("ada"), text), in: "lobby", at: Date(milliseconds: 0))
  }

  @Test(arguments: [
    ("!faq add a = b", "faq", "add a = b"), ("!FAQ", "faq", ""), ("!faq\n  add  x \n", "faq", "add  x"),
  ])
  func aMessageThatBeginsWithTheSignIsACommand(text: String, name: String, arguments: String) throws {
    let command = try #require(BotCommand(event(text), ["faq", "hold"]))
    #expect(command.name == name)
    #expect(command.arguments == arguments)
    #expect(command.message.author.id == "ada")
  }

  @Test(arguments: ["faq", " !faq", "!faqs", "! faq", "!", "", "!!faq", "what is !faq"])
  func allElseIsNone(text: String) { #expect(BotCommand(event(text), ["faq"]) == nil) }

  @Test func aSlashCommandIsOne() throws {
    var slash = event("x")
    slash.kind = .command(name: "Faq", arguments: " add x ", message: Message("1", in: "C1", by: Member("ada"), "x"))
    let command = try #require(BotCommand(slash, ["faq"]))
    #expect(command.words() == ["add", "x"])
    #expect(BotCommand(slash, ["hold"]) == nil)
  }

  @Test func theLastWordHoldsTheRest() throws {
    let command = try #require(BotCommand(event("!hold 2h because of that"), ["hold"]))
    #expect(command.words(most: 2) == ["2h", "because of that"])
  }

  @Test func whoeverMayWriteToTheModeratorsIsObeyed() {
    let community = Community(id: "lobby", platform: "test", moderators: "#mods", managers: ["boss", "staff"])
    func message(by member: Member, in channel: String = "general") -> Message {
      Message("1", in: ID("C-" + channel), named: channel, by: member, "!hold")
    }
    #expect(community.isManaged(by: message(by: Member("ada"), in: "mods")))
    #expect(community.isManaged(by: message(by: Member("boss"))))
    #expect(community.isManaged(by: message(by: Member("bob", roles: ["member", "staff"]))))
    #expect(!community.isManaged(by: message(by: Member("ada"))))
    #expect(!community.isManaged(by: message(by: Member("boss", isBot: true), in: "mods")))
  }
}
