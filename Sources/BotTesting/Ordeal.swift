public import BotCore
public import FoundationEssentials

/// A hard life for a plugin. It hands over what happened in another order, twice and late, takes the bot down and brings it
/// up again between, and sets its clock wrong: whatever the seed, what the plugin promises must hold at the end.
///
///     var ordeal = Ordeal(happenings, seed: 7)
///     ordeal.outages = 0.3
///     let bench = try ordeal.run { Welcome(settings) }
///     #expect(bench.decisions.map(\.action) == …)
public struct Ordeal: Sendable {
  /// Something that happened, at the platform's time.
  public struct Happening: Sendable, Hashable {
    public var at: Date
    public var kind: Event.Kind

    public init(at: Date, _ kind: Event.Kind) {
      self.at = at
      self.kind = kind
    }
  }

  public var happenings: [Happening]
  public var seed: UInt64
  /// No event reaches the bot later than this after it happened, but for outages. Events overtake each other within it.
  public var longestDelay: Duration = .minutes(5)
  /// The share of events that come twice, the second time within `longestDelay` again, under the same key.
  public var doubles = 0.3
  /// The share of events before which the bot starts anew with its records and timers.
  public var restarts = 0.1
  /// The share of events before which the bot is down for a while: events and timers of that time come late.
  public var outages = 0.05
  public var longestOutage: Duration = .hours(3)
  /// The share of events before which the clock is set wrong, by an hour at most, until the next event.
  public var clockFaults = 0.0
  /// How long to go on after the last event, so that what waits falls due.
  public var ending: Duration = .days(2)

  public init(_ happenings: [Happening], seed: UInt64) {
    self.happenings = happenings
    self.seed = seed
  }

  /// - Parameter make: makes the plugin; called anew at every start, so that nothing can hide in a value.
  /// - Throws: what the plugin threw.
  public func run(in community: Community = .testing, _ make: () throws -> any Plugin) throws -> PluginBench {
    var random = SeededRandom(seed: seed)
    let arrivals = arrivals(&random)
    let first = arrivals.first?.now ?? Date(timeIntervalSince1970: 1_767_225_600)
    var bench = PluginBench(try make(), community: community, now: first)
    try bench.start()
    for (index, arrival) in arrivals.enumerated() {
      try live(until: arrival.now, &bench, make, &random)
      let next = index + 1 < arrivals.count ? arrivals[index + 1].now : nil
      if Double.random(in: 0..<1, using: &random) < clockFaults {
        bench.now = bench.now + .seconds(Int.random(in: -3600...3600, using: &random))
      }
      try bench.handle(arrival.event(in: community.id))
      if let next, bench.now > next { bench.now = next }
    }
    try bench.wait(ending)
    return bench
  }

  /// Passes the time to the next event, in one piece, with a new start, or with the bot down for some of it.
  private func live(
    until end: Date, _ bench: inout PluginBench, _ make: () throws -> any Plugin, _ random: inout SeededRandom
  ) throws {
    let fate = Double.random(in: 0..<1, using: &random)
    if fate < outages {
      // Timers of the outage wait for the start; what comes after it is unharmed.
      bench.now = max(bench.now, end) + .seconds(Int.random(in: 0...max(1, Int(longestOutage.seconds)), using: &random))
    } else {
      try bench.wait(until: max(bench.now, end))
    }
    if fate < outages + restarts {
      bench.plugin = try make()
      try bench.start()
    }
  }

  private struct Arrival {
    let now: Date
    let happening: Happening
    let key: String

    func event(in community: ID<Community>) -> Event {
      Event(id: ID(key), key: key, community: community, at: happening.at, kind: happening.kind)
    }
  }

  private func arrivals(_ random: inout SeededRandom) -> [Arrival] {
    var arrivals: [Arrival] = []
    for (index, happening) in happenings.enumerated() {
      let copies = Double.random(in: 0..<1, using: &random) < doubles ? 2 : 1
      for _ in 0..<copies {
        let delay = Duration.seconds(Int.random(in: 0...max(0, Int(longestDelay.seconds)), using: &random))
        arrivals.append(Arrival(now: happening.at + delay, happening: happening, key: "happening \(index)"))
      }
    }
    return arrivals.enumerated().sorted { ($0.element.now, $0.offset) < ($1.element.now, $1.offset) }.map(\.element)
  }
}
