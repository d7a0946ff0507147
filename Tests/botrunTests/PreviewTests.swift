import BotCore
import Testing

/// `preview`: what goes out, and what does not, is told apart.
@Suite struct PreviewTests {
  private let home = Home()

  private func preview(_ plugins: String, _ options: String...) async throws -> String {
    try home.write(
      """
      { "communities": [ { "id": "town", "platform": "sandbox", "moderators": "#moderators", "plugins": [\(plugins)] } ] }
      """, to: "config.json")
    let run = try await home.run(["preview", "--config", home.file("config.json")] + options)
    #expect(run.end == .exited(0), "\(run.errors)")
    return run.output
  }

  @Test func whatIsHeldBackSaysWhy() async throws {
    let output = try await preview(
      """
      { "plugin": "schedule", "channel": "general", "posts": [
        { "id": "gap", "every": "40d", "text": "On [FILL IN: date] we meet." },
        { "id": "asks", "cron": "0 9 * * mon", "text": "Who comes?", "status": "review" },
        { "id": "goes", "every": "40d", "text": "Good day" } ] }
      """)
    let heads = output.split(separator: "\n").filter { !$0.hasPrefix("    ") && !$0.contains(" of 4000") }
    let held = heads.filter { $0.hasPrefix("  ! ") }
    #expect(held.first == "  ! it does not go out: [FILL IN: date] is still to be filled in", "\(output)")
    #expect(held.last == "  ! it goes out only when a moderator has approved of it", "\(output)")
    #expect(held.count == 2)
    #expect(output.components("Good day").count == 1)
  }

  @Test func severalWhoJoinAtOnceAreShownTheirGreeting() async throws {
    let output = try await preview(
      #"{ "plugin": "welcome", "channel": "general", "text": "Hi {member.name}", "batch": "5m", "batchText": "Hi {members}" }"#,
      "--name", "Zoe")
    #expect(
      output.hasPrefix(
        """
        town/welcome  #general  (on the first day)
          sandbox, 6 of 4000
            Hi Zoe

        town/welcome  #general  (to several at once)
          sandbox, 20 of 4000
            Hi @Zoe, @Ben, @Cleo

        """.dropLast()), "\(output)")
  }

  /// Its greeting goes to the channel in which somebody joins.
  @Test func theExampleIsShownToo() async throws {
    #expect(try await home.run("example", home.file("try")).end == .exited(0))
    let run = try await home.run("preview", "--config", home.file("try/config.json"))
    #expect(run.end == .exited(0), "\(run.errors)")
    #expect(run.output.contains("lobby/welcome  (where they join)  (on the first day)\n"), "\(run.output)")
  }

  @Test func aPrivateGreetingIsNobodysTogether() async throws {
    let output = try await preview(#"{ "plugin": "welcome", "to": "direct", "text": "Hi {member.name}" }"#)
    #expect(output == "town/welcome  to Ada in private  (on the first day)\n  sandbox, 6 of 4000\n    Hi Ada\n")
  }

  @Test func aMessageBeyondTheDaysIsNamed() async throws {
    let sequence = """
      { "plugin": "sequence", "steps": [{ "after": "1d", "text": "One" }, { "after": "60d", "text": "Sixty" }] }
      """
    let output = try await preview(sequence)
    #expect(!output.contains("Sixty"))
    #expect(output.hasSuffix("\nsequence: 1 more, on day 60: --days 61 shows it.\n"), "\(output)")
    let longer = try await preview(sequence, "--days", "61")
    #expect(longer.contains("(after 60 days)") && longer.contains("Sixty") && !longer.contains("more"), "\(longer)")
  }

  @Test func ofManyAnswersItIsSaidHowManyAreNotShown() async throws {
    try home.write((1...33).map { "## Where is \($0)?\n\nThere.\n" }.joined(separator: "\n"), to: "faq.md")
    let output = try await preview(#"{ "plugin": "faq", "file": "faq.md" }"#)
    #expect(output.contains("(Where is 30?)") && !output.contains("(Where is 31?)"))
    #expect(output.hasSuffix("\nfaq: 3 more; of each plugin 30 are shown.\n"), "\(output)")
  }

  @Test func whatIsNotShownIsNamed() async throws {
    try home.write("## Where?\n\nHere.\n\n## When?\n\n[FILL IN: time]\n", to: "faq.md")
    let output = try await preview(
      """
      { "plugin": "faq", "file": "faq.md" }, { "plugin": "topics", "topics": [{ "name": "t", "words": ["tea"] }] },
      { "plugin": "noticeboard", "channel": "general", "notices": [{ "text": "[FILL IN: x]" }] }
      """)
    #expect(
      output == """
        town/faq  in answer  (Where?)
          sandbox, 5 of 4000
            Here.

        faq: 1 more held back, with something still to be filled in; botrun check names it.
        noticeboard: 1 more held back, with something still to be filled in; botrun check names it.
        Not shown: topics. What they say depends on what members write; botrun replay tries them.

        """)
  }

  @Test func programsAreToldWhatIsHeldBack() async throws {
    let output = try await preview(
      #"{ "plugin": "schedule", "channel": "general", "posts": [ { "id": "gap", "every": "40d", "text": "[FILL IN: x]" } ] }"#,
      "--json")
    let json = try JSON(parsing: Array(output.utf8))
    #expect(json[0]?["held"] == "it does not go out: [FILL IN: x] is still to be filled in")
    #expect(json[0]?["place"] == "#general")
  }
}

extension String {
  fileprivate func components(_ part: String) -> [String] {
    split(separator: "\n").map(String.init).filter { $0.contains(part) }
  }
}
