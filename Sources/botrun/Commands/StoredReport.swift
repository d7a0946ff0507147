import BotCore
import BotRuntime
import FoundationEssentials
import Reporting

extension SQLiteStore {
  /// - Parameter names: of members, by their hashes; without them they are told apart and not named.
  func report(
    of community: Community, over period: Period, now: Date, names: [UInt64: String] = [:]
  ) throws -> Report {
    let ledger = Ledger(try facts(of: community.id, from: .distantPast, through: now))
    return Report(ledger, period, community: community.name, names: names)
  }
}
