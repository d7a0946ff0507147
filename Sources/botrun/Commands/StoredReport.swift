import BotCore
import BotRuntime
import FoundationEssentials
import Plugins
import Reporting

extension SQLiteStore {
  /// - Parameter names: of members, by their hashes; without them they are told apart and not named.
  func report(
    of community: Community, over period: Period, now: Date, names: [UInt64: String] = [:],
    unmeasured: Report.Unmeasured
  ) throws -> Report {
    Report(
      try ledger(of: community, now: now), period, community: community.name, names: names, unmeasured: unmeasured)
  }

  /// Of so many whole weeks, or of all of a shorter record.
  func report(of config: CommunityConfig, weeks: Int, now: Date, names: [UInt64: String] = [:]) throws -> Report {
    let ledger = try ledger(of: config.community, now: now)
    let period = Period(weeks: weeks, before: now, in: config.community.timezone, of: ledger)
    return Report(
      ledger, period, community: config.community.name, names: names, unmeasured: config.unmeasured)
  }

  private func ledger(of community: Community, now: Date) throws -> Ledger {
    Ledger(try facts(of: community.id, from: .distantPast, through: now))
  }
}

extension CommunityConfig {
  /// What a report says where it has no mood to tell.
  var unmeasured: Report.Unmeasured {
    let listeners = instances.compactMap { instance in (instance.plugin as? Listen).map { (instance.shortName, $0) } }
    if listeners.contains(where: \.1.measuresMood) { return .nothingToRead }
    return listeners.first.map { .isOff(instance: $0.0) } ?? .noPlugin
  }
}
