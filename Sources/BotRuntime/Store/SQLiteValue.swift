import BotCore
import CSQLite
import FoundationEssentials

/// What can be put in place of a `?` in a statement.
enum SQLiteValue {
  case null
  case int(Int64)
  case double(Double)
  case text(String)
  case utf8([UInt8])

  static func int(_ value: Int) -> SQLiteValue { .int(Int64(value)) }
  static func id<Of>(_ id: ID<Of>) -> SQLiteValue { .text(id.raw) }
  static func json(_ json: JSON) -> SQLiteValue { .utf8(json.bytes) }
  static func date(_ date: Date) -> SQLiteValue { .int(date.milliseconds) }
  static func date(_ date: Date?) -> SQLiteValue { date.map { .int($0.milliseconds) } ?? .null }
  static func text(_ text: String?) -> SQLiteValue { text.map { .text($0) } ?? .null }
  /// A set of words for `IN (SELECT value FROM json_each(?))`.
  static func words(_ words: [String]) -> SQLiteValue { .json(.array(words.map { .string($0) })) }

  func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch self {
    case .null: return sqlite3_bind_null(statement, index)
    case .int(let value): return sqlite3_bind_int64(statement, index, value)
    case .double(let value): return sqlite3_bind_double(statement, index, value)
    case .text(var text): return text.withUTF8 { Self.bind($0, to: statement, at: index) }
    case .utf8(let bytes): return bytes.withUnsafeBufferPointer { Self.bind($0, to: statement, at: index) }
    }
  }

  private static func bind(
    _ text: UnsafeBufferPointer<UInt8>, to statement: OpaquePointer, at index: Int32
  ) -> Int32 {
    // SQLite takes a null pointer for NULL, not for an empty text.
    guard !text.isEmpty, let length = Int32(exactly: text.count) else {
      return text.isEmpty ? botrun_sqlite_bind_text(statement, index, "", 0) : SQLITE_TOOBIG
    }
    return text.withMemoryRebound(to: CChar.self) {
      botrun_sqlite_bind_text(statement, index, $0.baseAddress, length)
    }
  }
}

/// The row that a statement stands on; columns count from 0. Valid until the next step.
struct SQLiteRow {
  let statement: OpaquePointer

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
  func count(_ column: Int32) -> Int { Int(int(column)) }
  func double(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
  func date(_ column: Int32) -> Date { Date(milliseconds: int(column)) }
  func optionalDate(_ column: Int32) -> Date? { isNull(column) ? nil : date(column) }
  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
  func id<Of>(_ column: Int32) -> ID<Of> { ID(text(column)) }
  func optionalID<Of>(_ column: Int32) -> ID<Of>? { optionalText(column).map { ID($0) } }

  /// - Throws: `JSONSyntaxError`.
  func json(_ column: Int32) throws(JSONSyntaxError) -> JSON { try JSON(parsing: bytes(column)) }

  private func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_column_text(statement, column)
    return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
  }
}
