public import BotCore
import FoundationEssentials

extension Scenario {
  /// Plays the events to the plugin and tells what it did, line by line as `expected` has it.
  /// - Throws: `Scenario.Fault` when a line is not understood.
  public func run(_ plugins: [PluginKind]) throws -> [String] {
    guard let kind = plugins.first(where: { $0.about.name == plugin }) else {
      throw Fault(scenario: name, line: 1, fault: "there is no plugin \"\(plugin)\"")
    }
    let source = ScenarioSource(files: files)
    guard let made = source.make(kind, settings) else { return source.faults }
    var run = ScenarioRun(self, kind, made, zone: try source.zone(zone))
    for step in steps {
      do {
        try run.play(step)
      } catch let fault as Fault {
        throw fault
      } catch {
        return run.lines + ScenarioText.lines("error: \(ScenarioText.sentence(error))")
      }
    }
    return run.lines
  }
}

/// One playing of a scenario.
struct ScenarioRun {
  let scenario: Scenario
  let kind: PluginKind
  let zone: Zone
  var bench: PluginBench
  var settings: JSON
  var isUp = false
  var isDown = false
  var messages: [ID<Message>: Message] = [:]
  var last: Event.Kind?

  init(_ scenario: Scenario, _ kind: PluginKind, _ plugin: any Plugin, zone: Zone) {
    self.scenario = scenario
    self.kind = kind
    self.zone = zone
    settings = scenario.settings
    bench = PluginBench(
      plugin,
      community: Community(
        id: "lobby", name: "The Lobby", platform: "test", timezone: zone,
        locale: scenario.community["locale"]?.string ?? "en",
        moderators: scenario.community["moderators"]?.string.map { ID($0) },
        managers: scenario.community["managers"]?.array?.compactMap(\.string) ?? []))
  }

  var lines: [String] {
    let timed = scenario.expected.contains { $0.hasPrefix("at ") }
    var lines: [String] = []
    var time: Date?
    for decision in bench.decisions {
      if timed, decision.at != time { lines.append("at " + ScenarioText.time(zone.local(decision.at))) }
      time = decision.at
      lines += ScenarioText.lines(ScenarioText.of(decision.action))
    }
    return lines
  }

  mutating func play(_ step: Scenario.Line) throws {
    let (head, text) = Self.halves(step.text)
    var words = head.split(separator: " ").map(String.init)
    let verb = words.removeFirst()
    switch verb {
    case "at": try pass(until: time(words, step))
    case "wait": try pass(until: bench.now + duration(words, step))
    case "clock": bench.now = try time(words, step)
    case "stop": (isUp, isDown) = (false, true)
    case "start": try start(step)
    case "settings": settings = try scenario.json(String(step.text.dropFirst(verb.count)), step)
    case "again": try hand(last ?? .started, step)
    case "due": try hand(.due(timer: words.joined(separator: " "), planned: bench.now), step)
    case "answered": bench.answers[ID(words.first ?? "")] = ID(words.last ?? "")
    case "hold": bench.isHeld = words.first == "on"
    case "join", "leave", "request", "say", "command", "edit", "delete", "react", "unreact", "report", "settled",
      "fetched":
      try hand(event(verb, words, text, step), step)
    default: throw fault(step, "\"\(verb)\" is not known; see the documentation of Scenario")
    }
  }

  private static let withText = ["say", "edit", "command", "request", "report", "fetched"]

  private static func halves(_ line: String) -> (head: String, text: String) {
    guard withText.contains(where: { line.hasPrefix($0 + " ") }), let colon = line.firstIndex(of: ":") else {
      return (line, "")
    }
    return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
  }

  func fault(_ step: Scenario.Line, _ fault: String) -> Scenario.Fault {
    Scenario.Fault(scenario: scenario.name, line: step.number, fault: fault)
  }

  private mutating func pass(until date: Date) throws {
    if isUp { try bench.wait(until: date) } else { bench.now = date }
  }

  private mutating func start(_ step: Scenario.Line) throws {
    let source = ScenarioSource(files: scenario.files)
    guard let plugin = source.make(kind, settings) else {
      throw fault(step, source.faults.joined(separator: " · "))
    }
    bench.plugin = plugin
    (isUp, isDown) = (true, false)
    try bench.start()
  }

  private mutating func hand(_ kind: Event.Kind, _ step: Scenario.Line) throws {
    if isDown { throw fault(step, "the bot is down; write a line: start") }
    if !isUp { try start(step) }
    last = kind
    try bench.handle(kind)
  }

  private func time(_ words: [String], _ step: Scenario.Line) throws -> Date {
    guard let local = LocalTime(words.joined(separator: " ")) else {
      throw fault(step, "this is no time; write it like 2026-01-05 09:00")
    }
    return zone.firstInstant(atOrAfter: local)
  }

  private func duration(_ words: [String], _ step: Scenario.Line) throws -> Duration {
    if let duration = Duration(settingText: words.joined()) { return duration }
    throw fault(step, "this is no length of time; write it like 10m")
  }
}
