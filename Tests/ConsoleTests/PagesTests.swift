import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import BotRuntime
@testable import Console

/// What the pages show.
@Suite struct PagesTests {
  private static let hostile = "<img src=x onerror=alert(1)>"
  private static let escaped = "&lt;img src=x onerror=alert(1)&gt;"

  /// Posts at fixed times, and was asked fixed questions.
  private struct Knowing: Planner, QuestionKeeper, Waiter {
    struct Settings: SettingGroup {}
    static let about = PluginAbout(name: "knowing", summary: "Knows.", needs: [], maxEventAge: .days(1))
    let triggers: Set<Trigger> = []
    var kinds = Set(AskedQuestion.Kind.allCases)
    /// `nil`: the fixed ones.
    var asked: [AskedQuestion]?
    var everyHour = false
    init(_ settings: Settings) {}
    init() {}
    func handle(_ event: Event, _ context: inout Context) -> [Action] { [] }

    func plan(from: Date, through: Date, _ context: Context) throws -> [PlannedPost] {
      let hourly = (1...48).map { ("hour-\($0)", Duration.hours($0), PlannedPost.State.planned, false, [String]()) }
      let posts: [(String, Duration, PlannedPost.State, Bool, [String])] =
        everyHour
        ? hourly
        : [
          ("daily", .hours(2), .planned, false, []),
          ("launch", .hours(30), .unapproved, true, ["waits for approval (0 of 1)"]),
          ("sure", .hours(31), .planned, true, ["approved"]), ("old", .days(5), .leftOut, false, ["a draft"]),
        ]
      return posts.filter { from + $0.1 <= through }.map { item, after, state, isAsked, notes in
        let at = from + after
        return PlannedPost(
          item, at: at, local: context.community.timezone.local(at), zone: .utc, channel: "general",
          text: Text(PagesTests.hostile), state: state, notes: notes, isAsked: isAsked)
      }
    }

    func waits(for timer: String) -> Wait? { timer == "tea" ? "lets the tea draw" : nil }

    func questions(_ context: Context) throws -> [AskedQuestion] {
      asked ?? [
        AskedQuestion(
          .nearlyAnswered, ["When do you open?", PagesTests.hostile], at: context.now, count: 3,
          nearest: [.init("Opening hours", confidence: 0.8)]),
        AskedQuestion(.unknown, ["Why?"], at: context.now),
        AskedQuestion(.unfilled, ["Are you open?"], at: context.now, nearest: [.init("Your hours", confidence: 1)]),
        AskedQuestion(
          .waiting, ["Who helps me?"], at: context.now, asker: Member("u1", name: PagesTests.hostile), channel: "help",
          link: "https://example.org/1"),
      ]
    }
  }

  private func bench() throws -> ConsoleBench { try ConsoleBench([.testing("lobby", [("knowing", Knowing())])]) }

  @Test func noPageLetsANameBecomeMarkup() async throws {
    let bench = try bench()
    try bench.store { store in
      let member = Member("u1", name: Self.hostile)
      for (index, event) in [
        Event.joined(member, channel: "general", in: "lobby", at: bench.now, mark: "1"),
        .posted(Message("m1", in: "general", by: member, Self.hostile), in: "lobby", at: bench.now),
      ].enumerated() { _ = try store.admit(event, state: .done, now: bench.now + .seconds(index)) }
      _ = try store.insert(.testing(Self.hostile, text: Text(Self.hostile), by: Self.hostile))
      _ = try store.insert(.testing(Self.hostile, .resolved, by: Self.hostile))
      for (index, state) in Delivery.State.allCases.enumerated() {
        _ = try store.enqueue(.testing("k\(index)", state, text: Self.hostile, note: Self.hostile))
      }
      try store.write(Record(["name": .string(Self.hostile)], of: "u1"), Self.hostile, of: "lobby/welcome")
    }
    let visitor = try await bench.visitor(Self.hostile)
    for page in Page.allCases.map(\.rawValue) + [
      "members?member=u1", "members?find=%3Cimg", "flags?all", "charts?days=30",
    ] {
      let html = await visitor.get(page)
      #expect(!html.contains("<img"), "\(page)")
      #expect(html.contains(Self.escaped) || page.hasPrefix("charts"), "\(page)")
      #expect(!html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick"), "\(page)")
    }
  }

