import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import BotRuntime
@testable import Console

@Suite struct DeedReadingTests {
  private let now = ConsoleBench.start

  private func deed(_ form: String) -> Result<Deed, DeedFault> {
    Result { () throws(DeedFault) in try Deed(FormFields(form.utf8) ?? FormFields("".utf8)!, now: now) }
  }

  @Test func formsAreReadAsDeeds() {
    let deeds: [(String, Deed)] = [
      ("deed=ack&id=3", .settle(flag: 3, .acknowledged, until: nil)),
      ("deed=resolve&id=3", .settle(flag: 3, .resolved, until: nil)),
      ("deed=snooze&id=3&for=4h", .settle(flag: 3, .snoozed, until: now + .hours(4))),
      ("deed=retry&id=7", .retry(7)), ("deed=done&id=7", .arrived(7)), ("deed=drop&id=7", .drop(7)),
      ("deed=posted&id=7&address=", .posted(draft: 7, address: nil)),
      ("deed=posted&id=7&address=https://a.b", .posted(draft: 7, address: "https://a.b")),
      ("deed=drop-draft&id=7", .dropDraft(7)), ("deed=release", .release),
      ("deed=hold&for=2h&reason=a%0Ab", .hold(until: now + .hours(2), reason: "a b")),
      ("deed=approve&item=launch", .command("approve", arguments: "launch")),
      ("deed=reject&item=launch&reason=too%0D%0Aearly", .command("reject", arguments: "launch too early")),
      ("deed=phrase&entry=Hours&phrasing=When%3F", .command("faq", arguments: "phrase Hours = When?")),
      (
        "deed=answer&question=When%3F&answer=At+9.%0D%0AOr+10.", .command("faq", arguments: "add When? = At 9.\nOr 10.")
      ),
      ("deed=erase&member=u1&sure=yes", .erase("u1")),
    ]
    for (form, expected) in deeds { #expect(deed(form) == .success(expected), "\(form)") }
  }

  @Test func whatCannotBeUnderstoodIsTold() {
    let faults: [(String, String)] = [
      ("", "The console does not know what to do with this form."),
      ("deed=explode", "The console does not know what to do with this form."),
      ("deed=ack", "The form names no number."), ("deed=ack&id=x", "The form names no number."),
      ("deed=snooze&id=3&for=0s", "Say for how long, such as 2h or 3d."),
      ("deed=snooze&id=3&for=400d", "Say for how long, such as 2h or 3d."),
      ("deed=hold&for=31d", "Say for how long, such as 2h or 3d."),
      ("deed=posted&id=7&address=javascript:x", "javascript:x is no address. It begins with https://."),
      ("deed=approve&item=", "Something is missing in the form."),
      ("deed=approve&item=a+b", "There is no such post."),
      ("deed=answer&question=When&answer=+", "Something is missing in the form."),
      ("deed=erase&member=u1", "Tick the box to say that you are sure."),
    ]
    for (form, sentence) in faults { #expect(deed(form) == .failure(DeedFault(sentence: sentence)), "\(form)") }
  }
}

/// What a person does, and what is written down of it.
@Suite struct DeedTests {
  private func records(_ bench: ConsoleBench) -> [String] {
    let rows = (try? bench.store { try $0.events(in: .done, limit: 100) }) ?? []
    return rows.compactMap { row in
      guard case .other(name: "console", let detail) = row.event.kind else { return nil }
      return detail
    }
  }

  @Test func aFlagIsTakenCareOfPutOffAndResolved() async throws {
    let bench = try ConsoleBench()
    let id = try bench.store { try $0.insert(.testing("Trouble")) }
    let visitor = try await bench.visitor("Anna")
    #expect(await visitor.act("deed=ack&id=\(id)", on: .flags) == "Done: you began to take care of flag 1.")
    #expect(try bench.store { try $0.flag(id) }.map { "\($0.state) \($0.by)" } == "acknowledged Anna (console)")
    #expect(await visitor.act("deed=snooze&id=\(id)&for=4h", on: .flags) == "Done: you put off flag 1.")
    #expect(try bench.store { try $0.flag(id)?.until } == bench.now + .hours(4))
    #expect(await visitor.act("deed=resolve&id=\(id)", on: .flags) == "Done: you resolved flag 1.")
    #expect(await visitor.act("deed=resolve&id=\(id)", on: .flags) == "There is no open flag 1 here.")
    #expect(
      records(bench) == [
        #"{"by":"Anna (console)","did":"began to take care of flag 1"}"#,
        #"{"by":"Anna (console)","did":"put off flag 1"}"#,
        #"{"by":"Anna (console)","did":"resolved flag 1"}"#,
      ])
    #expect(bench.woken == 3)
  }

  @Test func whereTheRecordCannotBeKeptNothingIsDone() async throws {
    let bench = try ConsoleBench()
    let id = try bench.store { store in
      let id = try store.insert(.testing("Trouble"))
      try store.db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
      return id
    }
    let visitor = try await bench.visitor("Anna")
    #expect(await visitor.act("deed=ack&id=\(id)").contains("the disk is full"))
    #expect(try bench.store { try $0.flag(id)?.state } == .open)
  }

  @Test func whoeverIsErasedHereIsNotInTheRecordOfItEither() async throws {
    var parts = ConsoleParts()
    parts.members = MemberDoor(
      export: { store, community, member in try store.export(member, in: community.community.id) },
      erase: { store, community, member in
        _ = try store.eraseRows(of: member, in: community.community.id, now: ConsoleBench.start)
        return "erased \(member)"
      })
    let bench = try ConsoleBench(parts: parts)
    _ = try bench.store { store in
      try store.admit(
        .joined(Member("u77", name: "Ada"), channel: nil, in: "lobby", at: bench.now, mark: "1"), state: .done,
        now: bench.now)
    }
    let visitor = try await bench.visitor("Anna")
    #expect(await visitor.act("deed=erase&member=u77&sure=yes") == "Done: you erased u77.")
    #expect(records(bench) == [#"{"by":"Anna (console)","did":"erased a member"}"#])
    let kept = try bench.store { try $0.export("u77", in: "lobby")["events"] }
    #expect(kept == [])
  }

  @Test func deliveriesAreSettledAsTheCommandsDo() async throws {
    let bench = try ConsoleBench()
    try bench.store { store in
      for (index, state) in [Delivery.State.unknown, .failed, .held, .queued].enumerated() {
        _ = try store.enqueue(.testing("k\(index)", state))
      }
    }
    let visitor = try await bench.visitor()
    #expect(await visitor.act("deed=done&id=1") == "Done: you said that delivery 1 is there.")
    #expect(await visitor.act("deed=retry&id=2") == "Done: you put delivery 2 in line again.")
    #expect(await visitor.act("deed=drop&id=3") == "Done: you dropped delivery 3.")
    #expect(await visitor.act("deed=retry&id=4") == "Delivery 4 is queued; it cannot be settled by hand.")
    #expect(await visitor.act("deed=retry&id=9") == "There is no delivery 9 here.")
    let states = try bench.store { store in try (1...4).map { try store.delivery($0)?.state.rawValue } }
    #expect(states == ["sent", "queued", "dead", "queued"])
  }

  @Test func draftsArePostedAndDropped() async throws {
    let bench = try ConsoleBench()
    try bench.store { store in
      for key in ["a", "b"] { _ = try store.enqueue(.testing(key, .held, note: Delivery.draft)) }
    }
    let visitor = try await bench.visitor()
    #expect(await visitor.act("deed=posted&id=1&address=https://a.b/1") == "Done: you posted draft 1.")
    #expect(await visitor.act("deed=posted&id=1") == "Draft 1 was posted already.")
    #expect(await visitor.act("deed=drop-draft&id=2") == "Done: you dropped draft 2.")
    #expect(try bench.store { try $0.delivery(1)?.remote } == "https://a.b/1")
  }

  @Test func scheduledPostsAreHeldAndLetGo() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor("Anna")
    #expect(
      await visitor.act("deed=hold&for=2h&reason=outage", on: .outbox)
        == "Done: you held the scheduled posts until 2026-01-01 12:00.")
    #expect(try bench.store { try $0.pauses().map(\.note) } == ["held by Anna (console): outage"])
    #expect(await visitor.get("today").contains("Scheduled posts are held until"))
    #expect(await visitor.act("deed=release", on: .outbox) == "Done: you let the scheduled posts go out again.")
    #expect(try bench.store { try $0.holds(now: bench.now) } == [:])
  }

  @Test func oneCommunityCannotSettleWhatIsAnothers() async throws {
    let bench = try ConsoleBench([.testing("lobby"), .testing("other")])
    try bench.store { store in
      _ = try store.insert(.testing("Trouble", in: "other"))
      _ = try store.enqueue(.testing("k", .unknown, in: "other"))
    }
    let visitor = try await bench.visitor()
    for deed in ["resolve", "retry", "drop", "done", "posted", "drop-draft"] {
      #expect(await visitor.act("deed=\(deed)&id=1").hasPrefix("There is no"), "\(deed)")
    }
    #expect(try bench.store { try $0.flag(1)?.state } == .open)
    #expect(try bench.store { try $0.delivery(1)?.state } == .unknown)
  }

  @Test func anApprovalIsToldToThePluginsAndTheirAnswerIsShown() async throws {
    let bench = try ConsoleBench()
    bench.onTold.withLock { [bench = UnownedBench(bench)] told in
      told = { event in
        let action = event.message.map { Action.reply(text: "launch is <approved>.", to: $0.ref) }
        return
          (try? bench.value?.store { store in
            _ = try store.enqueue(.testing("answer", .sent, action: action, event: event.id))
          }) != nil
      }
    }
    let visitor = try await bench.visitor("Anna")
    #expect(await visitor.act("deed=approve&item=launch", on: .calendar) == "launch is &lt;approved&gt;.")
    let event = try #require(bench.told.first)
    guard case .command(let name, let arguments, let message) = event.kind else { throw NotSignedIn() }
    #expect("\(name) \(arguments)" == "approve launch")
    #expect(message.author == Member("console", name: "Anna (console)", roles: ["boss"]))
    #expect(message.isFromConsole && message.channel == "#mods" && !message.isDirect)
  }

  @Test func aPluginThatSaysNothingAndABotThatCannotTakeItAreTold() async throws {
    let bench = try ConsoleBench()
    let visitor = try await bench.visitor()
    #expect(await visitor.act("deed=approve&item=launch") == "The bot was told, and has nothing to say to it.")
    bench.onTold.withLock { $0 = { _ in false } }
    #expect(await visitor.act("deed=approve&item=launch") == "The bot could not take it just now. Try again.")
  }

  @Test func aMemberIsErasedOnlyWhereThatIsKnownHow() async throws {
    let bench = try ConsoleBench()
    #expect(try await bench.visitor().act("deed=erase&member=u1&sure=yes") == "Nothing can be erased here.")
    var parts = ConsoleParts()
    parts.members = MemberDoor(
      export: { _, community, member in ["of": .string("\(community.community.id)/\(member)")] },
      erase: { _, _, member in "erased \(member)" })
    let other = try ConsoleBench(parts: parts)
    let visitor = try await other.visitor()
    #expect(await visitor.act("deed=erase&member=u1&sure=yes") == "Done: you erased u1.")
    let file = await visitor.response("export?member=u%2F1")
    #expect(file.text == "{\n  \"of\": \"lobby/u/1\"\n}")
    #expect(file.headers["Content-Disposition"] == "attachment; filename=\"member.json\"")
    #expect(await visitor.get("members?member=u1").contains("Yes, erase it"))
  }
}

/// So that what the bench calls does not keep the bench.
private final class UnownedBench: @unchecked Sendable {
  weak var value: ConsoleBench?
  init(_ value: ConsoleBench) { self.value = value }
}
