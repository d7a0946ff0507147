import BotCore
import BotRuntime
import FoundationEssentials

extension Command {
  static let explain = Command(
    name: "explain",
    summary: "tell why the bot did something, or did nothing",
    operands: "[message | event | delivery | flag] ID",
    operandCount: 1...2,
    options: [.config, .json],
    details: """
      ID is the short id that botrun run --show, botrun flags list, the console and the sandbox show (e-3fa91c, or d-17 for
      what the bot did), the id or link of a message, also of the bot's own, the key of an event as the log names it, the
      number of a delivery (botrun outbox list) or of a flag (botrun flags list). Where one can mean several things, say
      which.
      Shows what came in, what the bot did about it, also later by its own clock, and then what each plugin would make of
      it now, with today's configuration and what it remembers now (which may be more than it remembered then). Nothing is
      changed. Of what members wrote only the beginning is shown. Events are kept for 30 days, unless "store.keep" says otherwise.
      """,
    examples: [
      ("botrun explain e-3fa91c", "a message or a joining, by its short id"),
      ("botrun explain 1767258060.000200", "a message, by its id on the platform"),
      ("botrun explain https://chat.example/archives/C1/p17", "a message, by its link"),
      ("botrun explain d-17", "something that the bot sent, or wanted to"),
      ("botrun explain flag 3 --json", "a flag, for a program"),
    ],
    run: { arguments in
      let config = try ConfigFile.load(arguments)
      let store = try StoreFile.open(arguments, isWriting: false)
      defer { store.close() }
      let (word, kind) = try subject(arguments, store)
      var investigation = Investigation(config, store)
      try investigation.look(at: word, as: kind)
      let report = InvestigationReport(investigation: investigation)
      Terminal.say(arguments.has("--json") ? report.json.pretty : report.text)
      return .ok
    })

  private static func subject(
    _ arguments: Arguments, _ store: SQLiteStore
  ) throws -> (word: String, kind: Investigation.Kind) {
    let word = try full(arguments.operands[arguments.operands.count - 1], store)
    let found = try Investigation.kinds(of: word, in: store)
    if arguments.operands.count == 2 {
      guard let kind = Investigation.Kind(rawValue: arguments.operands[0]) else {
        let known = Investigation.Kind.allCases.map(\.rawValue)
        throw Failure(.usage, Arguments.unknown(arguments.operands[0], known, "botrun explain --help"))
      }
      // An event of a message may be named by either.
      let isKnown = found.contains(kind) || kind == .event && found.contains(.message)
      guard isKnown else { throw Failure(.badData, "the store knows no \(kind.rawValue) \(word); \(advice(kind))") }
      return (word, kind)
    }
    guard let kind = found.first else {
      throw Failure(
        .badData,
        "the store knows no message, event, delivery or flag \(word); it may be older than what is kept, or from another "
          + "store than \(store.path)")
    }
    guard found.count == 1 else {
      let choices = found.map { "botrun explain \($0.rawValue) \(word)" }
      throw Failure(.usage, "\(word) can mean several things; say which: \(choices.joined(separator: ", or "))")
    }
    return (word, kind)
  }

  /// The id that a short one stands for; any other as it is.
  private static func full(_ word: String, _ store: SQLiteStore) throws -> String {
    guard ShortName.isOne(word) else { return word }
    let words = try store.words(shortName: word)
    guard let first = words.first else { return word }
    guard words.count == 1 else {
      throw Failure(
        .usage, "\(word) can mean several things; name one by its whole id: \(words.prefix(10).joined(separator: ", "))"
      )
    }
    return first
  }

  private static func advice(_ kind: Investigation.Kind) -> String {
    switch kind {
    case .message, .event: "it may be older than what is kept"
    case .delivery: "botrun outbox list shows those that are not sent"
    case .flag: "botrun flags list --all shows them"
    }
  }
}
