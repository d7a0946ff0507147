import BotCore
import FoundationEssentials

/// Somebody who asked to join and is not in.
struct InvitationRequest: Sendable, Hashable {
  var name: String
  /// By the platform's time.
  var at: Date
  /// Wrong codes so far.
  var attempts = 0
  /// Whether a person is to decide, and the reason.
  var isHeld = false
  var why = ""
  /// What they wrote, in part.
  var answer = ""
  /// In already, and only without a code.
  var isInside = false
  var isDeclined = false

  init(name: String, at: Date) { (self.name, self.at) = (name, at) }

  init?(_ json: JSON) {
    guard let at = json["at"]?.double else { return nil }
    self.at = Date(timeIntervalSince1970: at)
    name = json["name"]?.string ?? ""
    attempts = json["attempts"]?.int ?? 0
    isHeld = json["held"]?.bool ?? false
    why = json["why"]?.string ?? ""
    answer = json["answer"]?.string ?? ""
    isInside = json["inside"]?.bool ?? false
    isDeclined = json["declined"]?.bool ?? false
  }

  var json: JSON {
    func set(_ flag: Bool) -> JSON? { flag ? true : nil }
    return .compact(
      ("at", .double(at.timeIntervalSince1970)), ("name", .string(name)), ("attempts", .int(attempts)),
      ("held", set(isHeld)), ("why", .string(why)), ("answer", .string(answer)), ("inside", set(isInside)),
      ("declined", set(isDeclined)))
  }
}

/// What is remembered: codes, quotas, requests, and who came through whom.
extension Invitations {
  enum Key {
    static let waiting = "waiting"
    static let reminder = "reminder"
    /// Whether somebody said that they take care of the requests.
    static let isCared = "cared"
    static let pool = "pool"
    static func code(_ text: String) -> String { "code/\(text)" }
    static func quota(_ id: ID<Member>) -> String { "quota/\(id)" }
    static func request(_ id: ID<Member>) -> String { "request/\(id)" }
    static func guest(_ id: ID<Member>) -> String { "guest/\(id)" }
    static func child(_ id: ID<Member>, of inviter: ID<Member>) -> String { "child/\(inviter)/\(id)" }
  }

  func code(_ text: String, _ context: Context) throws -> InvitationCode? {
    try context.store.value(Key.code(text)).flatMap { InvitationCode(text, $0) }
  }

  func keep(_ code: InvitationCode, _ context: inout Context) {
    // Kept on for a while, so that who comes late hears the reason.
    context.store.set(Key.code(code.text), code.json, of: code.by, expires: code.until + .days(60))
  }

  func quota(of id: ID<Member>, _ context: Context) throws -> InvitationQuota? {
    try context.store.value(Key.quota(id)).flatMap(InvitationQuota.init)
  }

  func request(of id: ID<Member>, _ context: Context) throws -> InvitationRequest? {
    try context.store.value(Key.request(id)).flatMap(InvitationRequest.init)
  }

  func keep(_ request: InvitationRequest, of id: ID<Member>, _ context: inout Context) {
    context.store.set(Key.request(id), request.json, of: id, expires: context.now + .days(60))
  }

  /// The codes of a member that are good.
  func openCodes(of id: ID<Member>, _ context: Context) throws -> [InvitationCode] {
    try context.store.records(startingWith: Key.code(""), limit: 50_000).compactMap { key, record in
      guard record.member == id else { return nil }
      return InvitationCode(String(key.dropFirst(Key.code("").count)), record.value)
    }.filter { $0.standing(context.now) == .good }
  }

  func edges(startingWith prefix: String, _ context: Context) throws -> [InvitationTree.Edge] {
    try context.store.records(startingWith: prefix, limit: 20_000).compactMap { key, record in
      guard let id = record.value["id"]?.string, let name = record.value["name"]?.string else { return nil }
      // The key tells the inviter: what stands before the guest's own id.
      let by = String(key.dropFirst("child/".count).dropLast(id.count + 1))
      return InvitationTree.Edge(
        by: ID(by), byName: record.value["byName"]?.string ?? by, id: ID(id), name: name)
    }
  }

