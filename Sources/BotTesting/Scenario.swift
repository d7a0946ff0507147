public import BotCore

/// A test that reads like documentation: a plugin with its settings, what happens, a line `---`, and what the plugin
/// does about it.
///
///     # Greets a newcomer once, however often they join.
///     welcome { "text": "Welcome {member.mention}!" }
///
///     at 2026-01-05 09:00
///     join ada
///     join ada
///     ---
///     post #general: Welcome @ada!
///
/// Settings may run over several lines, to the first empty one. A line `file faq.md` and the indented lines after it give
/// a file that the settings name. Times are in the zone that a line `zone Europe/London` names, else UTC. A line
/// `community { "moderators": "#mods", "managers": ["boss"], "locale": "de" }` tells of the community.
///
/// What can happen, one a line:
///
///     at 2026-01-05 09:00      time passes until then; timers fall due on the way
///     wait 10m                 the same, by a length of time
///     stop                     the bot goes down: timers wait
///     start                    the bot comes up, as it does before the first event where the file does not say
///     clock 2026-01-05 08:00   the clock is set, and no timer falls due
///     settings { … }           the configuration is edited; holds from the next start
///     join ada #help           somebody joins; `found` behind it: was found in a list; `bot`: is one; `nowhere`: the
///                              platform does not tell where; `[de]`: reads German; `(regular)`: has that role
///     leave ada
///     request ada: text        asks to be let in, with an answer to what the community asks; without a colon, with none
///     say ada #help: text      posts a message: m1, then m2, …; `#help m1`: in the thread of m1; `@bot`: to the bot alone,
///                              in the text: mentions it; `[de]` and `(regular)` as above
///     command ada #help: faq x a slash command, of which `faq` is the name
///     edit m1: text
///     delete m1                a message, or p1, a post of the bot's own
///     react ada m1 👍          to a message, or to p1, the bot's own first action if that was a post; `unreact` takes it
///                              back
///     report ada m1: reason
///     settled name acknowledged by ada
///                              somebody did that to the flag of that name; also `snoozed`, `resolved`, `open`
///     fetched name 200: text   what was fetched came; further lines are indented by two blanks
///     answered m1 b1           another plugin's post b1 has answered m1
///     hold on                  scheduled posts are held; `hold off`
///     again                    the event before comes once more
///     due name                 a timer falls due that was not set
///
/// What the plugin does: `post #general: text`, `reply m1: text`, `direct ada: text`, `pin p1`, `flag notice Title: text`
/// and so on; further lines of a text are indented by two blanks. Where a line `at 2026-01-05 09:00` stands among them,
/// such lines are expected before every action that comes at a later time than the one before it. Timers do not show.
/// Faults of the settings show as `error text: the fault; the remedy`, and what a plugin throws as `error: …`.
public struct Scenario: Sendable, CustomStringConvertible {
  public struct Line: Sendable, Hashable {
    public let number: Int
    public let text: String
  }

  /// What a scenario's author must mend.
  public struct Fault: Error, Sendable, CustomStringConvertible {
    public let scenario: String
    public let line: Int
    public let fault: String

    public var description: String { "\(scenario), line \(line): \(fault)" }
  }

  public let name: String
  public private(set) var plugin = ""
  public private(set) var settings: JSON = [:]
  public private(set) var files: [String: String] = [:]
  public private(set) var zone = "UTC"
  /// `moderators`, `managers` and `locale` of the community.
  public private(set) var community: JSON = [:]
  public private(set) var steps: [Line] = []
  public private(set) var expected: [String] = []

  public var description: String { name }

  public init(name: String, _ text: String) throws(Fault) {
    self.name = name
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { Line(number: $0 + 1, text: Self.trimmedEnd($1)) }
    guard let divider = lines.firstIndex(where: { $0.text == "---" }) else {
      throw Fault(scenario: name, line: lines.count, fault: "there is no line ---; write it above the actions")
    }
    expected = lines[(divider + 1)...].map(\.text)
    while expected.last?.isEmpty == true { expected.removeLast() }
    try readSteps(lines[..<divider])
    if plugin.isEmpty {
      throw Fault(scenario: name, line: 1, fault: "no plugin is named; begin with a line such as: welcome {}")
    }
  }

  private mutating func readSteps(_ lines: ArraySlice<Line>) throws(Fault) {
    var lines = lines
    while let line = lines.popFirst() {
      if line.text.isEmpty || line.text.hasPrefix("#") { continue }
      if plugin.isEmpty {
        let rest = Self.take(&lines) { !$0.isEmpty }
        plugin = String(line.text.prefix { $0 != " " })
        settings = try json(([line.text.dropFirst(plugin.count)] + rest).joined(separator: "\n"), line)
      } else if line.text.hasPrefix("file ") {
        let body = Self.take(&lines) { $0.isEmpty || $0.hasPrefix("  ") }
        files[String(line.text.dropFirst(5))] = body.map { $0.dropFirst(2) }.joined(separator: "\n")
      } else if line.text.hasPrefix("community ") {
        community = try json(String(line.text.dropFirst("community".count)), line)
      } else if line.text.hasPrefix("fetched ") {
        let rest = Self.take(&lines) { $0.hasPrefix("  ") }.map { $0.dropFirst(2) }
        steps.append(Line(number: line.number, text: ([line.text[...]] + rest).joined(separator: "\n")))
      } else if line.text.hasPrefix("zone ") {
        zone = String(line.text.dropFirst(5))
      } else {
        steps.append(line)
      }
    }
  }

  func json(_ text: String, _ line: Line) throws(Fault) -> JSON {
    do throws(JSONSyntaxError) {
      return text.allSatisfy(\.isWhitespace) ? [:] : try JSONDocument(relaxed: Array(text.utf8)).value
    } catch {
      throw Fault(scenario: name, line: line.number, fault: "the settings are no JSON: \(error.message)")
    }
  }

  private static func take(_ lines: inout ArraySlice<Line>, while matches: (String) -> Bool) -> [Substring] {
    let taken = lines.prefix { matches($0.text) }
    lines = lines.dropFirst(taken.count)
    return taken.map { $0.text[...] }
  }

  private static func trimmedEnd(_ text: Substring) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
