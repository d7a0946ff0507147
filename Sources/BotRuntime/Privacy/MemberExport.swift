public import BotCore
import FoundationEssentials

/// All that the store holds of one member, for the member to read.
extension SQLiteStore {
  /// An object with a list for each class of data. What others wrote is left out, also where it mentions the member; how
  /// often it does is told. Of what the bot said to several members at once, and not by name, only that it did is told.
  /// - Parameter names: under which the member is known, beside those that the store finds by itself.
  public func export(_ member: ID<Member>, in community: ID<Community>, names: Set<String> = []) throws -> JSON {
    let found = try MemberFindings(member, names, in: community, self)
    let own = found.events.filter { $0.isOwn(of: member) }
    let (posts, timers) = found.names
    let named = found.deliveries.filter { found.holdsID($0.body) || found.holdsID($0.key) }
    let numbers = Set(named.map(\.number))
    // No part of the findings: an erasure does not stop what is for others as well.
    let shared = try deliveries(addressing: member, in: community).filter { !numbers.contains($0.number) }
    return .compact(
      ("community", .string(community.raw)), ("member", .string(member.raw)),
      ("names", .array(found.traces.words.dropFirst().map { .string($0) })),
      ("optedOutSince", try optedOut(member, in: community).map { .string($0.timestamp) }),
      ("events", .array(own.map { $0.told(("kind", .string($0.state)), ("event", $0.body)) })),
      ("mentionedByOthers", .int(found.events.count - own.count)),
      ("waiting", .array(found.turns.filter { $0.isOwn(of: member) }.map { $0.told(("event", $0.body)) })),
      (
        "records",
        .array(
          found.records.filter { $0.member == member || found.holdsID($0.body) || found.holdsID($0.key) }.map {
            .compact(
              ("plugin", .string($0.instance.raw)), ("key", .string($0.key)),
              ("value", $0.member == member ? $0.body : found.lines($0.body)))
          })
      ),
      (
        "deliveries",
        .array(
          named.map { $0.told(("state", .string($0.state)), ("action", found.action($0.body))) }
            + shared.map { $0.told(("state", .string($0.state)), ("action", $0.outline)) })
      ),
      (
        "reasons",
        .array(
          found.reasons.filter { $0.member == member }.map { $0.told(("reason", $0.body)) })
      ),
      ("flags", .array(found.flags.map { $0.told(("state", .string($0.state)), ("flag", found.flag($0.body))) })),
      ("posts", .array(posts.map { $0.told(("name", .string($0.key))) })),
      ("timers", .array(timers.map { $0.told(("name", .string($0.key))) })),
      ("rememberedDeliveries", .int(found.marks.seen.count)))
  }
}

/// What of the store tells of one member.
struct MemberFindings {
  let member: ID<Member>
  var traces: Traces
  let events: [MemberRow]
  let turns: [MemberRow]
  let records: [MemberRow]
  let deliveries: [MemberRow]
  let flags: [MemberRow]
  /// The numbers of the flags that are about the member, not only naming them.
  let ownFlags: Set<Int64>
  let suggestions: [MemberRow]
  let reasons: [MemberRow]
  let names: (posts: [MemberRow], timers: [MemberRow])
  let marks: (seen: [String], words: [String], counters: [MemberRow], pauses: [MemberRow])

