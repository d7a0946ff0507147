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
      switch verb {
      case .list: try list(try StoreFile.open(arguments, isWriting: false), config, arguments)
      case .show: try show(try StoreFile.open(arguments, isWriting: false), config, arguments)
      case .posted: try posted(arguments)
      case .drop: try drop(arguments)
      }
      return .ok
    })

  private enum DraftsVerb: String, CaseIterable { case list, show, posted, drop }

  private static func list(_ store: SQLiteStore, _ config: BotConfig, _ arguments: Arguments) throws {
    defer { store.close() }
    let drafts = try store.drafts(limit: try arguments.limit(100))
    let views = try DraftView.views(of: drafts, in: store, config)
    if arguments.has("--json") { return Terminal.say(JSON.array(views.map(\.report)).pretty) }
    if views.isEmpty { return Terminal.say("There are no drafts.") }
    for view in views { Terminal.say(view.lines) }
  }

  private static func show(_ store: SQLiteStore, _ config: BotConfig, _ arguments: Arguments) throws {
    defer { store.close() }
    let ids = try arguments.ids()
    guard ids.count == 1 else { throw Failure(.usage, "show takes one number") }
    guard let view = try DraftView.views(of: [try draft(ids[0], store)], in: store, config).first else { return }
    let text = arguments.has("--markdown") ? view.markdown : view.text
    if arguments.has("--json") { return Terminal.say(view.report.pretty) }
    let safe = Terminal.safe(text)
    Terminal.say(arguments.has("--text") ? safe : view.head + "\n\n" + safe)
  }

  private static func draft(_ id: Int64, _ store: SQLiteStore) throws -> Delivery {
    do {
      return try store.draft(id)
    } catch let fault as SettlingFault {
      throw Failure(.badData, fault.description)
    }
  }

  private static func posted(_ arguments: Arguments) throws {
    guard (2...3).contains(arguments.operands.count),
      let id = RowNumber.delivery.read([arguments.operands[1]])?.first
    else {
      throw Failure(.usage, "posted needs the number that the list shows, and may have an address: posted 7 https://…")
    }
    let address = arguments.operands.count > 2 ? arguments.operands[2] : nil
    if let address, !address.hasPrefix("https://"), !address.hasPrefix("http://") {
      throw Failure(
        .usage, "\(address) is no address; posted takes one draft, and where it stands: posted \(id) https://…")
    }
    try change(arguments) { try $0.markPosted(draft: id, at: address, now: Clock.system.now()) }
    Terminal.say("Draft \(id): posted.")
  }

  private static func drop(_ arguments: Arguments) throws {
    let ids = try arguments.ids()
    try change(arguments) { store in for id in ids { try store.drop(draft: id, now: Clock.system.now()) } }
    Terminal.say("\(ids.count == 1 ? "Draft" : "Drafts") \(ids.map(String.init).joined(separator: ", ")): dropped.")
  }
}
