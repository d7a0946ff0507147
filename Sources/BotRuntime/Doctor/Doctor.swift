public import BotCore
import FoundationEssentials
import Glibc

/// Looks at all that the bot needs, without changing anything: configuration, zone data, store, disk, clock, platforms,
/// the way in.
public struct Doctor: Sendable {
  /// At most this long may one platform take to answer.
  private static let patience: Duration = .seconds(30)

  let config: BotConfig?
  let problems: [Problem]
  let path: String
  let environment: [String: String]
  let clock: Clock
  let http: any HTTPClient

  /// - Parameters:
  ///   - config: as it was read; `nil` where it cannot be used, then only what is independent of it is looked at.
  ///   - path: of the configuration file.
  public init(
    _ config: BotConfig?, problems: [Problem], path: String, environment: [String: String], clock: Clock = .system
  ) throws {
    var options = CurlClient.Options()
    if let file = config?.http.caFile, !file.isEmpty { options.authorities = file }
    self.init(
      config, problems: problems, path: path, environment: environment, clock: clock, http: try CurlClient(options))
  }

  init(
    _ config: BotConfig?, problems: [Problem], path: String, environment: [String: String], clock: Clock,
    http: any HTTPClient
  ) {
    self.config = config
    self.problems = problems
    self.path = path
    self.environment = environment
    self.clock = clock
    self.http = http
  }

  public func findings() async -> [Finding] {
    var findings = configuration + [zones]
    guard let config else { return findings }
    findings += StoreExam(path: config.store.path, start: "botrun run --config \(path)").findings
    let ahead = Lock<[String: Double]>([:])
    let noting = ClockNotingHTTP(inner: http, clock: clock, ahead: ahead)
    for community in config.communities { findings += await platform(community, noting) }
    findings += ClockExam(ahead: ahead.withLock { $0 }).findings
    findings += await readiness(config)
    return findings + (await DoorExam(config: config, http: http, proof: proof(config)).findings())
  }

  private var configuration: [Finding] {
    let told = problems.map { problem in
      let place = problem.place.map { "\($0.file):\($0.line)" } ?? path
      return Finding(
        problem.severity == .error ? .fail : .warn, "configuration",
        "\(place): \(problem.subject.isEmpty ? "" : problem.about + ": ")\(problem.fault)", problem.remedy)
    }
    return told.isEmpty ? [Finding(.ok, "configuration", "\(path) is good")] + openness : told + openness
  }

  /// Whoever may write to the configuration may have the bot say anything.
  private var openness: [Finding] {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & 0o002 != 0 else { return [] }
    return [
      Finding(.warn, "configuration", "\(path) can be changed by every user of this machine", "run chmod o-w \(path)")
    ]
  }

  private var zones: Finding {
    let files = ZoneFiles(environment: environment)
    do throws(SettingFault) {
      _ = try files.zone("Europe/London")
      return Finding(.ok, "time zones", "their data is in \(files.folder)")
    } catch {
      return Finding(
        .fail, "time zones", "there is no time zone data in \(files.folder)",
        "install tzdata (Debian: apt-get install tzdata)")
    }
  }

  private func platform(_ config: CommunityConfig, _ http: any HTTPClient) async -> [Finding] {
    let id = config.community.id.raw
    let clock = clock
    let tools = Tools(
      community: config.community, http: http, now: clock.now, sleep: clock.sleep, log: { _, _, _ in },
      pace: { _, _ in }, longestWait: .zero)
    let connector: any Connector
    do {
      connector = try config.connect(tools)
    } catch {
      return [
        Finding(
          .fail, id, "\(config.about.name) cannot be connected: \(error)", "botrun connectors \(config.about.name)")
      ]
    }
    let patience = Self.patience
    let problems = await withTaskGroup(of: [Problem]?.self) { group in
      group.addTask { await connector.probe() }
      group.addTask {
        try? await clock.sleep(patience)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
    guard let problems else {
      return [
        Finding(.fail, id, "\(config.about.name) did not answer within \(patience.settingText)", "check the network")
      ]
    }
    guard problems.isEmpty else {
      return problems.map {
        Finding($0.severity == .error ? .fail : .warn, id, "\($0.subject): \($0.fault)", $0.remedy)
      }
    }
    return [Finding(.ok, id, "\(config.about.name) lets the bot do what it needs")]
  }

  /// What the bot that runs says of itself.
  private func readiness(_ config: BotConfig) async -> [Finding] {
    guard !config.http.listen.isEmpty, case .held = Lease.look(path: config.store.path) else { return [] }
    var request = HTTPRequest("GET", "http://\(config.http.listen)/readyz")
    request.limits.total = .seconds(5)
    guard let response = try? await http.send(request) else {
      return [
        Finding(
          .warn, "bot", "it does not answer at \(config.http.listen)",
          "has the configuration changed since it started? Restart it")
      ]
    }
    if response.status == 200 { return [Finding(.ok, "bot", "it says that it is ready")] }
    return response.text.split(separator: "\n").map { Finding(.fail, "bot", "it says: \($0)", "see the lines above") }
  }

  private func proof(_ config: BotConfig) -> DoorProof? {
    guard let store = try? SQLiteStore(path: config.store.path, readOnly: true) else {
      return DoorProof(key: Entropy.bytes(32))
    }
    defer { store.close() }
    // A store without a key was never served by a bot that knows how to answer.
    guard (try? store.meta("door.key")) != nil, let key = try? store.doorKey() else {
      return DoorProof(key: Entropy.bytes(32))
    }
    return DoorProof(key: key)
  }
}
