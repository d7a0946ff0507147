/// Turns lines `timestamp,negativity`, a line for each message, into lines `timestamp,negativity,usual,score,alarm`.
/// A third column names the channel, if there are several in one stream; each is watched for itself. At most
/// `mostChannels` are remembered: a further one takes the place of the one that was silent for longest.
public struct MoodTable: Sendable {
  public static let mostChannels = 10_000
  public static let header = "timestamp,negativity,usual,score,alarm"

  private let settings: MoodWatch.Settings
  private var watches: [String: (watch: MoodWatch, line: Int)] = [:]
  private var number = 0

  public init(_ settings: MoodWatch.Settings = MoodWatch.Settings()) { self.settings = settings }

  /// How many are remembered.
  var channels: Int { watches.count }

  func remembers(_ channel: String) -> Bool { watches[channel] != nil }

  public mutating func read(_ line: String) -> BurstTable.Line {
    number += 1
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(BurstTable.trimmed)
    if fields.count <= 1, fields.first?.isEmpty ?? true { return .nothing }
    let time = Timestamp.seconds(fields[0])
    guard fields.count >= 2, let value = Double(fields[1]), (0...1).contains(value) else {
      if number == 1, time == nil { return .nothing }
      return .wrong("Line \(number) has no number from 0 to 1 in its second column; a line is timestamp,negativity.")
    }
    guard let time else {
      return .wrong(
        "Line \(number) begins with \"\(fields[0].prefix(40))\", which is no time; "
          + "write 2026-03-01 12:00:00, ISO 8601, or seconds since 1970.")
    }
    let channel = fields.count > 2 ? fields[2] : ""
    let reading = add(value, at: time, in: channel)
    let (usual, score) = (BurstTable.text(reading.usual), BurstTable.text(reading.score))
    return .row("\(fields[0]),\(fields[1]),\(usual),\(score),\(reading.alarm.rawValue)")
  }

  private mutating func add(_ negativity: Double, at time: Double, in channel: String) -> MoodWatch.Reading {
    if watches[channel] == nil, watches.count >= Self.mostChannels { forgetTheMostSilent() }
    watches[channel, default: (MoodWatch(settings), number)].line = number
    return watches[channel, default: (MoodWatch(settings), number)].watch.add(negativity: negativity, at: time)
  }

  /// A tenth at once, so that a stream with a new channel in every line costs no search for each.
  private mutating func forgetTheMostSilent() {
    let lines = watches.values.map(\.line).sorted()
    let limit = lines[lines.count / 10]
    watches = watches.filter { $0.value.line > limit }
  }
}
