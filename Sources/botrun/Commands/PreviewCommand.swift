import BotCore
import BotRuntime
import FoundationEssentials
import Plugins

extension Command {
  static let preview = Command(
    name: "preview",
    summary: "show what members would see, as each platform shows it",
    operands: "[PLUGIN]",
    operandCount: 0...1,
    options: [
      .config, .json,
      Option(name: "--community", value: "ID", help: "only this community"),
      Option(name: "--name", value: "NAME", help: "the name of the newcomer (default Ada)"),
      Option(
        name: "--as", value: "FILE",
        help: "the newcomer as JSON: { \"id\": …, \"name\": …, \"roles\": […], \"locale\": … }"),
      Option(name: "--platform", value: "LIST", help: "such as slack,discord, or all (default: the community's own)"),
      Option(name: "--days", value: "N", help: "how far ahead, 1 to 366 (default 28)"),
    ],
    details: """
      A newcomer joins and says nothing, alone and with others; shown is what the plugins then post, with greetings, first
      messages, noticeboards, the posts of the calendar and all answers of an FAQ. Texts are shown as they are handed to the
      platform, markup and all, with their length against its limit. A line that begins with ! tells what does not go out, or
      not yet, and why. Nothing is sent, and the store is not touched.
      """,
    examples: [
      ("botrun preview welcome", "the greeting"),
      ("botrun preview faq --platform slack,discord,mastodon", "all answers on three platforms"),
      ("botrun preview welcome --name '@everyone <b>'", "what a name cannot do"),
    ],
    run: { arguments in
      let config = try ConfigFile.load(arguments)
      let preview = try PreviewCommand(arguments, config)
      let (samples, notes) = try preview.samples()
      if arguments.has("--json") {
        Terminal.say(JSON.array(samples.map(\.json)).pretty)
      } else {
        Terminal.say((samples.map(\.text) + notes + preview.rest(samples)).map(Terminal.safe).joined(separator: "\n"))
      }
      return .ok
    })
}

private struct PreviewCommand {
  private let communities: [CommunityConfig]
  private let plugin: String?
  private let member: Member
  private let platforms: [String]?
  private let days: Int

  init(_ arguments: Arguments, _ config: BotConfig) throws {
    let wanted = arguments.value("--community")
    communities = config.communities.filter { wanted == nil || $0.community.id.raw == wanted }
    if let wanted, communities.isEmpty {
      let known = config.communities.map(\.community.id.raw)
      throw Failure(.usage, Arguments.unknown("the community \(wanted)", wanted, known, "the configuration"))
    }
    plugin = arguments.operands.first
    let names = communities.flatMap { $0.instances.map(Self.name) }
    if let plugin, !names.contains(plugin) {
      throw Failure(.usage, Arguments.unknown("the plugin \(plugin)", plugin, names, "the configuration"))
    }
    member = try Self.member(arguments)
    platforms = try Self.platforms(arguments.value("--platform"))
    guard let days = Int(arguments.value("--days") ?? "28"), (1...366).contains(days) else {
      throw Failure(.usage, "--days takes a whole number from 1 to 366")
    }
    self.days = days
  }

  private static func name(_ instance: InstanceConfig) -> String {
    instance.id.raw.split(separator: "/").last.map(String.init) ?? instance.id.raw
  }

