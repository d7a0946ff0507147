import BotCore
import FoundationEssentials
import TextAnalysis

/// Follows the mood of each channel, and how much is written in it.
struct MoodDesk: Sendable {
  private static let messages = "messages"

  private let settings: Listen.Settings
  private let rule: MoodWatch.Settings
  private let rate: BurstSettings

  init(_ settings: Listen.Settings) {
    self.settings = settings
    var rule = MoodWatch.Settings()
    rule.quiet = settings.quiet.seconds
    self.rule = rule
    rate = Series.messages(quiet: settings.quiet)
  }

  /// - Parameter negativity: `nil` when the message's language is not known.
  func heard(
    _ message: Message, _ negativity: Double?, at time: Double, _ context: inout Context
  ) throws -> [IncidentDesk.Outcome] {
    guard settings.mood || settings.busy else { return [] }
    let key = Self.key(message.channel.raw)
    let json = try context.store.value(key)
    var state = ChannelState(json, rule)
    try noteChannel(message.channel.raw, &state, isNew: json == nil, at: time, &context)
    let ready = state.count(at: time)
    let mood =
      settings.mood ? negativity.map { (state.add(negativity: $0, by: message.author.id, at: time), $0) } : nil
    // A channel that is silent for long has no usual mood any more.
    let expires = Date(timeIntervalSince1970: time) + IncidentDesk.memory
    context.store.set(key, state.json, expires: expires)
    var outcomes: [IncidentDesk.Outcome] = []
    for (count, time) in ready { outcomes += try counted(count, message, at: time, &context) }
    if let (reading, negativity) = mood {
      outcomes += try turned(message, reading, negativity, state.pending, at: time, &context)
    }
    return outcomes
  }

  private func counted(
    _ count: Int, _ message: Message, at time: Double, _ context: inout Context
  ) throws -> [IncidentDesk.Outcome] {
    let desk = IncidentDesk(settings: settings)
    let reading = try desk.count(Self.messages, message.channel.raw, count, rate, at: time, &context.store)
    guard settings.busy, reading.alarm == .began || reading.alarm == .goesOn else { return [] }
    return [try desk.happened(IncidentKind.busy, message, reading, nil, count: count, at: time, &context)]
  }

  private func turned(
    _ message: Message, _ mood: MoodWatch.Reading, _ negativity: Double, _ pending: Int, at time: Double,
    _ context: inout Context
  ) throws -> [IncidentDesk.Outcome] {
    let isHigh = mood.score >= rule.threshold * rule.low
    guard isHigh || mood.alarm == .began else { return [] }
    if negativity >= ChannelState.negativeFrom {
      let said = Said(message, around: [], at: Date(timeIntervalSince1970: time))
      _ = try said.keep(IncidentKind.mood, by: message, &context.store, now: context.now)
    }
    guard mood.alarm == .began || (mood.alarm == .goesOn && negativity >= ChannelState.negativeFrom) else { return [] }
    let desk = IncidentDesk(settings: settings)
    var reading = try lately(message.channel, at: time, context.store)
    reading.alarm = mood.alarm
    reading.isHigh = isHigh
    reading.lately += pending
    let count = mood.alarm == .began ? max(1, Int(mood.negative.rounded())) : 1
    return [
      try desk.happened(
        IncidentKind.mood, message, reading, nil, count: count, share: mood.usual, at: time, &context)
    ]
  }

  /// How much was written lately, as far as it was counted.
  private func lately(_ channel: ID<Channel>, at time: Double, _ store: Draft) throws -> Series.Reading {
    let series = Series(try store.value(IncidentDesk.seriesKey(Self.messages, channel.raw)), rate, at: time)
    return series.lately
  }

  private static func key(_ channel: String) -> String { "channel/\(channel)" }

  /// Keeps the number of channels within bounds.
  private func noteChannel(
    _ channel: String, _ state: inout ChannelState, isNew: Bool, at time: Double, _ context: inout Context
  ) throws {
    let day = Int(time / 86_400)
    guard isNew || state.day != day else { return }
    state.day = day
    var table = ChannelTable(try context.store.value(ChannelTable.key))
    if let dropped = table.saw(channel, day: day) {
      context.store.remove(Self.key(dropped))
      let kinds = ListenCategory.builtIn + settings.categories.map(\.name) + [Self.messages]
      for kind in kinds { context.store.remove(IncidentDesk.seriesKey(kind, dropped)) }
    }
    context.store.set(ChannelTable.key, table.json)
  }
}
