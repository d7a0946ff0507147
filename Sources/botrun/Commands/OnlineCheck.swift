import BotCore
import BotRuntime
import FoundationEssentials

/// Asks each platform whether the bot can work there and whether what the settings name is there. Reads only.
struct OnlineCheck {
  struct Answers {
    var problems: [Problem] = []
    /// Communities whose platform told what of the names is missing.
    var known: Set<ID<Community>> = []
    /// A sentence for each platform that gave no answer.
    var silent: [String] = []
  }

  /// How long one platform may take.
  static let patience = Duration.seconds(20)

  private let config: BotConfig
  private let http: CurlClient
  private let patience: Duration

  init(_ config: BotConfig, patience: Duration = OnlineCheck.patience) throws {
    var options = CurlClient.Options()
    options.authorities = config.http.caFile.isEmpty ? nil : config.http.caFile
    self.config = config
    self.patience = patience
    http = try CurlClient(options)
  }

  func answers() async -> Answers {
    defer { http.close() }
    var answers = Answers()
    for community in config.communities where !community.about.receives.isEmpty || !community.isDrafting {
      guard let found = await first(of: community) else {
        answers.silent.append(
          "\(community.community.id): \(community.about.name) gave no answer within \(patience.settingText); "
            + "check the network, then ask again")
        continue
      }
      answers.problems += found.problems
      answers.silent += found.silent
      answers.known.formUnion(found.known)
    }
    return answers
  }

  /// `nil` where it takes too long.
  private func first(of community: CommunityConfig) async -> Answers? {
    let (ends, end) = AsyncStream.makeStream(of: Answers?.self)
    let work = Task { end.yield(await ask(community)) }
    let clock = Task {
      try? await Clock.system.sleep(patience)
      end.yield(nil)
    }
    defer {
      work.cancel()
      clock.cancel()
    }
    for await answer in ends { return answer }
    return nil
  }

  private func ask(_ community: CommunityConfig) async -> Answers {
    var answers = Answers()
    let connector: any Connector
    do {
      connector = try community.connect(tools(community))
    } catch {
      answers.problems = [told(community, "connection", "\(error)", "check the connection's settings")]
      return answers
    }
    let missing: [Problem]
    var named: Set<String> = []
    do {
      let names = community.mentions.map(\.name)
      let found = try await connector.missing(among: Array(Set(names)).sorted { $0.name < $1.name })
      if found != nil { answers.known.insert(community.community.id) }
      let faults = Dictionary((found ?? []).map { ($0.name, $0) }) { first, _ in first }
      missing = community.mentions.compactMap { mention in faults[mention.name].map(mention.problem) }
      named = Set((found ?? []).map(\.name.name))
    } catch {
      // The probe tells why, in the platform's own words.
      missing = []
    }
    let isModeratorsTold = missing.contains { $0.subject.hasSuffix(".moderators") }
    let probed = await connector.probe().filter { problem in
      // Told with its line already.
      !named.contains { problem.subject.hasSuffix($0) } && !(isModeratorsTold && problem.subject == "moderators")
    }
    answers.problems =
      probed.map { problem in
        var problem = problem
        problem.place = problem.place ?? community.place
        problem.subject = "\(community.community.id): \(problem.subject)"
        return problem
      } + missing
    return answers
  }

  private func told(_ community: CommunityConfig, _ subject: String, _ fault: String, _ remedy: String) -> Problem {
    Problem(
      place: community.place, subject: "\(community.community.id): \(subject)", fault: fault, remedy: remedy)
  }

  private func tools(_ community: CommunityConfig) -> Tools {
    Tools(
      community: community.community, http: http, now: Clock.system.now, sleep: Clock.system.sleep,
      log: { _, _, _ in }, pace: { _, _ in }, longestWait: .zero)
  }
}