  /// Reads through the store twice: first by the id, which tells the names and what the member wrote, then by all of it.
  init(_ member: ID<Member>, _ names: Set<String>, in community: ID<Community>, _ store: SQLiteStore) throws {
    self.member = member
    var traces = Traces(
      member, names: names, pseudonym: "erased-" + (try store.hash(of: member, in: community).prefix(8)))
    let first = traces.needles
    let ownEvents = try store.memberEvents(first, in: community)
    let bodies =
      try ownEvents.map(\.body) + store.memberTurns(first, in: community).map(\.body)
      + store.memberDeliveries(first, in: community).map(\.body)
    let records = try store.memberRecords(first, of: member, in: community)
    traces.add(names: (bodies + records.map(\.body)).reduce(into: []) { $0.formUnion($1.names(of: member)) })
    for record in records where record.member == member {
      if let name = record.body["name"]?.string { traces.add(names: [name]) }
    }
    for row in ownEvents where row.isOwn(of: member) {
      if let text = row.body["message"]?["text"]?.string { traces.add(said: text) }
    }
    let all = traces.needles
    self.traces = traces
    // What the store finds holds the words somewhere, also within others.
    let found = traces
    func tells(_ row: MemberRow) -> Bool {
      row.member == member || found.isIn(row.body) || [row.key, row.event.raw, row.note].contains(where: found.isIn)
    }
    events = try store.memberEvents(all, in: community).filter(tells)
    turns = try store.memberTurns(all, in: community).filter(tells)
    // Keys are made of ids: a name in one is somebody's word.
    let byID = traces.byID
    self.records = try store.memberRecords(all, of: member, in: community).filter {
      $0.member == member || byID.isIn($0.key) || found.scrubbed(ofOthers: $0.body) != $0.body
    }
    flags = try store.memberFlags(all, in: community).filter(tells)
    // What tells the moderators of the member need not name them.
    let ownFlags = Set(flags.filter { $0.isFlag(about: member) }.map(\.number))
    self.ownFlags = ownFlags
    let announcements = ownFlags.map { String(JSON.string(FlagName.of($0)).text.dropLast()) }
    deliveries = try store.memberDeliveries(all + announcements, in: community).filter {
      $0.body.announces(ownFlags) || tells($0)
    }
    suggestions = try store.memberSuggestions(all, in: community).filter(tells)
    reasons = try store.memberReasons(all, of: member, in: community).filter(tells)
    let (posts, timers) = try store.memberNames(all, in: community)
    self.names = (posts.filter { byID.isIn($0.key) || byID.isIn($0.body) }, timers.filter { byID.isIn($0.key) })
    let (seen, words, counters, pauses) = try store.memberMarks(all, in: community)
    marks = (
      seen.filter(byID.isIn), words.filter { $0 != community.raw && byID.isIn($0) },
      counters.filter { $0.key.contains("\(community)/") && byID.isIn($0.key) },
      pauses.filter { $0.key.contains("\(community)/") && (byID.isIn($0.key) || found.isIn($0.note)) }
    )
  }

  func holdsID(_ json: JSON) -> Bool { traces.byID.isIn(json) }
  func holdsID(_ text: String) -> Bool { traces.byID.isIn(text) }

  /// Of what tells of several members: the parts that tell of this one.
  func lines(_ json: JSON) -> JSON {
    switch json {
    case .null, .bool, .int, .double: json
    case .string(let text): .string(lines(text))
    case .array(let items): .array(items.filter { traces.isIn($0) }.map(lines))
    case .object(let object):
      .object(
        JSONObject(object.members.filter { traces.isIn($0.value) }.map { ($0.key, lines($0.value)) }))
    }
  }

  private func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { traces.isIn(String($0)) }
      .joined(separator: "\n")
  }

  /// What is done to the member alone, or written to them alone, whole; of all else, their lines.
  func action(_ json: JSON) -> JSON {
    switch try? Action(json: json) {
    case .direct(_, member)?, .ban(member, _)?, .timeout(member, _, _)?, .grant(_, member)?, .approve(member)?,
      .decline(member, _)?:
      json
    default: lines(json)
    }
  }

  /// A flag about the member whole; of one that only names them, their lines.
  func flag(_ json: JSON) -> JSON { json["member"]?.string == member.raw ? json : lines(json) }
}

extension MemberRow {
  /// Whether the member did what the event tells.
  func isOwn(of member: ID<Member>) -> Bool {
    [body["member"], body["by"], body["message"]?["author"]].contains { $0?["id"]?.string == member.raw }
  }

  /// Of an action that is for others as well: what kind it is, and where.
  fileprivate var outline: JSON { .compact(("kind", body["kind"]), ("in", body["in"])) }

  fileprivate func told(_ fields: (String, JSON?)...) -> JSON {
    var object = JSONObject([("at", .string(at.timestamp))])
    if !instance.raw.isEmpty { object.append("plugin", .string(instance.raw)) }
    for (key, value) in fields {
      if let value { object.append(key, value) }
    }
    return .object(object)
  }
}

/// A table of another part of botrun whose rows stand under a hash of the member: they are told and go with the member.
struct HashedRows: Sendable {
  let table: String
  /// Returns how many rows it removed.
  let erase: @Sendable (SQLiteStore, ID<Member>, ID<Community>) throws -> Int

  static let all = [
    HashedRows(table: "facts") { store, member, community in try store.eraseFacts(of: member, in: community) }
  ]
}
