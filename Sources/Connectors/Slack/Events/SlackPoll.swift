public import BotCore
internal import FoundationEssentials

/// One piece of a round over the channels.
struct SlackJob: Sendable, Hashable {
  enum Kind: Sendable { case messages, threads, members }

  let channel: ID<Channel>
  let kind: Kind
}

extension Slack {
  private static let threadsEvery = Duration.minutes(5)

  /// Reads what came in each channel since the cursor. In webhook mode this is what fills gaps, and what tells the bot
  /// who it is and what its channels and members are called.
  public func poll(_ cursor: Cursor?) async throws -> Poll {
    _ = try await directory.identity()
    let channels = try await channelsToRead()
    await directory.learnNames(log: tools.log)
    let isWebhook = settings.receive == .webhook
    let next = isWebhook ? settings.catchUpEvery : settings.pollEvery
    var place = SlackCursor(cursor)
    let start = place
    var events: [Event] = []
    if isTime(directory.state.withLock { $0.lookedAround }, settings.membersEvery) {
      events = await lookAround(&place)
      directory.state.withLock { $0.lookedAround = tools.now() }
    }
    let jobs = isWebhook && !settings.catchUp ? [] : jobs(channels)
    var refused: Set<ID<Channel>> = []
    for job in jobs where !refused.contains(job.channel) {
      do {
        try await run(job, &place, &events)
      } catch ConnectorError.limited(let after) {
        directory.state.withLock { $0.firstJob = job }
        guard !events.isEmpty || place != start || job != jobs.first else {
          throw ConnectorError.limited(after: after)
        }
        return Poll(events: events.inOrder, cursor: place.cursor, next: max(next, after ?? .minutes(1)))
      } catch ConnectorError.refused(let reason) {
        refused.insert(job.channel)
        tools.log(.warning, "a channel cannot be read", ["channel": job.channel.raw, "reason": reason])
      }
    }
    directory.state.withLock { state in
      state.firstJob = nil
      if jobs.contains(where: { $0.kind == .threads }) { state.threadsRead = tools.now() }
      if jobs.contains(where: { $0.kind == .members }) { state.membersRead = tools.now() }
    }
    return Poll(events: events.inOrder, cursor: place == start ? cursor ?? place.cursor : place.cursor, next: next)
  }

  private func run(_ job: SlackJob, _ place: inout SlackCursor, _ events: inout [Event]) async throws {
    switch job.kind {
    case .messages: try await read(job.channel, &place, &events)
    case .threads: try await readThreads(job.channel, &place, &events)
    case .members: try await readMembers(job.channel, &place, &events)
    }
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
      [.messages] + (isTime(known.threadsRead, Self.threadsEvery) ? [.threads] : [])
      + (readsMembers ? [.members] : [])
    let jobs = channels.flatMap { channel in kinds.map { SlackJob(channel: channel, kind: $0) } }
    guard let first = known.firstJob, let index = jobs.firstIndex(of: first) else {
      return jobs
    }
    return Array(jobs[index...] + jobs[..<index])
  }

  private func isTime(_ last: Date?, _ every: Duration) -> Bool { last.map { tools.now() >= $0 + every } ?? true }
}

extension [Event] {
  /// As they happened.
  fileprivate var inOrder: [Event] { sorted { ($0.at, $0.id) < ($1.at, $1.id) } }
}
