import BotCore
import FoundationEssentials
import Testing

/// What the texts of the nine kinds of community promise and say.
@Suite(.serialized) struct PresetTextTests {
  private struct Kind {
    let plugins: [JSON]
    let posts: [JSON]
    let answers: [String]

    init(_ home: Home, _ kind: String) async throws {
      let made = try await home.run("init", home.file(kind), "--kind", kind, "--yes")
      #expect(made.end == .exited(0), "\(made.errors)")
      func value(_ name: String) throws -> JSON { try JSONDocument(relaxed: home.bytes(of: "\(kind)/\(name)")).value }
      plugins = try value("config.json")["communities"]?[0]?["plugins"]?.array ?? []
      posts = try value("calendar.json").array ?? []
      answers = String(decoding: home.bytes(of: "\(kind)/faq.md"), as: UTF8.self).components(separatedBy: "\n## ")
    }

    func plugin(_ name: String) -> JSON? { plugins.first { $0["plugin"]?.string == name } }
    var categories: [JSON] { plugin("listen")?["categories"]?.array ?? [] }
    var notices: [String] {
      plugin("noticeboard")?["notices"]?.array?.compactMap { $0["text"]?.string } ?? []
    }
    var isPartlyHeldBack: Bool { notices.contains { FillIn.first(in: $0) != nil } }
  }

  private static func pointsAtBoard(_ text: String) -> Bool { text.contains("noticeboard") }

  @Test(arguments: InitTests.kinds) func nothingPointsAtALineThatIsHeldBack(kind: String) async throws {
    let kind = try await Kind(Home(), kind)
    let suggestions = kind.categories.compactMap { $0["suggestion"]?.string }
    let said = kind.answers + suggestions + kind.posts.map(\.text)
    let pointing = said.filter { FillIn.first(in: $0) == nil && Self.pointsAtBoard($0) }
    if kind.isPartlyHeldBack { #expect(pointing == []) }
    // A greeting may send people there as long as something stands there beside the rules.
    let greets = Self.pointsAtBoard(kind.plugin("welcome")?.text ?? "")
    let shown = kind.notices.filter { FillIn.first(in: $0) == nil && $0 != "{texts.rules}" }
    if greets || !pointing.isEmpty { #expect(!shown.isEmpty) }
  }

  @Test(arguments: InitTests.kinds) func whatCouldBePostedSpeaksToMembers(kind: String) async throws {
    let categories = try await Kind(Home(), kind).categories
    for text in categories.compactMap({ $0["suggestion"]?.string }) {
      for order in ["Do not answer", "Do not argue", "Tell the", "Call them", "Write to them", "Ask whether"] {
        #expect(!text.hasPrefix(order), "\(text)")
      }
    }
    let advised = categories.filter { $0["advice"] != nil }.compactMap { $0["name"]?.string }
    let expected = [
      "closed-volunteers": ["accident", "strain"], "customer-success": ["churn", "praise"],
      "customer-support": ["legal"],
      "learning": ["giving up"],
    ]
    #expect(advised == expected[kind] ?? [])
  }

  private static let asked: [(kind: String, sure: String, question: String, entry: String?)] = [
    // Of an order or of the subscription: the bot answers it only as the phrasing that it is, word for word.
    ("customer-support", "0.92", "How do I cancel?", nil),
    ("customer-support", "0.92", "How do I cancel my subscription?", "How do I cancel my subscription?"),
    ("customer-support", "0.92", "How do I cancel an order?", "How do I cancel or change an order?"),
    ("customer-support", "0.92", "How do I cancel a meeting?", nil),
    ("customer-support", "0.92", "My login doesn't work", "I cannot log in"),
    ("closed-volunteers", "0.9", "How do I get a shift?", "How do I sign up for a shift?"),
    ("closed-volunteers", "0.9", "How do I get a shift swapped?", "How do I swap a shift?"),
  ]

  /// What is asked of another thing than the entry speaks of is left to people.
  @Test func theEntryOfTheThingThatIsAskedForAnswers() async throws {
    for kind in ["customer-support", "customer-success", "closed-volunteers"] {
      let home = Home()
      let made = try await Kind(home, kind)
      #expect(made.plugin("faq")?["troubles"] == true)
      #expect(made.plugin("unanswered")?["troubles"] == true)
      for asked in Self.asked where asked.kind == kind {
        let file = home.file("\(kind)/faq.md")
        let told = try await home.run(
          "text", "rank", "--faq", file, "--threshold", asked.sure, reading: asked.question + "\n")
        let verdict = try JSON(parsing: Array(told.output.utf8.dropLast()))
        #expect(verdict["entry"]?.string == asked.entry, "\(asked.question)")
      }
    }
  }

  /// Nobody reads what members write to the bot, and nobody has promised a time.
  @Test(arguments: InitTests.kinds) func nothingIsPromisedThatNobodyDoes(kind: String) async throws {
    let kind = try await Kind(Home(), kind)
    let steps = kind.plugin("sequence")?["steps"]?.array ?? []
    let said =
      (kind.answers + kind.posts.map(\.text) + kind.notices + kind.plugins.map(\.text) + steps.map(\.text))
      .filter { FillIn.first(in: $0) == nil }.map { $0.lowercased() }
    for promise in [
      "answer me", "tell me", "i pass it on", "reads your answer", "reads it.", "a person reads", "next working day",
      "we write", "we ask again", "we say so", "team writes to you", "sends you", "hear from us", "person looks",
    ] {
      #expect(said.filter { $0.contains(promise) } == [])
    }
  }

  /// In words that are not those of the lists.
  @Test func whatVolunteersTellOfIsShown() async throws {
    let home = Home()
    let kind = try await Kind(home, "closed-volunteers")
    let told = [
      "there has been an accident, Karl is bleeding": "accident", "I can't make it on Friday, sorry": "cover",
      "I can't make it work on my phone": nil, "His address is Rheinstr. 5": "privacy",
    ]
    for (text, name) in told {
      let found = kind.categories.filter { category in
        func holds(_ key: String) -> Bool {
          (category[key]?.array ?? []).compactMap(\.string).contains { text.lowercased().contains($0) }
        }
        return holds("words") && !holds("exclusions")
      }
      #expect(found.compactMap { $0["name"]?.string } == [name].compactMap(\.self), "\(text)")
    }
  }

  @Test(arguments: InitTests.kinds) func whatTakesPlaceIsStillToBeFilledIn(kind: String) async throws {
    let events = try await Kind(Home(), kind).plugins.flatMap { $0["events"]?.array ?? [] }
    for event in events { #expect(FillIn.first(in: event["place"]?.string ?? "") != nil, "\(event)") }
  }
}
