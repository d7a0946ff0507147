/// How botrun ends, after sysexits(3), so that scripts and service managers can tell what happened.
enum ExitCode: Int32, CaseIterable {
  case ok = 0
  /// What was compared is not the same.
  case different = 1
  /// The command line was not understood.
  case usage = 64
  /// A file that was named holds something else than expected.
  case badData = 65
  /// A file that was named cannot be read.
  case noInput = 66
  /// The bot could not do its work: an address in use, a library that failed.
  case unavailable = 69
  /// A mistake in botrun itself.
  case software = 70
  /// A file cannot be written.
  case cannotCreate = 73
  /// The store cannot be used.
  case ioError = 74
  /// Another process owns the store; trying later may work.
  case tryLater = 75
  /// The configuration has problems.
  case badConfig = 78

  var meaning: String {
    switch self {
    case .ok: "all went well"
    case .different: "two configurations differ"
    case .usage: "the command line was not understood"
    case .badData: "a file holds something else than expected"
    case .noInput: "a file cannot be read"
    case .unavailable: "something that is needed was not to be had, such as an address that is in use"
    case .software: "a mistake in botrun itself; please report it"
    case .cannotCreate: "a file cannot be written"
    case .ioError: "the store cannot be used"
    case .tryLater: "another process owns the store"
    case .badConfig: "the configuration has problems"
    }
  }
}

/// Ends a command with a sentence for the person at the terminal.
struct Failure: Error {
  let code: ExitCode
  let message: String

  init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }
}
