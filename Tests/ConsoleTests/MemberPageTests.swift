import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime
@testable import Console

/// Who is kept, and what of them, for a person to read.
@Suite struct MemberPageTests {
  @Test func membersAreFoundByNameAndId() async throws {
    let bench = try ConsoleBench()
    try bench.store { store in
      for (id, name) in [("u1", "Ada"), ("u2", "Bob")] {
        _ = try store.admit(
          .joined(Member(ID(id), name: name), channel: nil, in: "lobby", at: bench.now, mark: id), state: .done,
          now: bench.now)
        try store.write(Record(true, of: ID(id)), "welcomed/\(id)", of: "lobby/welcome")
      }
      try store.write(Record(1, of: "u1", expires: bench.now + .days(1)), "asked", of: "lobby/faq")
      try store.write(Record(1, of: "u3"), "welcomed/u3", of: "lobby-2/welcome")
      try store.write(Record(1, of: "console"), "asked/console", of: "lobby/faq")
    }
    let visitor = try await bench.visitor()
    #expect(words(await visitor.get("members")).contains("Ada u1 faq, welcome Bob u2 welcome"))
    #expect(words(await visitor.get("members")).contains("u3") == false)
    #expect(!words(await visitor.get("members")).contains("console"))
    #expect(!words(await visitor.get("members?find=BO")).contains("Ada"))
    #expect(words(await visitor.get("members?find=nobody")).contains("Nobody is found."))
  }

  private struct Greeter: Plugin {
    struct Settings: SettingGroup {}
    static let about = PluginAbout(
      name: "greeter", summary: "Greets.", needs: [], maxEventAge: .days(1),
      keeps: [
        DataUse(
          "that somebody was greeted", about: "each newcomer", kept: "until the member is erased",
          why: "nobody is greeted twice")
      ])
    let triggers: Set<Trigger> = []
    init(_ settings: Settings) {}
    init() {}
    func handle(_ event: Event, _ context: inout Context) -> [Action] { [] }
  }

  private func bench() throws -> ConsoleBench { try ConsoleBench([.testing("lobby", [("greeter", Greeter())])]) }

  @Test func whatPluginsRememberIsToldInWords() async throws {
    let bench = try bench()
    try bench.store { store in
      try store.write(
        Record(
          [
            "how": "by name", "since": .double(bench.now.timeIntervalSince1970), "askedAt": "2026-01-01T09:30:00Z",
            "isBot": false, "tries": 3, "answers": ["tea", "milk"],
          ], of: "u1"), "greeted/u1", of: "lobby/greeter")
      try store.write(Record(true, of: "u1", expires: bench.now + .days(1)), "wasAsked", of: "lobby/greeter")
      for index in 1...7 { try store.write(Record(.int(index), of: "u1"), "seen/\(index)", of: "lobby/greeter") }
    }
    let html = try await bench.visitor().get("members?member=u1")
    let text = words(html)
    #expect(
      text.contains(
        "greeter It keeps that somebody was greeted, of each newcomer, until the member is erased, so that nobody is greeted "
          + "twice. greeted how by name since 2026-01-01 10:00 asked at 2026-01-01 09:30 is bot no tries 3 answers tea milk "
          + "seen 1 2 3 4 5 and 2 more was asked yes until 2026-01-02 10:00"
      ), "\(text)")
    #expect(!html.contains("{") && !html.contains("<pre"))
    #expect(!text.contains("Erase"))
  }

  @Test func whatHappenedIsToldClassByClass() async throws {
    let bench = try bench()
    let ada = Member("u1", name: "Ada")
    try bench.store { store in
      for index in 1...12 {
        let message = Message(ID("m\(index)"), in: "general", by: ada, "Hello \(index)")
        _ = try store.admit(
          .posted(message, in: "lobby", at: bench.now + .seconds(index)), state: .done, now: bench.now)
      }
      _ = try store.admit(
        .posted(Message("x", in: "general", by: Member("u2"), "Bye"), in: "lobby", at: bench.now), state: .done,
        now: bench.now)
      _ = try store.enqueue(.testing("k1", .sent, action: .direct(text: "Welcome", to: "u1")))
      var among = Delivery.testing("k2", .failed, text: "Hi all")
      among.members = ["u2", "u1"]
      _ = try store.enqueue(among)
      _ = try store.enqueue(.testing("k3", .sent, action: .direct(text: "Secret", to: "u2")))
      var flag = StoredFlag.testing("Odd", .snoozed, by: "Cy")
      flag.flag.member = "u1"
      _ = try store.insert(flag)
      try store.keep(
        [Reason("Opening hours", found: ["open"])], of: "lobby/greeter",
        on: .posted(Message("m1", in: "general", by: ada, "Hello"), in: "lobby", at: bench.now), now: bench.now)
      try store.setOptOut("u1", in: "lobby", at: bench.now)
    }
    let html = try await bench.visitor().get("members?member=u1")
    let text = words(html)
    for part in [
      "Ada Id: u1 Does not want to be written to, since 10:00 .",
      "What plugins remember No plugin keeps anything of this member.",
      "What they wrote and did 12, kept for 30 days; the newest 10 are shown. 10:00 Ada in #general: Hello 12",
      "What the bot did for them 2, kept for 30 days. 10:00 refused in #general: Hi all 10:00 sent writes to Ada: Welcome",
      "What moderators were told of them 1, kept until it is resolved, then for 30 days. 10:00 Urgent Odd , put off",
      "Why the bot did something 1, kept for 30 days. 10:00 greeter: Opening hours: &quot;open&quot;",
      "Beside this, marks without names, ids or words are kept for ",
    ] {
      #expect(text.contains(part), "\(part)\n\(text)")
    }
    #expect(html.contains("flags?community=lobby#flag-1"))
    #expect(!text.contains("Secret") && !text.contains("Bye") && !text.contains("Hello 2 "))
  }

  @Test func whatStandsInAnAddressIsEncoded() {
    #expect(MembersPage.percent("a-Z.9_~/@é&") == "a-Z.9_~%2F%40%C3%A9%26")
  }
}
