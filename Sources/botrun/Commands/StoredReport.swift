import BotCore
import BotRuntime
import FoundationEssentials
import Reporting

extension SQLiteStore {
  /// - Parameter names: of members, by their hashes; without them they are told apart and not named.
  func report(
    of community: Community, over period: Period, now: Date, names: [UInt64: String] = [:]
  ) throws -> Report {
    Report(try ledger(of: community, now: now), period, community: community.name, names: names)
  }

  /// Of so many whole weeks, or of all of a shorter record.
  func report(of community: Community, weeks: Int, now: Date, names: [UInt64: String] = [:]) throws -> Report {
    let ledger = try ledger(of: community, now: now)
    let period = Period(weeks: weeks, before: now, in: community.timezone, of: ledger)
    return Report(ledger, period, community: community.name, names: names)
  }

  private func ledger(of community: Community, now: Date) throws -> Ledger {
    Ledger(try facts(of: community.id, from: .distantPast, through: now))
  }
}
