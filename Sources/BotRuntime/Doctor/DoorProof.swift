import BotCore
import Signing

/// Proof that what answers under an address is the bot with this store: it turns a number that was just made up into one
/// that only the store's key makes of it.
struct DoorProof: Sendable {
  static let path = "/doctor"
  private static let prefix = "nonce="

  private let hmac: HMACSHA256

  init(key: [UInt8]) { hmac = HMACSHA256(key: key) }

  static func query(_ nonce: String) -> String { prefix + nonce }

  /// `nil` for a query that does not ask for proof.
  func answer(to query: String) -> String? {
    guard query.hasPrefix(Self.prefix), let nonce = Hex.decode(query.dropFirst(Self.prefix.count)),
      (8...32).contains(nonce.count)
    else { return nil }
    return Hex.encode(hmac.code(of: Array("doctor".utf8), nonce))
  }
}

extension SQLiteStore {
  private static let doorName = "door.key"

  /// Made at the first call.
  func doorKey() throws -> [UInt8] {
    if let key = try meta(Self.doorName).flatMap({ Hex.decode($0) }) { return key }
    let key = Entropy.bytes(32)
    try transaction { try setMeta(Self.doorName, Hex.encode(key)) }
    return key
  }
}