  /// A code that nobody can work out from what they see: the dice of a turn follow from the message, so the times of all
  /// turns so far are stirred in, to the microsecond.
  func freshCode(_ event: Event, _ context: inout Context) throws -> String {
    var mix = FNV((try context.store.value(Key.pool)?.string ?? "").utf8)
    for byte in "\(event.id)/\(context.now.timeIntervalSince1970)/\(context.random.next())".utf8 { mix.add(byte) }
    var random = SeededRandom(seed: mix.value)
    context.store.set(Key.pool, .string(String(random.next(), radix: 36)))
    var text = InvitationCode.make(&random)
    while try context.store.contains(Key.code(text)) { text = InvitationCode.make(&random) }
    return text
  }

  // MARK: Requests that wait for a person

  private static let mostListed = 20

  func held(_ context: Context) throws -> [(id: ID<Member>, request: InvitationRequest)] {
    try context.store.records(startingWith: Key.request(""), limit: 20_000).compactMap { _, record in
      guard let id = record.member, let request = InvitationRequest(record.value), request.isHeld else { return nil }
      return (id, request)
    }.sorted { ($0.request.at, $0.id) < ($1.request.at, $1.id) }
  }

  func hold(
    _ request: inout InvitationRequest, _ id: ID<Member>, _ answer: String, _ context: inout Context
  ) throws -> [Action] {
    request.isHeld = true
    request.answer = Excerpt.of(answer, around: "", limit: 120)
    keep(request, of: id, &context)
    context.store.remove(Key.isCared)
    return try stir(&context)
  }

  /// The request is settled, one way or the other.
  func drop(_ id: ID<Member>, _ context: inout Context) throws -> [Action] {
    guard let request = try request(of: id, context) else { return [] }
    context.store.remove(Key.request(id))
    return request.isHeld ? try stir(&context) : []
  }

  /// The flag follows what waits: at once the first time, then at most once a minute.
  private func stir(_ context: inout Context) throws -> [Action] {
    if try context.store.contains(Key.waiting) {
      context.store.set(Key.waiting, ["behind": true], expires: context.now + .days(1))
      return []
    }
    return try tell(&context)
  }

  func tellWaiting(_ context: inout Context) throws -> [Action] {
    let isBehind = try context.store.value(Key.waiting)?["behind"]?.bool == true
    context.store.remove(Key.waiting)
    return isBehind ? try tell(&context) : []
  }

  private func tell(_ context: inout Context) throws -> [Action] {
    context.store.set(Key.waiting, ["behind": false], expires: context.now + .days(1))
    let soon = Action.timer(name: Key.waiting, at: context.now + .minutes(1))
    let held = try held(context)
    guard !held.isEmpty else {
      return [.settle(flag: Key.waiting), .timer(name: Key.reminder, at: nil), soon]
    }
    let remind = settings.remindAfter.map { Action.timer(name: Key.reminder, at: context.now + $0) }
    return [.flag(flag(held, context)), soon] + [remind].compactMap { $0 }
  }

  func remind(_ context: inout Context) throws -> [Action] {
    let held = try held(context)
    guard let after = settings.remindAfter, !held.isEmpty else { return [] }
    let timer = Action.timer(name: Key.reminder, at: context.now + after)
    if try context.store.contains(Key.isCared) { return [timer] }
    // A flag that is edited makes no sound, so the old one ends and a new one begins.
    return [.settle(flag: Key.waiting), .flag(flag(held, context)), timer]
  }

  private func flag(_ held: [(id: ID<Member>, request: InvitationRequest)], _ context: Context) -> Flag {
    let items = held.prefix(Self.mostListed).map { id, request in
      let answer = request.answer.isEmpty ? "" : " They wrote: \(request.answer)"
      return Text("\(request.name) (\(id)), since \(day(request.at, context)): \(request.why)\(answer)")
    }
    let further = held.count - items.count
    var text = Text("They brought no good code.") + Text([.list(items: Array(items))])
    if further > 0 { text += Text("and \(further) more\n") }
    text += Text("!\(settings.command) admit NAME lets somebody in, !\(settings.command) decline NAME declines.")
    return Flag("Requests to join that wait: \(held.count)", text: text, name: Key.waiting)
  }

  /// "2026-01-05", by the community's clock.
  func day(_ date: Date, _ context: Context) -> String {
    String(context.community.timezone.local(date).description.prefix(10))
  }
}
