import BotCore
import BotRuntime
import FoundationEssentials

/// The part of a history that is wanted.
struct ReplaySpan {
  let since: Date?
  let until: Date?

  init(_ arguments: Arguments, in zone: Zone) throws {
    since = try Self.time(arguments, "--since", zone)
    until = try Self.time(arguments, "--until", zone)
    if let since, let until, until <= since { throw Failure(.usage, "--until is not later than --since") }
  }

  /// A day or a local time is one of the community's zone.
  private static func time(_ arguments: Arguments, _ option: String, _ zone: Zone) throws -> Date? {
    guard let text = arguments.value(option) else { return nil }
    if let local = LocalTime(text) { return zone.firstInstant(atOrAfter: local) }
    if text.count > 10, let date = HistoryTime.date(text) { return date }
    throw Failure(.usage, "\(option) \(text): write a day or a time, such as 2026-01-31 or 2026-01-31T09:00")
  }
}

/// Leads a history through replays, and shows how far it is.
final class HistoryFeed {
  private let history: HistoryFiles.Opened
  private let span: ReplaySpan
  private let community: ID<Community>
  private var count = 0
  private var shownPercent = -1

  init(_ history: HistoryFiles.Opened, _ span: ReplaySpan, in community: ID<Community>) {
    self.history = history
    self.span = span
    self.community = community
  }

  var faultCount: Int { history.faultCount }
  /// Whether nothing was fed so far.
  var isEmpty: Bool { count == 0 }
  /// Up to when it was led; `nil` before.
  private(set) var end: Date?

  /// - Parameter heard: called before each event.
  func run(_ replays: [Replay], heard: (Event) -> Void) throws {
    if let since = span.since { for replay in replays { try replay.start(at: since) } }
    var merged = try HistoryMerge(history.readers)
    while let entry = try merged.next() {
      if let since = span.since, entry.at < since { continue }
      if let until = span.until, entry.at >= until { break }
      let event = entry.event(in: community)
      heard(event)
      for replay in replays { try replay.take(event) }
      count += 1
      end = event.at
      if count % 500 == 0 { showProgress() }
    }
    if let until = span.until {
      for replay in replays { try replay.advance(to: until) }
      end = until
    }
    if shownPercent >= 0 { Terminal.write(2, "\r" + String(repeating: " ", count: 34) + "\r") }
  }

  /// What could not be read, and whether there was anything.
  func tellFaults() throws {
    history.tellFaults()
    guard count == 0 else { return }
    let isCut = span.since != nil || span.until != nil
    throw Failure(
      .badData,
      isCut
        ? "nothing of this history lies between --since and --until"
        : "nothing could be read of this history; see botrun replay --help")
  }

  private func showProgress() {
    guard Terminal.errorIsTerminal, history.bytes > 0 else { return }
    let percent = min(100, history.readers.map(\.bytesRead).reduce(0, +) * 100 / history.bytes)
    guard percent != shownPercent else { return }
    shownPercent = percent
    let bar = String(repeating: "█", count: percent / 4) + String(repeating: "░", count: 25 - percent / 4)
    Terminal.write(2, "\r\(bar) \(percent) %")
  }
}
