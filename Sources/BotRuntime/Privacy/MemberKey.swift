public import BotCore
import FoundationEssentials
import Signing

/// The member behind a hash that only this store can make: HMAC-SHA256 of community and id under a key that is drawn once
/// for each store. Whoever has the store can still try ids that they know; nobody can read ids out of it.
extension SQLiteStore {
  private static let keyName = "privacy.key"

  /// 32 lower-case digits. The first call makes the key, so use it within a transaction.
  public func hash(of member: ID<Member>, in community: ID<Community>) throws -> String {
    let code = HMACSHA256(key: try privacyKey()).code(of: Array("\(community)\n\(member)".utf8))
    return Hex.encode(code.prefix(16))
  }

  private func privacyKey() throws -> [UInt8] {
    if let key = try meta(Self.keyName).flatMap({ Hex.decode($0) }) { return key }
    let key = Entropy.bytes(32)
    try setMeta(Self.keyName, Hex.encode(key))
    return key
  }
}
