public import BotCore
import FoundationEssentials
import Glibc

/// One line per fact, fit for journald: a constant message, the facts as `key=value`. Written whole with one `write`.
public struct Log: Sendable {
  public typealias Level = Tools.Level
  public let least: Level
  private let isJournal: Bool
  private let write: @Sendable ([UInt8]) -> Void

  public init(least: Level = .info, isJournal: Bool, write: @escaping @Sendable ([UInt8]) -> Void) {
    self.least = least
    self.isJournal = isJournal
    self.write = write
  }

  /// To standard error, with journald's levels where journald reads it.
  public static func standardError(least: Level) -> Log {
    Log(least: least, isJournal: getenv("JOURNAL_STREAM") != nil) { bytes in _ = Glibc.write(2, bytes, bytes.count) }
  }

  public static let silent = Log(isJournal: false, write: { _ in })

  public func callAsFunction(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, String> = [:]) {
    guard level.rank >= least.rank else { return }
    emit(level, message, fields.map { ($0.key, $0.value) })
  }

  func with(_ level: Level, _ message: String, _ fields: [String: String]) {
    guard level.rank >= least.rank else { return }
    emit(level, message, fields.sorted { $0.key < $1.key })
  }

  private func emit(_ level: Level, _ message: String, _ fields: [(String, String)]) {
    var line = isJournal ? "<\(level.priority)>" : Date().formatted(.iso8601) + " "
    line += "level=\(level.rawValue) msg=\(Self.quoted(message))"
    for (key, value) in fields { line += " \(key)=\(Self.quoted(value))" }
    line += "\n"
    write(Array(line.utf8))
  }

  /// Quotes what holds a space; a line break can never begin a forged line.
  static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x7F }
    let short = text.utf8.count <= 500 ? text : String(text.prefix(500))
    return isPlain ? short : JSON.string(short).text
  }
}

extension Tools.Level {
  var rank: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }

  /// As syslog numbers it (sd-daemon(3)).
  var priority: Int {
    switch self {
    case .debug: 7
    case .info: 6
    case .warning: 4
    case .error: 3
    }
  }
}