  @Test func todayTellsWhatWaitsAndWhatIsPlanned() async throws {
    let bench = try bench()
    try bench.store { store in
      _ = try store.insert(.testing("Trouble"))
      for (index, state) in [Delivery.State.unknown, .failed].enumerated() {
        _ = try store.enqueue(.testing("k\(index)", state))
      }
      _ = try store.enqueue(.testing("d", .held, note: Delivery.draft))
      _ = try store.enqueue(.testing("gone", .dead, note: Delivery.dropped))
    }
    let text = words(try await bench.visitor().get("today"))
    #expect(
      text.contains(
        "Waits for you 1 flag to look at 2 posts to approve 2 deliveries to settle 1 draft to post 1 question without an answer"
      ))
    #expect(text.contains("Well: chat answers. Well: The store takes what comes."))
    #expect(text.contains("2026-01-01 12:00 daily in #general"))
  }

  @Test func anEmptyDayIsFriendly() async throws {
    let text = words(try await ConsoleBench().visitor().get("today"))
    #expect(
      text.contains("Nothing. Well done.") && text.contains("Nothing is planned.")
        && text.contains("Nothing has happened here yet."))
  }

  @Test func whatIsNotWellIsTold() async throws {
    let bench = try ConsoleBench()
    bench.standing.withLock {
      $0 = Standing(
        troubles: ["lobby": "no answer", "other": "gone"],
        store: StoreError(fault: "the disk is full", remedy: "make room"),
        stuck: "lobby/faq")
    }
    let text = words(try await bench.visitor().get("today"))
    #expect(
      text.contains("Not well: chat: no answer Not well: the disk is full; make room Not well: Stuck in lobby/faq."))
    #expect(!text.contains("gone"))
  }

  @Test func whatHappenedStandsNewestFirst() async throws {
    let bench = try ConsoleBench()
    try bench.store { store in
      let ada = Member("u1", name: "Ada")
      _ = try store.admit(
        .joined(ada, channel: nil, in: "lobby", at: bench.now, mark: "1"), state: .done, now: bench.now)
      _ = try store.enqueue(.testing("k", .sent, text: "Welcome!", at: bench.now + .seconds(60)))
      _ = try store.admit(
        .other(
          "console", ["by": "Anna", "did": "resolved flag 1"], in: "lobby", at: bench.now + .seconds(120), mark: "2"),
        state: .done, now: bench.now)
      _ = try store.admit(
        .joined(ada, channel: nil, in: "other", at: bench.now, mark: "3"), state: .done, now: bench.now)
    }
    let text = words(try await bench.visitor().get("today"))
    #expect(text.contains("10:02 Anna resolved flag 1 10:01 bot in #general: Welcome! 10:00 Ada joined"))
  }

  @Test func flagsTellWhoDoesWhat() async throws {
    let bench = try bench()
    try bench.store { store in
      _ = try store.insert(.testing("Open one"))
      _ = try store.insert(.testing("Taken", .acknowledged, by: "Cy"))
      _ = try store.insert(.testing("Over", .resolved, by: "Di"))
    }
    let visitor = try await bench.visitor()
    let open = words(await visitor.get("flags"))
    #expect(open.contains("Urgent Taken no. 2 Look. listen, 10:00 . Cy takes care of it."))
    #expect(open.contains("Urgent Open one no. 1 Look. listen, 10:00 . Nobody has looked at it yet. I take care of it"))
    #expect(!open.contains("Over"))
    #expect(
      words(await visitor.get("flags?all")).contains("Over no. 3 What it said Look. listen, 10:00 . Resolved by Di ."))
  }

  /// By the edge of its card and its badge, so that no colour is needed.
  @Test func theGraverAFlagTheMoreItsCardStandsOut() async throws {
    let bench = try bench()
    try bench.store { store in
      for (title, severity) in [("Low", Flag.Severity.notice), ("Middle", .warning), ("High", .urgent)] {
        var flag = StoredFlag.testing(title)
        flag.flag.severity = severity
        _ = try store.insert(flag)
      }
    }
    let html = try await bench.visitor().get("flags")
    let classes = html.components(separatedBy: "<li class=\"card").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(classes == [" urgent", " warning", " "])
  }

  @Test func whatSomebodyHasTakenOnWaitsForNobodyElse() async throws {
    let bench = try bench()
    try bench.store { store in
      for state in [Flag.State.open, .acknowledged, .acknowledged, .snoozed, .resolved] {
        _ = try store.insert(.testing("One", state, by: "Cy"))
      }
    }
    let html = try await bench.visitor().get("today")
    #expect(words(html).contains("1 flag to look at"))
    #expect(words(html).contains("Somebody takes care of 2 flags ."))
    #expect(html.contains("<span class=\"number\">1</span>"))
  }

  @Test func morePostsThanTodayShowsAreCounted() async throws {
    var busy = Knowing()
    busy.everyHour = true
    let text = words(try await ConsoleBench([.testing("lobby", [("knowing", busy)])]).visitor().get("today"))
    #expect(text.contains("and 40 more: the calendar"), "\(text)")
  }

  @Test func theCalendarShowsEveryDayAndAsksOnce() async throws {
    let visitor = try await bench().visitor()
    let html = await visitor.get("calendar?days=7")
    let text = words(html)
    #expect(text.contains("Shown for approval 2026-01-02 16:00 launch in #general not approved"))
    #expect(text.contains("Thursday, 2026-01-01 12:00 daily in #general"))
    #expect(text.contains("Nothing from Saturday, 2026-01-03 to Monday, 2026-01-05."))
    #expect(text.contains("old in #general not posted") && text.contains("a draft"))
    #expect(html.components(separatedBy: "Approve: launch").count == 2)
    #expect(html.components(separatedBy: "Reject: sure").count == 2 && !html.contains("Approve: sure"))
  }

  @Test func theOutboxOffersWhatFits() async throws {
    let bench = try bench()
    try bench.store { store in
      for (index, state) in Delivery.State.allCases.enumerated() {
        _ = try store.enqueue(.testing("k\(index)", state, text: "\(state)"))
      }
      _ = try store.enqueue(.testing("draft", .held, text: "for you", note: Delivery.draft))
    }
    let html = try await bench.visitor().get("outbox")
    let text = words(html)
    for line in [
      "in doubt in #general: unknown", "refused in #general: failed", "given up in #general: dead",
      "held in #general: held",
    ] {
      #expect(text.contains(line), "\(line)")
    }
    #expect(html.components(separatedBy: "Send it: delivery").count == 5)
    #expect(html.components(separatedBy: "It is there: delivery").count == 4)
    #expect(html.components(separatedBy: "Drop it: delivery").count == 4)
    #expect(text.contains("Drafts for you to post held in #general: for you"))
    #expect(text.contains("On its way tried again") && text.contains("Sent lately sent in #general: sent"))
  }

  @Test func questionsAreTaughtWithOneClick() async throws {
    let html = try await bench().visitor().get("questions")
    let text = words(html)
    #expect(text.contains("Waiting for a person Who helps me? \(Self.escaped) , #help , 10:00 . Open it"))
    #expect(
      text.contains(
        "Nearly answered When do you open? \(Self.escaped) 3 times, last 10:00 . Answered by: Opening hours"))
    #expect(html.contains("name=\"phrasing\" value=\"When do you open?\""))
    #expect(text.contains("Nothing in the list of answers Why?"))
    #expect(
      text.contains(
        "still to be filled in Are you open? 10:00 . The answer stands under &quot;Your hours&quot; and still holds [FILL"
      ))
    #expect(try await words(ConsoleBench().visitor().get("questions")).contains("No plugin keeps questions here."))
  }

  @Test func whatNoPluginKeepsIsSaidToBeSo() async throws {
    var faq = Knowing()
    faq.kinds = [.nearlyAnswered]
    faq.asked = []
    let few = words(try await ConsoleBench([.testing("lobby", [("faq", faq)])]).visitor().get("questions"))
    #expect(few.contains("No plugin watches for questions without an answer here. unanswered would."))
    #expect(few.contains("None in the last 30 days: the bot was never close to an answer without giving it."))
    #expect(
      few.contains("Such questions are not kept here. The plugin faq keeps them when it has a &quot;report&quot;."))
    faq.kinds = Set(AskedQuestion.Kind.allCases)
    let all = words(try await ConsoleBench([.testing("lobby", [("faq", faq)])]).visitor().get("questions"))
    #expect(all.contains("Nothing in the list of answers None in the last 30 days."))
    #expect(!all.contains("not kept here"))
  }

  @Test func whatAPluginPutsOffIsTold() async throws {
    let bench = try bench()
    try bench.store { try $0.setTimer("tea", of: "lobby/knowing", at: bench.now + .minutes(5)) }
    let text = words(try await bench.visitor().get("outbox"))
    #expect(text.contains("Not said yet 10:05 knowing lets the tea draw"), "\(text)")
  }

  private func admit(_ store: SQLiteStore, _ event: Event) throws {
    _ = try store.admit(event, state: .done, now: ConsoleBench.start)
  }

  private func said(_ id: ID<Message>, in channel: ID<Channel>, named name: String, by member: Member) -> Event {
    .posted(Message(id, in: channel, named: name, by: member, "Is this spam?"), in: "lobby", at: ConsoleBench.start)
  }

  @Test func theOutboxSaysForWhomAndWhereAndWhatIsOverdue() async throws {
    let bench = try bench()
    let ada = Member("U1", name: "Ada")
    try bench.store { store in
      try admit(store, said("m1", in: "C7", named: "help", by: ada))
      var waiting = Delivery.testing("k1", .queued, text: "Welcome!")
      waiting.members = ["U1", "U2", "U3", "U4"]
      waiting.due = bench.now - .hours(3)
      _ = try store.enqueue(waiting)
      var answer = Delivery.testing("k2", .retrying)
      answer.action = .reply(text: "Yes", to: MessageRef("m1", in: "C7"))
      answer.due = bench.now + .minutes(1)
      answer.note = "no answer"
      _ = try store.enqueue(answer)
      var late = Delivery.testing("k3", .failed)
      late.action = .direct(text: "Hello", to: "U1")
      late.due = bench.now - .days(9)
      _ = try store.enqueue(late)
    }
    let text = words(try await bench.visitor().get("outbox"))
    #expect(text.contains("For Ada, U2, U3, 1 more, in #general. overdue by 3 hours"), "\(text)")
    #expect(text.contains("no answer. For Ada, in #help."), "\(text)")
    #expect(text.components(separatedBy: "overdue").count == 2)
  }

  @Test func whatWaitsSaysWhereAndWhetherItIsLate() async throws {
    let bench = try bench()
    try bench.store { try $0.setTimer("tea", of: "lobby/knowing", at: bench.now - .minutes(5)) }
    let text = words(try await bench.visitor().get("outbox"))
    #expect(text.contains("knowing lets the tea draw overdue by 5 minutes"), "\(text)")
  }

  @Test func flagsSayWhoAndWhere() async throws {
    let bench = try bench()
    try bench.store { store in
      try admit(store, said("m1", in: "C7", named: "help", by: Member("U1", name: "<b>Ada")))
      var flag = StoredFlag.testing("Spam")
      flag.flag.message = MessageRef("m1", in: "C7")
      _ = try store.insert(flag)
      var other = StoredFlag.testing("Odd")
      other.flag.member = "U1"
      _ = try store.insert(other)
      var late = StoredFlag.testing("Late", .snoozed, by: "Cy")
      late.until = bench.now - .days(3)
      _ = try store.insert(late)
    }
    let html = try await bench.visitor().get("flags")
    let text = words(html)
    #expect(text.contains("listen, 10:00 , in #help, by &lt;b&gt;Ada . Nobody has"), "\(text)")
    #expect(text.contains("listen, 10:00 , about &lt;b&gt;Ada . Nobody has"), "\(text)")
    #expect(text.contains("overdue by 3 days"), "\(text)")
    #expect(!html.contains("<b>"))
  }

  @Test func explainKnowsTheShortIdsOfThePages() async throws {
    let bench = try ConsoleBench()
    let message = Message("m1", in: "general", by: Member("u1", name: "Ada"), "Hi")
    try bench.store { store in
      _ = try store.admit(.posted(message, in: "lobby", at: bench.now), state: .done, now: bench.now)
      var flag = StoredFlag.testing("Trouble")
      flag.flag.message = message.ref
      _ = try store.insert(flag)
    }
    let visitor = try await bench.visitor()
    #expect(words(await visitor.get("today")).contains("Hi \(message.shortName)"))
    #expect(words(await visitor.get("flags")).contains("no. 1, \(message.shortName)"))
  }

  @Test func theMoodIsDrawnWithItsNumbersAndWhatIsNotToldIsSaid() async throws {
    var parts = ConsoleParts()
    parts.mood = { _, _, days in days.map { $0 == days.upperBound ? MoodDay(negative: 3, of: 8) : nil } }
    let bench = try ConsoleBench(parts: parts)
    let html = try await bench.visitor().get("charts")
    let text = words(html)
    #expect(
      text.contains(
        "Messages that sound negative percent of a day&#39;s messages, 38 at most; 8 messages could be read."),
      "\(text)")
    #expect(text.contains("Thursday, 2026-01-01 38 % (3 of 8)"))
    #expect(text.contains("Wednesday, 2025-12-31 too few to tell"))
    var none = ConsoleParts()
    none.mood = { _, _, days in days.map { _ in nil } }
    let empty = words(try await ConsoleBench(parts: none).visitor().get("charts"))
    #expect(empty.contains("Nothing to tell yet: the plugin listen measures how messages sound"))
  }

  @Test func chartsCountTheDaysOfTheCommunity() async throws {
    let bench = try ConsoleBench()
    try bench.store { store in
      let ada = Member("u1", name: "Ada")
      for (index, hours) in [0, 1, -24, -24 * 20].enumerated() {
        let at = bench.now + .hours(hours)
        _ = try store.admit(
          .posted(Message(ID("m\(index)"), in: "c", by: ada, "Hi"), in: "lobby", at: at), state: .done, now: at)
      }
      _ = try store.enqueue(.testing("k", .sent))
      _ = try store.enqueue(.testing("l", .queued))
    }
    let visitor = try await bench.visitor()
    let text = words(await visitor.get("charts"))
    #expect(text.contains("Messages of members 3 in all; messages a day, 2 at most"))
    #expect(text.contains("Posts of the bot 1 in all") && text.contains("Replies of the bot 0 in all"))
    #expect(text.contains("All is counted that members wrote, also commands, in private to the bot"))
    #expect(words(await visitor.get("charts?days=30")).contains("Messages of members 4 in all"))
    #expect(text.contains("Wednesday, 2025-12-31 1 Thursday, 2026-01-01 2"))
  }

  @Test func aReportOfAnotherPartIsShownWithoutAnyRights() async throws {
    var parts = ConsoleParts()
    parts.report = { _, community, _ in "<html><style>p{}</style>\(community.community.id)</html>" }
    let visitor = try await ConsoleBench(parts: parts).visitor()
    let response = await visitor.response("report?community=lobby")
    #expect(response.text == "<html><style>p{}</style>lobby</html>")
    #expect(response.headers["Content-Security-Policy"] == WebhookResponse.reportPolicy)
    #expect(await visitor.get("today").contains("report?community=lobby"))
    #expect(try await ConsoleBench().visitor().response("report").status == 404)
  }
}
