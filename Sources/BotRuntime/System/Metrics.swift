import BotCore

/// Counters and gauges in the Prometheus text format (exposition format 0.0.4).
public final class Metrics: Sendable {
  private struct State {
    var counters: [String: Int] = [:]
    var gauges: [String: Double] = [:]
  }

  private let state = Lock(State())

  public init() {}

  /// `labels` as written between the braces: `state="sent"`.
  func count(_ name: String, _ labels: String = "", by amount: Int = 1) {
    state.withLock { $0.counters[Self.series(name, labels), default: 0] += amount }
  }

  func set(_ name: String, _ labels: String = "", to value: Double) {
    state.withLock { $0.gauges[Self.series(name, labels)] = value }
  }

  private static func series(_ name: String, _ labels: String) -> String {
    labels.isEmpty ? "botrun_" + name : "botrun_\(name){\(labels)}"
  }

  /// Every series, sorted, each family after its type.
  public var text: String {
    let state = state.withLock { $0 }
    let counters = state.counters.map { ($0.key, "counter", String($0.value)) }
    let gauges = state.gauges.map { ($0.key, "gauge", String($0.value)) }
    var out = ""
    var family = ""
    for (series, type, value) in (counters + gauges).sorted(by: { $0.0 < $1.0 }) {
      let name = String(series.prefix { $0 != "{" })
      if name != family { out += "# TYPE \(name) \(type)\n" }
      family = name
      out += "\(series) \(value)\n"
    }
    return out
  }
}