  private static func member(_ arguments: Arguments) throws -> Member {
    var member = Member("U1", name: "Ada")
    if let path = arguments.value("--as") {
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw Failure(.noInput, "the file \(path) cannot be read")
      }
      do {
        member = try Member(json: JSON(parsing: Array(bytes)))
      } catch {
        throw Failure(.badData, "\(path): \(error); write for example { \"id\": \"U1\", \"name\": \"Ada\" }")
      }
    }
    if let name = arguments.value("--name") { member.name = name }
    return member
  }

  private static func platforms(_ list: String?) throws -> [String]? {
    guard let list else { return nil }
    let known = Botrun.registry.connectors.map(\.about).filter { !$0.capabilities.isDisjoint(with: Capability.acts) }
      .map(\.name)
    if list == "all" { return known }
    let names = list.split(separator: ",").map(String.init)
    for name in names where !known.contains(name) {
      throw Failure(.usage, Arguments.unknown("the platform \(name)", name, known, "botrun connectors"))
    }
    return names
  }

  /// What is not shown, and how to see it.
  func rest(_ samples: [PreviewSample]) -> [String] {
    let instances = communities.flatMap(\.instances).filter { plugin == nil || Self.name($0) == plugin }
    let gaps = instances.map { (name: Self.name($0), count: ($0.plugin as? any GapKeeper)?.heldBack ?? 0) }
      .filter { $0.count > 0 }
      .map { "\($0.name): \($0.count) more held back, with something still to be filled in; botrun check names it." }
    let shown = Set(samples.map(\.plugin))
    let quiet = instances.filter { one in
      !shown.contains(one.id.raw) && ((one.plugin as? any GapKeeper)?.heldBack ?? 0) == 0
    }
    let planned = quiet.filter { $0.plugin is any Planner }.map(Self.name)
    let others = quiet.filter { !($0.plugin is any Planner) }.map(Self.name)
    return gaps
      + (planned.isEmpty ? [] : ["Nothing in the next \(days) days: \(planned.joined(separator: ", "))."])
      + (others.isEmpty
        ? []
        : [
          "Not shown: \(others.joined(separator: ", ")). What they say depends on what members write; botrun replay tries "
            + "them."
        ])
  }

  /// What is shown, and a line for each plugin of which not all is.
  func samples() throws -> ([PreviewSample], notes: [String]) {
    let now = Clock.system.now()
    var samples: [PreviewSample] = []
    var notes: [String] = []
    for config in communities {
      let abouts = platforms?.compactMap { Botrun.registry.connector($0)?.about } ?? [config.about]
      for instance in config.instances where plugin == nil || Self.name(instance) == plugin {
        let bench = PreviewBench(
          instance: .init(name: Self.name(instance), plugin: instance.plugin), community: config.community,
          member: member, now: now, days: days)
        let view = try bench.view()
        samples += view.samples.map { PreviewSample(plugin: instance.id.raw, sample: $0, platforms: abouts) }
        notes += Self.missing(view).map { "\(Self.name(instance)): \($0)" }
      }
    }
    return (samples, notes)
  }

  private static func missing(_ view: PreviewBench.View) -> [String] {
    var notes = view.further > 0 ? ["\(view.further) more; of each plugin \(PreviewBench.most) are shown."] : []
    if let last = view.later.max() {
      let what = view.later.count == 1 ? "1 more, on day \(last)" : "\(view.later.count) more, the last on day \(last)"
      notes.append(
        "\(what): --days \(min(last + 1, PreviewBench.longest)) shows \(view.later.count == 1 ? "it" : "them").")
    }
    return notes
  }
}

/// One text as some platforms show it.
private struct PreviewSample {
  let plugin: String
  let sample: PreviewBench.Sample
  let platforms: [ConnectorAbout]

  var text: String {
    var text = "\(plugin)  \(sample.place)  (\(sample.occasion))\n"
    if let held = sample.held { text += "  ! \(held)\n" }
    for about in platforms {
      text += "  \(about.name), \(about.length(sample.text)) of \(about.text.max)\(parts(about))\n"
      text += about.render(sample.text).split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }
        .joined()
    }
    return text
  }

  private func parts(_ about: ConnectorAbout) -> String {
    let count = sample.text.parts(longest: about.text.max, length: about.length).count
    return count > 1 ? ": too long for one message, it goes out in \(count)" : ""
  }

  var json: JSON {
    .compact(
      ("plugin", .string(plugin)), ("place", .string(sample.place)), ("occasion", .string(sample.occasion)),
      ("held", .optional(sample.held)), ("platforms", .array(platforms.map(json))))
  }

  private func json(_ about: ConnectorAbout) -> JSON {
    [
      "name": .string(about.name), "length": .int(about.length(sample.text)), "limit": .int(about.text.max),
      "parts": .int(sample.text.parts(longest: about.text.max, length: about.length).count),
      "text": .string(about.render(sample.text)),
    ]
  }
}
