import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Plugins

/// What a calendar promises and never keeps.
struct ScheduleCheckTests {
  private static let now = Date(timeIntervalSince1970: 1_767_225_600)  // 2026-01-01

  private final class Source: SettingSource {
    var told: [String] = []
    var named: [String] = []
    var target: SettingTarget?
    let now: Date?

    init(_ now: Date?) { self.now = now }
    func report(fault: String, remedy: String, at path: JSONPath, onKey: Bool) {
      told.append("error \(path): \(fault)")
    }
    func warn(fault: String, remedy: String, at path: JSONPath) { told.append("warning \(path): \(fault)") }
    func names(_ name: PlaceName, at path: JSONPath) { named.append(name.name) }
    func conceal(_ path: JSONPath) {}
    func file(_ path: String) throws(SettingFault) -> [UInt8] {
      if path == "both.csv" {
        return Array("id,at,text,channel,communities\na,2031-01-01,A,#x,here\nb,2031-01-01,B,#y,there\n".utf8)
      }
      return Array(
        "id,at,text,channel\na,2020-01-01,Old,#x\nb,\(path == "old.csv" ? "2021" : "2031")-01-01,New,#x\n".utf8)
    }
    func secret(_ reference: String, at path: JSONPath) throws(SettingFault) -> Secret { throw SettingFault("", "") }
    func zone(_ name: String) throws(SettingFault) -> Zone { .utc }
    func text(_ name: String) -> String? { nil }
    var textNames: [String] { [] }
  }

  private func told(_ settings: String, now: Date? = now, managed: Bool = true) throws -> [String] {
    let source = Source(now)
    var target = SettingTarget(.any, among: [])
    (target.hasModerators, target.hasManagers) = (managed, managed)
    source.target = target
    let json = try JSONDocument(relaxed: Array(settings.utf8)).value
    _ = ScheduledPosts.Settings.read(SettingNode(json, at: JSONPath(), from: source))
    return source.told
  }

  @Test func whatHasPassedIsToldOnce() throws {
    let posts =
      #""posts": [{ "id": "a", "at": "2020-01-01", "text": "A" }, { "id": "b", "at": "2030-01-01", "text": "B" },"#
    let old = posts + #"{ "id": "c", "rrule": "FREQ=DAILY;COUNT=3", "start": "2020-01-01T09:00", "text": "C" }]"#
    #expect(
      try told("{ \"channel\": \"x\", \(old) }") == [
        #"warning posts[0]: "a", "c" have no time that is still to come: nothing more is posted"#
      ])
    #expect(try told("{ \"channel\": \"x\", \(old) }", now: nil) == [])
  }

  @Test func aCalendarMayKeepWhatWas() throws {
    #expect(try told(#"{ "file": "some.csv" }"#) == [])
    #expect(try told(#"{ "file": "old.csv" }"#) == ["warning file: no post of old.csv is still to come"])
  }

  @Test func aBlackoutWithoutEndIsAnError() throws {
    let posts = #""channel": "x", "posts": [{ "id": "a", "cron": "0 9 * * mon", "text": "A" }]"#
    func blackout(_ text: String) throws -> [String] { try told("{ \(posts), \"blackouts\": [\(text)] }") }
    let all = #""weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]"#
    #expect(
      try blackout("{ \"name\": \"all\", \(all) }") == [
        #"error blackouts[0]: the blackout "all" never ends: nothing is posted"#
      ])
    #expect(try blackout(##"{ "name": "here", \##(all), "channels": ["#y"] }"##).count == 1)
    #expect(try blackout(#"{ "weekdays": ["mon"] }"#) == [])
    #expect(
      try blackout(#"{ "name": "mondays", "weekdays": ["mon"], "then": "skip" }"#) == [
        #"error posts[0]: the post "a" is never posted: all its times fall into the blackout "mondays""#
      ])
    #expect(try blackout(#"{ "dates": ["2026-01-05"], "then": "skip" }"#) == [])
  }

  @Test func aSinglePostIsToldInTheSingular() throws {
    let past = ##"{ "channel": "x", "posts": [{ "id": "a", "at": "2020-01-01", "text": "A" }] }"##
    #expect(
      try told(past) == [#"warning posts[0]: "a" has no time that is still to come: nothing more is posted"#])
    let dark = ##"{ "channel": "x", "posts": [{ "id": "a", "at": "2026-01-05T09:00", "text": "A" }], "blackouts": "##
    #expect(
      try told(dark + ##"[{ "name": "fifth", "dates": ["2026-01-05"], "then": "skip" }] }"##) == [
        #"error posts[0]: the post "a" is never posted: its time falls into the blackout "fifth""#
      ])
  }

  @Test func aPostOfAnotherCommunityIsItsOwnBusiness() throws {
    func warnings(_ community: ID<Community>) -> [String] {
      let source = ScenarioSource()
      source.now = Self.now
      var target = SettingTarget(.any, among: [])
      target.community = community
      source.target = target
      _ = source.make(
        PluginKind(ScheduledPosts.self),
        ["channel": "x", "posts": [["id": "a", "at": "2020-01-01", "text": "A", "communities": ["here"]]]])
      return source.warnings
    }
    #expect(warnings("here").count == 1)
    #expect(warnings("there") == [])
  }

  @Test func aChannelOfAnotherCommunityIsNotLookedFor() throws {
    func named(in community: ID<Community>?) throws -> [String] {
      let source = Source(nil)
      var target = SettingTarget(.any, among: [])
      target.community = community
      source.target = target
      _ = ScheduledPosts.Settings.read(SettingNode(["file": "both.csv"], at: JSONPath(), from: source))
      #expect(source.told == [])
      return source.named
    }
    #expect(try named(in: "here") == ["#x"])
    #expect(try named(in: nil) == ["#x", "#y"])
  }

  @Test func aPostWithoutAChannelIsToldAsThat() throws {
    let told = try told(
      ##"{ "posts": [{ "id": "a", "cron": "0 9 * * *", "text": "A" }], "blackouts": [{ "name": "n", "hours": "22:00-07:00" }] }"##
    )
    #expect(told.count == 1 && told[0].contains("channel"), "\(told)")
  }

  @Test func aPostAtEveryMinuteIsDoubtful() throws {
    #expect(
      try told(#"{ "channel": "x", "posts": [{ "id": "a", "cron": "* * * * *", "text": "A" }] }"#) == [
        #"warning posts[0]: the post "a" comes more than 48 times a day"#
      ])
  }

  @Test func approvalNeedsPeople() throws {
    let post = #""channel": "x", "posts": [{ "id": "a", "at": "2030-01-01", "text": "A", "status": "review" }]"#
    #expect(try told("{ \(post) }") == [])
    #expect(
      try told("{ \(post) }", managed: false) == [
        #"error posts[0].status: nobody can approve of it: the community has no "moderators" and no "managers""#
      ])
    #expect(
      try told(#"{ \#(post), "approval": { "approvers": ["ada"], "quorum": 2 } }"#, managed: false) == [
        #"warning posts[0].status: nobody is shown the text before: the community has no "moderators" channel"#,
        #"warning approval.quorum: 2 people must approve, and "approvers" names 1"#,
      ])
  }
}

extension ConnectorAbout {
  static let any = ConnectorAbout(
    name: "any", summary: "Any.", receives: [.poll], capabilities: Set(Capability.allCases),
    text: TextLimits(max: 1000, unit: .scalars), idempotency: .none)
}
