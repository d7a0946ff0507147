import BotCore
import BotRuntime
import FoundationEssentials
import Reporting

/// The report that a running bot gives its own plugins: `report?weeks=2`.
struct OwnReport {
  let store: String
  let now: Date

  func answer(_ community: Community, _ path: String) -> (status: Int, body: String) {
    let parts = path.split(separator: "?", maxSplits: 1)
    guard parts.first == "report", parts.count == 2, parts[1].hasPrefix("weeks="),
      let weeks = Int(parts[1].dropFirst("weeks=".count)), (1...520).contains(weeks)
    else { return (404, "there is nothing at botrun:\(path); ask for botrun:report?weeks=2") }
    do {
      // A connection of its own: the engine goes on meanwhile.
      let store = try SQLiteStore(path: store, readOnly: true)
      defer { store.close() }
      let period = Period(weeks: weeks, before: now, in: community.timezone)
      // Plugins read the figures, not why one is missing.
      return (200, try store.report(of: community, over: period, now: now, unmeasured: .nothingToRead).json.text)
    } catch {
      return (500, "\(error)")
    }
  }
}
