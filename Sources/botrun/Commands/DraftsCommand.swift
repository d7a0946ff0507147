import BotCore
import BotRuntime
import FoundationEssentials

extension Command {
  static let drafts = Command(
    name: "drafts",
    summary: "see what the bot has prepared for a person to post, and say what became of it",
    operands: "list | show ID | posted ID [URL] | drop ID …",
    operandCount: 1...1000,
    options: [
      .config, .json,
      Option(name: "--markdown", help: "show: the text with its markup, as Markdown"),
      Option(name: "--text", help: "show: only the text, for a clipboard"),
      Option(name: "--limit", value: "N", help: "list: at most so many (default 100)"),
    ],
    details: """
      For communities with "drafts": true, and for the platform draft. Nothing of theirs goes out by itself. Works while
      the bot runs. Where the platform has an API, "botrun outbox retry ID" lets the bot post a draft.
      """,
    examples: [
      ("botrun drafts list", "what waits, the oldest first"),
      ("botrun drafts show 7 --text | xclip", "the text of draft 7, ready to be pasted"),
      ("botrun drafts posted 7 https://example.org/42", "it stands there; edits and pins can now name it"),
      ("botrun drafts drop 8 9", "these are not wanted"),
    ],
    run: { arguments in
      let verb = try arguments.verb(of: "drafts", DraftsVerb.self)
      let config = try ConfigFile.load(arguments)
      let isWriting = verb == .posted || verb == .drop
      let store = try StoreFile.open(arguments, isWriting: isWriting)
      defer { store.close() }
      switch verb {
      case .list: try list(store, config, arguments)
      case .show: try show(store, config, arguments)
      case .posted: try posted(store, arguments)
      case .drop: try drop(store, arguments)
      }
      return .ok
    })

  private enum DraftsVerb: String, CaseIterable { case list, show, posted, drop }

  private static func list(_ store: SQLiteStore, _ config: BotConfig, _ arguments: Arguments) throws {
    let drafts = try store.drafts(limit: try arguments.limit(100))
    let views = try DraftView.views(of: drafts, in: store, config)
    if arguments.has("--json") { return Terminal.say(JSON.array(views.map(\.report)).pretty) }
    if views.isEmpty { return Terminal.say("There are no drafts.") }
    for view in views { Terminal.say(view.lines) }
  }

  private static func show(_ store: SQLiteStore, _ config: BotConfig, _ arguments: Arguments) throws {
    let ids = try arguments.ids()
    guard ids.count == 1 else { throw Failure(.usage, "show takes one number") }
    guard let view = try DraftView.views(of: [try store.draft(ids[0])], in: store, config).first else { return }
    let text = arguments.has("--markdown") ? view.markdown : view.text
    if arguments.has("--json") { return Terminal.say(view.report.pretty) }
    let safe = Terminal.safe(text)
    Terminal.say(arguments.has("--text") ? safe : view.head + "\n\n" + safe)
  }

  private static func posted(_ store: SQLiteStore, _ arguments: Arguments) throws {
    guard (2...3).contains(arguments.operands.count), let id = Int64(arguments.operands[1]) else {
      throw Failure(.usage, "posted needs the number that the list shows, and may have an address: posted 7 https://…")
    }
    let address = arguments.operands.count > 2 ? arguments.operands[2] : nil
    if let address, !address.hasPrefix("https://"), !address.hasPrefix("http://") {
      throw Failure(
        .usage, "\(address) is no address; posted takes one draft, and where it stands: posted \(id) https://…")
    }
    try store.transaction {
      try store.markPosted(try store.draftToPost(id, address), at: address, now: Clock.system.now())
    }
    Terminal.say("Draft \(id): posted.")
  }

  private static func drop(_ store: SQLiteStore, _ arguments: Arguments) throws {
    let ids = try arguments.ids()
    try store.transaction {
      for id in ids {
        var row = try store.draft(id)
        (row.state, row.note, row.updated) = (.dead, dropped, Clock.system.now())
        try store.update(row)
      }
    }
    Terminal.say("\(ids.count == 1 ? "Draft" : "Drafts") \(ids.map(String.init).joined(separator: ", ")): dropped.")
  }
}

extension SQLiteStore {
  fileprivate func draft(_ id: Int64) throws -> Delivery {
    guard let row = try delivery(id) else { throw Failure(.badData, "there is no draft \(id)") }
    guard row.isDraft else { throw Failure(.badData, "delivery \(id) is no draft; it is \(row.state.rawValue)") }
    return row
  }

  /// Where it stands may be told later than that it stands.
  fileprivate func draftToPost(_ id: Int64, _ address: String?) throws -> Delivery {
    guard let row = try delivery(id), row.isPostedByHand else { return try draft(id) }
    guard address != nil, row.remote == nil else { throw Failure(.badData, "draft \(id) was posted already") }
    return row
  }

  /// Oldest first.
  fileprivate func drafts(limit: Int) throws -> [Delivery] {
    var drafts: [Delivery] = []
    var after: Int64 = 0
    while drafts.count < limit {
      let rows = try deliveries(in: [.held], after: after, limit: 500)
      guard let last = rows.last else { break }
      drafts += rows.filter(\.isDraft)
      after = last.id
    }
    return Array(drafts.prefix(limit))
  }
}
