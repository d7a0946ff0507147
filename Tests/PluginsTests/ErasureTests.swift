import BotCore
import BotTesting
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime
@testable import Plugins

/// Every scenario is played with members of unmistakable ids and names, what the plugin wrote and decided is put into a
/// store as the engine would, and each member is erased: nothing of id or name may be left in the store's file.
@Suite struct ErasureTests {
  private static let kinds: [PluginKind] = [
    PluginKind(Recorded<FAQ>.self), PluginKind(Recorded<FeedPosts>.self), PluginKind(Recorded<Gate>.self),
    PluginKind(Recorded<Invitations>.self), PluginKind(Recorded<Listen>.self), PluginKind(Recorded<Noticeboard>.self),
    PluginKind(Recorded<Reminders>.self), PluginKind(Recorded<ScheduledPosts>.self), PluginKind(Recorded<Seed>.self),
    PluginKind(Recorded<NewcomerSequence>.self), PluginKind(Recorded<Topics>.self),
    PluginKind(Recorded<Unanswered>.self), PluginKind(Recorded<WeeklyReport>.self), PluginKind(Recorded<Welcome>.self),
  ]

  @Test func everyPluginIsTried() {
    let tried = Set(Self.kinds.map(\.about.name))
    #expect(builtInPlugins.map(\.about.name).filter { !tried.contains($0) } == [])
  }

  @Test func nothingIsLeftOfAnErasedMember() throws {
    var met = 0
    var told: Set<String> = []
    for scenario in try Scenario.files(beside: #filePath) {
      let recorder = Recorder(keeping: scenario)
      _ = try Recorder.$current.withValue(recorder) { try scenario.run(Self.kinds) }
      guard !recorder.members.isEmpty else { continue }
      let folder = try ErasureStore()
      try folder.fill(recorder, scenario.plugin)
      let before = folder.text
      let kind = try #require(Self.kinds.first { $0.about.name == scenario.plugin })
      for raw in recorder.members.sorted() {
        if recorder.remembers(raw) { told.insert(scenario.plugin) }
        if before.contains(Disguise.id(raw)) { met += 1 }
        _ = try folder.store.transaction {
          try folder.store.eraseRows(of: ID(Disguise.id(raw)), in: "lobby", now: recorder.last)
        }
      }
      #expect(folder.store.forgetCopies() == nil)
      let after = folder.text
      for raw in recorder.members {
        // The file itself is nothing to be read in a report.
        let (keepsID, keepsName) = (after.contains(Disguise.id(raw)), after.contains(Disguise.name(raw)))
        #expect(!keepsID, "\(scenario.name) keeps the id of \(raw)")
        #expect(!keepsName, "\(scenario.name) keeps the name of \(raw)")
      }
      #expect(kind.about.keeps.isEmpty || !kind.about.keeps.contains { $0.why.isEmpty })
    }
    #expect(met > 400)
    let silent = Self.kinds.map(\.about).filter { told.contains($0.name) && $0.keeps.isEmpty }.map(\.name)
    #expect(silent == [], "these remember something of members and do not say so in PluginAbout.keeps")
  }

  /// What stands under a member's id must go with the member, without anybody looking into it.
  @Test func whatIsAboutOneMemberNamesThatMember() throws {
    var nameless: Set<String> = []
    for scenario in try Scenario.files(beside: #filePath) {
      let recorder = Recorder(keeping: scenario)
      _ = try Recorder.$current.withValue(recorder) { try scenario.run(Self.kinds) }
      for (key, record) in recorder.records {
        guard record.member == nil, recorder.members.contains(where: { key.contains(Disguise.id($0)) }) else {
          continue
        }
        nameless.insert("\(scenario.plugin): \(key.prefix { $0 != "/" })/…")
      }
    }
    #expect(nameless.sorted() == [])
  }
}

/// Unmistakable ids and names in the place of a scenario's.
private enum Disguise {
  static func id(_ raw: String) -> String { "uq7\(raw)x9" }
  static func name(_ raw: String) -> String { "Zor\(raw)wyn" }

  static func member(_ member: Member) -> Member {
    guard let recorder = Recorder.current, recorder.hides(member.id.raw) else { return member }
    return Member(
      ID(id(member.id.raw)), name: name(member.id.raw), isBot: member.isBot, roles: member.roles, locale: member.locale)
  }

  static func message(_ message: Message) -> Message {
    var message = message
    message.author = member(message.author)
    message.mentions = message.mentions.map { member(Member($0)).id }
    message.text = text(message.text)
    return message
  }

  /// Commands name members as others see them.
  static func text(_ text: String) -> String {
    guard let recorder = Recorder.current else { return text }
    return recorder.members.reduce(text) { Traces(ID($1), pseudonym: name($1)).scrubbed($0) }
  }

