public import BotCore
internal import FoundationEssentials

/// One piece of a round over the channels.
struct SlackJob: Sendable, Hashable {
  enum Kind: Sendable {
    case messages
    /// The messages and right after them the list of members, so that who joined in between is told of once.
    case members
    case threads
  }

  let channel: ID<Channel>
  let kind: Kind
}

extension Slack {
  private static let threadsEvery = Duration.minutes(5)
  /// So many channels that cannot be reached, and none that can, are taken for Slack itself.
  private static let patience = 3
  /// Once a round has gathered so many it is handed over, and the next goes on at once: an hour of a busy workspace, or a
  /// week that the bot was away, must not stand in memory as a whole.
  static let mostEvents = 500

  /// Reads what came in each channel since the cursor. In webhook mode this is what fills gaps, and what tells the bot
  /// who it is and what its channels and members are called.
  public func poll(_ cursor: Cursor?) async throws -> Poll {
    _ = try await directory.identity()
    let channels = try await channelsToRead()
    await directory.learnNames(log: tools.log)
    let isWebhook = settings.receive == .webhook
    let start = SlackCursor(cursor)
    var round = SlackRound(place: start, edits: directory.edits(from: cursor).filter { channels.contains($0.key) })
    round.place.forgetRolls(except: channels)
    if isTime(directory.state.withLock { $0.lookedAround }, settings.membersEvery) {
      await lookAround(&round)
      directory.state.withLock { $0.lookedAround = tools.now() }
    }
    let wait = try await run(isWebhook && !settings.catchUp ? [] : jobs(channels), &round)
    let next = wait == .zero ? .zero : isWebhook ? settings.catchUpEvery : settings.pollEvery
    let reached = round.place == start ? cursor ?? start.cursor : round.place.cursor
    directory.remember(round.edits, told: reached)
    return Poll(events: round.events.inOrder, cursor: reached, next: wait.map { max(next, $0) } ?? next)
  }

  /// One job after the other. A channel that cannot be read holds up no other.
  /// - Returns: how long Slack asked to wait, where its limit ended the round; zero where it was full.
  /// - Throws: `ConnectorError`, `HTTPError`, where nothing at all was read.
  private func run(_ jobs: [SlackJob], _ round: inout SlackRound) async throws -> Duration? {
    let start = round.amount
    var leftOut: Set<ID<Channel>> = []
    var hasRead = false
    var failures: [HTTPError] = []
    for (index, job) in jobs.enumerated() where !leftOut.contains(job.channel) {
      let before = round.amount
      let following = jobs[(index + 1) % jobs.count]
      do {
        try await run(job, &round)
        hasRead = true
        let isLeft = round.place[pageOf: job.channel] != nil
        if round.events.count >= Self.mostEvents, isLeft || index + 1 < jobs.count {
          begin(with: isLeft ? job : following)
          return .zero
        }
      } catch ConnectorError.limited(let after) {
        // A thread of many pages gives way to the others once it got further.
        begin(with: job.kind == .threads && round.amount != before ? following : job)
        guard round.amount != start || index > 0 else { throw ConnectorError.limited(after: after) }
        return after ?? .minutes(1)
      } catch ConnectorError.refused(let reason) {
        leaveOut(job.channel, reason, &leftOut)
      } catch let error as HTTPError where error != .cancelled {
        leaveOut(job.channel, "\(error)", &leftOut)
        failures.append(error)
        guard hasRead || !round.events.isEmpty || failures.count < Self.patience else {
          begin(with: following)
          throw error
        }
      }
    }
    if let error = failures.last, !hasRead && round.events.isEmpty { throw error }
    directory.state.withLock { state in
      state.firstJob = nil
      if jobs.contains(where: { $0.kind == .threads }) { state.threadsRead = tools.now() }
      if jobs.contains(where: { $0.kind == .members }) { state.membersRead = tools.now() }
    }
    return nil
  }

  private func run(_ job: SlackJob, _ round: inout SlackRound) async throws {
    switch job.kind {
    case .messages: try await read(job.channel, &round)
    case .members:
      try await read(job.channel, &round)
      if round.place[pageOf: job.channel] == nil { try await readMembers(job.channel, &round) }
    case .threads: try await readThreads(job.channel, &round)
    }
  }

  private func begin(with job: SlackJob) { directory.state.withLock { $0.firstJob = job } }

  private func leaveOut(_ channel: ID<Channel>, _ reason: String, _ leftOut: inout Set<ID<Channel>>) {
    leftOut.insert(channel)
    tools.log(.warning, "a channel cannot be read", ["channel": channel.raw, "reason": reason])
  }

  /// The channels in the order of their ids.
  private func channelsToRead() async throws -> [ID<Channel>] {
    let wanted = settings.channels.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
    return try await directory.channels()
      .filter { wanted.isEmpty ? $0.isMember : wanted.contains($0.name) || wanted.contains($0.id.raw) }
      .map(\.id).sorted()
  }

  /// Begins where the last round was cut short.
  private func jobs(_ channels: [ID<Channel>]) -> [SlackJob] {
    let known = directory.state.withLock { $0 }
    let readsMembers = settings.members == .channels && isTime(known.membersRead, settings.membersEvery)
    let kinds: [SlackJob.Kind] =
      [readsMembers ? .members : .messages] + (isTime(known.threadsRead, Self.threadsEvery) ? [.threads] : [])
    let jobs = channels.flatMap { channel in kinds.map { SlackJob(channel: channel, kind: $0) } }
    guard let first = known.firstJob else { return jobs }
    return jobs.contains(first) ? jobs.inTurn { $0 == first } : jobs.inTurn { $0.channel == first.channel }
  }

  private func isTime(_ last: Date?, _ every: Duration) -> Bool { last.map { tools.now() >= $0 + every } ?? true }
}

extension [Event] {
  /// As they happened.
  fileprivate var inOrder: [Event] { sorted { ($0.at, $0.id) < ($1.at, $1.id) } }
}
