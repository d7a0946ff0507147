import BotCore
import FoundationEssentials
import TextAnalysis

/// What is remembered of a channel from message to message: its mood, and how many messages wait to be counted. No
/// message and no member is in it.
struct ChannelState {
  /// So many messages are counted together: the count of a channel is larger to read and write than this.
  private static let mostPending = 8
  private static let step = 300.0
  /// From how negative a message is it is one of those that an incident counts and shows.
  static let negativeFrom = 0.5
  private static let leastMembers = 3

  private(set) var watch: MoodWatch
  /// Messages that are not counted yet.
  private(set) var pending = 0
  private var pendingSince = 0.0
  /// About how many members were negative since the mood is uneasy.
  private var uneasy = MemberSketch()
  /// Whether the turn that goes on was told.
  private var isTold = false
  /// The day on which the table of channels was told, since 1970.
  var day = 0

  init(_ json: JSON?, _ settings: MoodWatch.Settings) {
    let bytes = json?["mood"]?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
    watch = bytes.flatMap { MoodWatch(settings, state: $0) } ?? MoodWatch(settings)
    pending = json?["pending"]?.int ?? 0
    pendingSince = json?["since"]?.double ?? 0
    day = json?["day"]?.int ?? 0
    isTold = json?["told"]?.bool ?? false
    uneasy = MemberSketch(json?["uneasy"])
  }

  var json: JSON {
    .compact(
      ("mood", .string(Data(watch.state).base64EncodedString())), ("pending", .int(pending)),
      ("since", .double(pendingSince)), ("day", .int(day)), ("told", isTold ? true : nil),
      ("uneasy", uneasy.isEmpty ? nil : uneasy.json))
  }

  /// A turn begins for moderators when the watch alarms and several members are negative: one who is angry is no crisis
  /// of the channel.
  mutating func add(negativity: Double, by member: ID<Member>, at time: Double) -> MoodWatch.Reading {
    var reading = watch.add(negativity: negativity, at: time)
    if reading.score < watch.settings.threshold * watch.settings.low {
      uneasy = MemberSketch()
    } else if negativity >= Self.negativeFrom {
      uneasy.add(member)
    }
    switch reading.alarm {
    case .none, .ended: isTold = false
    case .began, .goesOn:
      reading.alarm = isTold ? .goesOn : uneasy.count >= Self.leastMembers ? .began : .none
      isTold = isTold || reading.alarm == .began
    }
    return reading
  }

  /// Counts one message.
  /// - Returns: what is to be counted now, with its time, at most two of them.
  mutating func count(at time: Double) -> [(count: Int, time: Double)] {
    var ready: [(count: Int, time: Double)] = []
    if pending > 0, (time / Self.step).rounded(.down) != (pendingSince / Self.step).rounded(.down) {
      ready.append((pending, pendingSince))
      pending = 0
    }
    if pending == 0 { pendingSince = time }
    pending += 1
    if pending >= Self.mostPending {
      ready.append((pending, pendingSince))
      pending = 0
    }
    return ready
  }
}

/// Which channels are remembered: at most `most`, so that nobody can fill the store by opening channels.
struct ChannelTable {
  static let most = 300
  static let key = "channels"

  private var days: [String: Int]

  init(_ json: JSON?) {
    days = [:]
    for member in json?.object?.members ?? [] { days[member.key] = member.value.int ?? 0 }
  }

  var json: JSON { .object(JSONObject(days.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })) }

  /// - Returns: the channel that was silent for longest, if there are too many now.
  mutating func saw(_ channel: String, day: Int) -> String? {
    days[channel] = day
    guard days.count > Self.most else { return nil }
    let oldest = days.filter { $0.key != channel }.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    if let oldest { days[oldest] = nil }
    return oldest
  }
}