  static func event(_ event: Event) -> Event {
    var event = event
    event.kind =
      switch event.kind {
      case .memberJoined(let member, let channel, let via):
        .memberJoined(member: Self.member(member), channel: channel, via: via)
      case .memberLeft(let member, let channel): .memberLeft(member: Self.member(member), channel: channel)
      case .joinRequested(let member, let channel, let answer):
        .joinRequested(member: Self.member(member), channel: channel, answer: answer)
      case .messagePosted(let message): .messagePosted(message: Self.message(message))
      case .messageEdited(let message): .messageEdited(message: Self.message(message))
      case .reacted(let emoji, let member, let message, let channel):
        .reacted(emoji: emoji, member: Self.member(member), message: message, channel: channel)
      case .unreacted(let emoji, let member, let message, let channel):
        .unreacted(emoji: emoji, member: Self.member(member), message: message, channel: channel)
      case .reported(let message, let channel, let by, let reason):
        .reported(message: message, channel: channel, by: member(by), reason: reason)
      case .command(let name, let arguments, let message):
        .command(name: name, arguments: text(arguments), message: Self.message(message))
      case .messageDeleted, .started, .due, .fetched, .delivered, .settled, .other: event.kind
      }
    return event
  }
}

/// What a plugin saw, wrote and decided in one scenario. Used by one thread.
private final class Recorder: @unchecked Sendable {
  @TaskLocal static var current: Recorder?

  private let kept: String
  private(set) var members: Set<String> = []
  private(set) var records: [String: Record] = [:]
  private(set) var timers: Set<String> = []
  private(set) var events: [Event] = []
  private(set) var actions: [Action] = []
  private(set) var last = Date.distantPast

  /// Who stands in the settings stays who they are, or the settings would mean nobody.
  init(keeping scenario: Scenario) { kept = scenario.settings.text + scenario.community.text }

  func hides(_ raw: String) -> Bool {
    if kept.contains("\"\(raw)\"") { return false }
    members.insert(raw)
    return true
  }

  func remembers(_ raw: String) -> Bool {
    let traces = Traces(ID(Disguise.id(raw)), names: [Disguise.name(raw)], pseudonym: "-")
    return records.contains { traces.isIn($0.key) || traces.isIn($0.value.value) || $0.value.member?.raw == traces.id }
  }

  func note(_ event: Event, _ written: [String: Record?], _ actions: [Action], at now: Date) {
    events.append(event)
    for (key, record) in written { records[key] = record }
    self.actions += actions
    for case .timer(let name, let at) in actions {
      if at == nil { timers.remove(name) } else { timers.insert(name) }
    }
    last = max(last, now)
  }
}

/// A plugin that is told of disguised members, and whose doings are written down.
private struct Recorded<Inner: Plugin>: Plugin {
  typealias Settings = Inner.Settings
  static var about: PluginAbout { Inner.about }

  private let inner: Inner
  init(_ settings: Inner.Settings) throws { inner = try Inner(settings) }

  var triggers: Set<Trigger> { inner.triggers }
  var needs: Set<Capability> { inner.needs }

  func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
    let told = Disguise.event(event)
    let actions = try inner.handle(told, &context)
    Recorder.current?.note(told, context.store.written, actions, at: max(context.now, event.at))
    return actions
  }
}

/// A store on disk with what a scenario left.
private final class ErasureStore {
  let store: SQLiteStore
  private let path: String

  init() throws {
    var template = Array("/tmp/botrun-erasure-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    store = try SQLiteStore(path: path + "/store.sqlite")
  }

  deinit {
    store.close()
    try? FileManager.default.removeItem(atPath: path)
  }

  /// All that stands in its files.
  var text: String {
    ["store.sqlite", "store.sqlite-wal"].map { name in
      String(decoding: FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data(), as: UTF8.self)
    }.joined()
  }

  func fill(_ recorder: Recorder, _ plugin: String) throws {
    let instance = ID<Instance>("lobby/\(plugin)")
    try store.transaction {
      for event in recorder.events { _ = try store.admit(event, state: .done, now: recorder.last) }
      for (key, record) in recorder.records { try store.write(record, key, of: instance) }
      for timer in recorder.timers { try store.setTimer(timer, of: instance, at: recorder.last) }
      for (index, action) in recorder.actions.enumerated() { try keep(action, index, instance, recorder.last) }
    }
  }

  private func keep(_ action: Action, _ index: Int, _ instance: ID<Instance>, _ now: Date) throws {
    if case .flag(let flag) = action {
      _ = try store.insert(
        StoredFlag(
          id: 0, community: "lobby", instance: instance, flag: flag, state: .open, created: now, updated: now, by: ""))
    }
    if case .timer = action { return }
    let delivery = Delivery(
      key: "k\(index)", community: "lobby", instance: instance, event: ID("e\(index)"), depth: 1, lane: action.lane,
      order: action.orderKey(of: instance), action: action, now: now, config: "")
    _ = try store.enqueue(delivery)
  }
}
