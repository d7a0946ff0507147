import BotCore
import FoundationEssentials

/// Tells the next contact of a flag that nobody has acknowledged, each contact once.
struct Escalation {
  private static let prefix = "escalate/"

  private let steps: [EscalationStep]

  init(_ settings: Listen.Settings) { steps = settings.escalation }

  func begin(_ name: String, at now: Date) -> [Action] {
    steps.indices.map { .timer(name: Self.timer(name, $0), at: now + steps[$0].after) }
  }

  func end(_ name: String) -> [Action] { steps.indices.map { .timer(name: Self.timer(name, $0), at: nil) } }

  /// The flag and the step whose turn it is.
  func due(_ timer: String) -> (flag: String, index: Int, step: EscalationStep)? {
    guard timer.hasPrefix(Self.prefix) else { return nil }
    let parts = timer.dropFirst(Self.prefix.count).split(separator: "/")
    guard parts.count == 2, let index = Int(parts[1]), steps.indices.contains(index) else { return nil }
    return (String(parts[0]), index, steps[index])
  }

  private static func timer(_ name: String, _ index: Int) -> String { "\(prefix)\(name)/\(index)" }
}

/// A message of plain danger that was flagged by itself, until somebody has seen to it.
struct GraveFlag {
  static let memory = Duration.days(7)
  /// So many of one channel are flagged by themselves in an hour, and one of each member, while an incident tells of them,
  /// or where they are said to the bot in private.
  static let mostInAnHour = 10

  let number: Int
  let title: String
  let link: String?
  var escalated: Set<Int> = []

  var name: String { "danger-\(number)" }

  static func key(_ name: String) -> String { "grave/\(name)" }

  init(_ number: Int, _ title: String, link: String?) {
    self.number = number
    self.title = title
    self.link = link
  }

  init?(_ json: JSON) {
    guard let number = json["number"]?.int else { return nil }
    self.init(number, json["title"]?.string ?? "", link: json["link"]?.string)
    escalated = Set(json["escalated"]?.array?.compactMap(\.int) ?? [])
  }

  var json: JSON {
    .compact(
      ("number", .int(number)), ("title", .string(title)), ("link", .optional(link)),
      ("escalated", .array(escalated.sorted().map { .int($0) })))
  }

  /// Whether it is told by itself although there are many such messages. Marks that it was.
  static func isOneOfFew(_ message: Message, isGrave: Bool, _ context: inout Context) throws -> Bool {
    let prefix = "\(isGrave ? "grave-seen" : "seen")/\(message.channel)/"
    let key = prefix + message.author.id.raw
    // What else is found in the same message is told with it.
    if let seen = try context.store.value(key) { return seen.string == message.id.raw }
    let seen = try context.store.records(startingWith: prefix, limit: mostInAnHour).count
    if seen >= mostInAnHour { return false }
    context.store.set(key, .string(message.id.raw), of: message.author.id, expires: context.now + .hours(1))
    return true
  }
}
