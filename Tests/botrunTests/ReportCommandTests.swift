import BotCore
import BotRuntime
import FoundationEssentials
import Testing

@testable import botrun

/// `report` over a store and over an export.
@Suite struct ReportCommandTests {
  private let home = Home()

  private func history() throws -> String {
    var lines = [#"{"time": "2026-01-05T08:00:00Z", "user": "U1", "event": "join"}"#]
    for day in 5...18 {
      let date = "2026-01-\(day < 10 ? "0" : "")\(day)"
      for (user, hour) in [("U1", "09"), ("U2", "10"), ("U3", "11")] {
        lines.append(
          #"{"time": "\#(date)T\#(hour):00:00Z", "user": "\#(user)", "name": "Name of \#(user)", "text": "Is it so?"}"#)
      }
    }
    lines.append("no JSON")
    try home.write(lines.joined(separator: "\n"), to: "chat.jsonl")
    return home.file("chat.jsonl")
  }

  @Test func anExportIsReportedWithoutABot() async throws {
    let path = try history()
    let run = try await home.run("report", "--history", path, "--json")
    #expect(run.end == .exited(0))
    let json = try JSON(parsing: Array(run.output.utf8))
    #expect(json["community"] == "chat")
    #expect(json["from"] == "2026-01-05" && json["to"] == "2026-01-18")
    #expect(json["figures"]?["activity.messages"] == 42)
    #expect(json["figures"]?["newcomers.joined"] == 1)
    #expect(json["figures"]?["bot.sent"] == nil)
    #expect(run.errors.hasPrefix("1 entry could not be read as written:\n  chat.jsonl:44: no JSON"))
    #expect(home.names.filter { $0.hasPrefix("botrun.sqlite") } == [])
  }

  @Test func theReactionsOfASlackExportCount() async throws {
    try home.write("[{\"id\": \"C1\", \"name\": \"general\"}]", to: "slack/channels.json")
    try home.write("[]", to: "slack/users.json")
    try home.write(
      """
      [ {"type": "message", "user": "U1", "ts": "1767258060.000200", "text": "Hi", "reactions": [
          {"name": "wave", "users": ["U2", "U3"], "count": 2}, {"name": "tada", "users": ["U2"], "count": 1},
          {"name": "odd"}, "odd"]},
        {"type": "message", "user": "U2", "ts": "1767258061.000200", "text": "Ho"} ]
      """, to: "slack/general/2026-01-01.json")
    let run = try await home.run("report", "--history", home.file("slack"), "--json")
    let json = try JSON(parsing: Array(run.output.utf8))
    #expect(json["figures"]?["activity.reactions"] == 3, "\(run.errors)")
    #expect(json["figures"]?["activity.members"] == 2)
  }

  @Test func namesAreShownWhenTheyAreAskedFor() async throws {
    let path = try history()
    let without = try await home.run("report", "--history", path)
    #expect(without.output.contains("member 1") && !without.output.contains("Name of"))
    let with = try await home.run("report", "--history", path, "--names")
    #expect(with.output.contains("Name of U1"))
  }

  @Test func aPageIsWrittenForItsOwnerAlone() async throws {
    let path = try history()
    let run = try await home.run(
      "report", "--history", path, "--html", home.file("report.html"), "--zone", "Europe/Berlin")
    #expect(run.end == .exited(0))
    let page = try String(contentsOfFile: home.file("report.html"), encoding: .utf8)
    #expect(page.hasPrefix("<!doctype html>") && page.contains("by the clocks of Europe/Berlin"))
    let mode = try FileManager.default.attributesOfItem(atPath: home.file("report.html"))[.posixPermissions] as? Int
    #expect(mode.map { $0 & 0o077 } == 0)
  }

  @Test(
    arguments: [
      (["--weeks", "0"], "--weeks takes a whole number from 1 to 520"),
      (["--weeks", "2", "--from", "2026-01-05"], "--weeks counts back from now"),
      (["--from", "2026-01-32"], "--from takes a day, such as 2026-01-05"),
      (["--from", "2026-01-05T09:00"], "--from takes a day, such as 2026-01-05"),
      (["--from", "2026-02-05", "--to", "2026-01-05"], "--from is later than --to"),
      (["--to", "2026-01-05"], "--to needs --from"),
      (["--from", "1990-01-05"], "a report is of ten years at most"),
      (["--json", "--csv"], "--json and --csv are two forms"),
      (["--zone", "Europe/Berlni"], "--zone: there is no time zone"),
      (["--html", "/nonesuch/report.html"], "/nonesuch/report.html: No such file"),
    ])
  func whatCannotBeAskedIsSaid(_ options: [String], _ sentence: String) async throws {
    let path = try history()
    let run = try await home.run(["report", "--history", path] + options)
    #expect(run.end != .exited(0))
    #expect(run.errors.contains(sentence), "\(run.errors)")
  }

  @Test func zoneAndNameBelongToAnExport() async throws {
    let run = try await home.run("report", "--zone", "UTC")
    #expect(run.end == .exited(64))
    #expect(run.errors.contains("--zone belongs to --history"))
  }

  @Test func whatTheBotSawIsReportedFromItsStore() async throws {
    try home.write(
      #"{ "communities": [ { "id": "town", "name": "The Town", "platform": "sandbox", "plugins": [] } ] }"#,
      to: "config.json")
    let config = ["--config", home.file("config.json")]
    let none = try await home.run(["report"] + config)
    #expect(none.end == .exited(66))
    #expect(none.errors.contains("there is no store"))

    let store = try SQLiteStore(path: home.file("botrun.sqlite"))
    try store.makeFactKey()
    let maker = try #require(try store.factMaker())
    let community = Community(id: "town", platform: "sandbox")
    for (index, name) in ["ada", "bob", "cy"].enumerated() {
      let message = Message(ID("m\(index)"), in: "general", by: Member(ID(name), name: name.uppercased()), "Hello?")
      let event = Event.posted(
        message, in: "town", at: try #require(Date(timestamp: "2026-01-0\(5 + index)T09:00:00.000Z")))
      _ = try store.admit(event, state: .done, now: event.at)
      try store.keep(try #require(maker.fact(of: event, in: community)), of: "town")
    }
    store.close()

    let days = ["--from", "2026-01-05", "--to", "2026-01-11"]
    let run = try await home.run(["report"] + config + days + ["--json"])
    let json = try JSON(parsing: Array(run.output.utf8))
    #expect(json["community"] == "The Town")
    #expect(json["figures"]?["activity.members"] == 3)
    #expect(json["figures"]?["bot.sent"] == 0)
    #expect(json["members"]?[0]?["name"] == "member 1")
    let named = try await home.run(["report", "--names"] + config + days)
    #expect(named.output.contains("  ADA"))
    let other = try await home.run(["report", "--community", "twon"] + config)
    #expect(other.end == .exited(64))

    let own = OwnReport(
      store: home.file("botrun.sqlite"), now: try #require(Date(timestamp: "2026-01-12T09:00:00.000Z")))
    let (status, body) = own.answer(community, "report?weeks=2")
    #expect(status == 200)
    #expect(try JSON(parsing: body)["weeks"]?[1]?["messages"] == 3)
    #expect(own.answer(community, "report?weeks=x").status == 404)
    #expect(own.answer(community, "else").status == 404)
    #expect(OwnReport(store: "/nonesuch/s.sqlite", now: own.now).answer(community, "report?weeks=1").status == 500)
  }
}
