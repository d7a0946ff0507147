public import BotCore
import FoundationEssentials

/// Asks one community's platform again and again for what came, and goes on only when that is on disk.
struct Poller: Sendable {
  /// Events of one answer that share a commit.
  private static let chunk = 200
  /// Failures in a row after which a run that ends by itself gives up.
  private static let patience = 3
  /// A platform that has nothing to say and says it at once is not asked in a spin.
  private static let shortestWait: Duration = .milliseconds(100)
  /// Such a run ends rather than waits longer than this: the next one asks again.
  private static let longestWaitOnce: Duration = .seconds(30)

  let community: ID<Community>
  let connector: any Connector
  let mailbox: Mailbox
  let clock: Clock
  let log: Log
  let links: Links
  /// Ends when an answer brings nothing, or the platform would have it wait before the next one.
  let isOnce: Bool

  func run(from start: Cursor?) async {
    var cursor = start
    var failures = 0
    while !Task.isCancelled {
      do {
        let poll = try await connector.poll(cursor)
        guard await hand(over: poll, from: cursor) else {
          failures += 1
          guard !isOnce || failures < Self.patience else {
            return links.note(community, .down("what it answered could not be stored"))
          }
          try await clock.sleep(.seconds(1))
          continue
        }
        let isNews = !poll.events.isEmpty && poll.cursor != cursor
        cursor = poll.cursor
        failures = 0
        links.note(community, .up)
        guard let next = poll.next, !isOnce || isNews && next == .zero else { return }
        let pause = isNews ? next : max(next, Self.shortestWait)
        if pause > .zero { try await clock.sleep(pause) }
      } catch is CancellationError {
        return
      } catch HTTPError.cancelled {
        return
      } catch {
        guard let wait = wait(after: error, failures: &failures),
          !isOnce || failures < Self.patience && wait <= Self.longestWaitOnce
        else { return }
        guard (try? await clock.sleep(wait)) != nil else { return }
      }
    }
  }

  /// Whether every event of the answer, and then its cursor, is on disk.
  private func hand(over poll: Poll, from old: Cursor?) async -> Bool {
    if poll.events.isEmpty && poll.cursor == old { return true }
    var rest = poll.events[...]
    repeat {
      let chunk = Array(rest.prefix(Self.chunk))
      rest = rest.dropFirst(chunk.count)
      let cursor = rest.isEmpty && poll.cursor != old ? poll.cursor : nil
      let isStored = await withCheckedContinuation { continuation in
        mailbox.post(
          .events(chunk, community: community, cursor: cursor) { continuation.resume(returning: $0) })
      }
      guard isStored else { return false }
    } while !rest.isEmpty
    return true
  }

  /// How long to wait after a failure; `nil`: asking again is no use before somebody mends it.
  private func wait(after error: any Error, failures: inout Int) -> Duration? {
    failures += 1
    let backoff = Backoff(most: .minutes(5)).wait(after: failures, dice: clock.dice())
    switch error {
    case ConnectorError.unauthorized(let reason):
      links.note(community, .unauthorized(reason))
      log(
        .error, "the platform does not accept the token; it is not asked again",
        ["community": community.raw, "reason": reason])
      return nil
    case ConnectorError.limited(let after):
      if isOnce { links.note(community, .down("it asked to wait")) }
      log(.info, "the platform asked to wait", ["community": community.raw])
      return after ?? max(backoff, .seconds(30))
    default:
      links.note(community, .down("\(error)"))
      log(
        .warning, "the platform could not be asked",
        ["community": community.raw, "error": "\(error)", "wait": backoff.settingText])
      return backoff
    }
  }
}

/// How each community's platform can be reached just now: for readiness.
final class Links: Sendable {
  enum State: Sendable, Hashable {
    case waiting
    case up
    case down(String)
    case unauthorized(String)
  }

  private let states = Lock<[ID<Community>: State]>([:])

  func note(_ community: ID<Community>, _ state: State) { states.withLock { $0[community] = state } }

  /// The platform called. That it reaches the bot does not mean that it would take the bot's token again.
  func noteCall(of community: ID<Community>) {
    states.withLock { states in
      if case .unauthorized = states[community] { return }
      states[community] = .up
    }
  }

  func reset(_ communities: [ID<Community>]) {
    states.withLock { $0 = Dictionary(uniqueKeysWithValues: communities.map { ($0, .waiting) }) }
  }

  var all: [ID<Community>: State] { states.withLock { $0 } }

  /// The first community whose platform could not be asked.
  var failure: Unreachable? {
    for (community, state) in all.sorted(by: { $0.key < $1.key }) {
      switch state {
      case .waiting, .up: continue
      case .down(let reason), .unauthorized(let reason): return Unreachable(community: community, reason: reason)
      }
    }
    return nil
  }
}

/// A platform that could not be asked for what came.
public struct Unreachable: Error, Sendable, Hashable, CustomStringConvertible {
  public let community: ID<Community>
  public let reason: String

  public var description: String {
    "the platform of \(community) could not be asked: \(reason); nothing is lost, the next run asks again"
  }
}
