import BotCore
import FoundationEssentials

/// Decides when an action may go out. Buckets and pauses belong to a credential: whatever uses the same token waits
/// together. A value that only decides: the outbox asks it, the store keeps its pauses over a restart.
struct Pacer: Sendable {
  /// The time at which a bucket's next action is due if all goes evenly (generic cell rate algorithm, ITU-T I.371).
  private var nextEven: [String: Date] = [:]
  private(set) var pauses: [String: Date] = [:]

  /// When the action may go: `nil` means now.
  func wait(for buckets: [Bucket], of credential: String, now: Date) -> Date? {
    var latest = pauses[credential] ?? now
    for bucket in buckets {
      let name = Self.name(bucket.name, of: credential)
      if let pause = pauses[name] { latest = max(latest, pause) }
      if let spacing = bucket.spacing, let even = nextEven[name] {
        latest = max(latest, even - spacing * (max(bucket.burst, 1) - 1))
      }
    }
    return latest > now ? latest : nil
  }

  /// Counts an action that goes out now.
  mutating func take(_ buckets: [Bucket], of credential: String, now: Date) {
    for bucket in buckets {
      guard let spacing = bucket.spacing else { continue }
      let name = Self.name(bucket.name, of: credential)
      nextEven[name] = max(nextEven[name] ?? now, now) + spacing
    }
    if nextEven.count > 10_000 { nextEven = nextEven.filter { $0.value > now } }
  }

  /// Nothing in the scope before `until`; a pause is never shortened.
  /// - Returns: the pause's name, to be kept in the store; `nil` where only one action waits.
  mutating func pause(_ scope: PaceScope, of credential: String, until: Date) -> String? {
    let name: String
    switch scope {
    case .action: return nil
    case .bucket(let bucket): name = Self.name(bucket, of: credential)
    case .account: name = credential
    }
    restore(name, until: until)
    return name
  }

  mutating func restore(_ name: String, until: Date) {
    pauses[name] = max(pauses[name] ?? until, until)
  }

  mutating func lift(_ name: String) { pauses[name] = nil }

  /// The clock shows less than before by so many seconds: what was to come so much later on it comes in the same time still.
  mutating func setBack(by seconds: Double) {
    nextEven = nextEven.mapValues { $0 - seconds }
    pauses = pauses.mapValues { $0 - seconds }
  }

  mutating func forget(before now: Date) { pauses = pauses.filter { $0.value > now } }

  private static func name(_ bucket: String, of credential: String) -> String { credential + "/" + bucket }
}
