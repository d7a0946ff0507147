import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// A community whose bot prepares and whose manager posts.
@Suite struct DraftsTests {
  /// A group without an API: its members' messages come by webhook.
  private struct Group {
    let home = Home()
    let port = Ports.take()

    init(platform: String = "webhook", connection: JSON = ["auth": ["kind": "none"]]) throws {
      let config: JSON = [
        "http": ["listen": .string("127.0.0.1:\(port)")],
        "communities": [
          [
            "id": "group", "name": "Peer Group", "platform": .string(platform), "drafts": true, "moderators": "team",
            "connection": connection,
            "plugins": [
              ["plugin": "faq", "file": "faq.md", "cooldown": "0s"], ["plugin": "listen"],
              [
                "plugin": "schedule",
                "posts": [
                  ["id": "daily", "channel": "wall", "every": "1d", "text": "**Tea** or coffee?", "pin": true]
                ],
              ],
            ],
          ]
        ],
      ]
      try home.write(config.pretty, to: "config.json")
      try home.write("## How do I reset my password?\nKeywords: password\n\nUse the *link*.\n", to: "faq.md")
    }

    func run(_ words: String...) async throws -> (end: BotProcess.End, output: String, errors: String) {
      let run = try await home.run(words + ["--config", home.file("config.json")])
      return (run.end, run.output, run.errors)
    }

    func send(_ body: JSON) async throws -> Int {
      let request = HTTPRequest(
        "POST", "http://127.0.0.1:\(port)/communities/group/webhook", headers: ["Content-Type": "application/json"],
        body: body.bytes)
      return try await CurlClient().send(request).status
    }
  }

  @Test func theBotPreparesAndAPersonPosts() async throws {
    let group = try Group()
    let bot = try group.home.start("run", "--config", group.home.file("config.json"))
    try await eventually("the bot listens") { (try? await group.send(["kind": "ping"])) == 200 }
    let question: JSON = [
      "id": "7", "author": "u1", "authorName": "Ada", "text": "How do I reset my password?", "channel": "help",
      "url": "https://group.example/7",
    ]
    #expect(try await group.send(question) == 200)
    try await eventually("there are drafts") {
      try await group.run("drafts", "list").output.contains("Use the link")
    }
    let list = try await group.run("drafts", "list")
    #expect(list.output.contains("1     Peer Group: post in #wall\n      Tea or coffee?\n"), "\(list.output)")
    #expect(list.output.contains("2     Peer Group: answer Ada in #help\n      Use the link.\n"), "\(list.output)")

    let show = try await group.run("drafts", "show", "d-2")
    #expect(show.output.contains("\nAnswers: https://group.example/7\n\nUse the link.\n"), "\(show.output)")
    #expect(try await group.run("drafts", "show", "2", "--text").output == "Use the link.\n")
    #expect(try await group.run("drafts", "show", "1", "--text", "--markdown").output == "**Tea** or coffee?\n")
    let json = try JSON(parsing: Array(try await group.run("drafts", "list", "--json").output.utf8))
    #expect(json.array?.compactMap { $0["id"]?.int } == [1, 2])
    #expect(json[1]?["answers"] == "https://group.example/7")

    // What a person posted has an address, and the plugin that wants it pinned says so.
    #expect(try await group.run("drafts", "posted", "1", "https://group.example/1").output == "Draft 1: posted.\n")
    #expect(try await group.run("drafts", "posted", "d-2").output == "Draft 2: posted.\n")
    #expect(try await group.send(["kind": "ping", "id": "2"]) == 200)
    try await eventually("the pin is a draft") { try await group.run("drafts", "list").output.hasPrefix("3 ") }
    #expect(try await group.run("drafts", "list").output.contains("pin\n      pins https://group.example/1"))
    #expect(try await group.run("drafts", "drop", "3").output == "Draft 3: dropped.\n")
    #expect(try await group.run("drafts", "list").output == "There are no drafts.\n")

    let again = try await group.run("drafts", "posted", "1")
    #expect(again.end == .exited(65) && again.errors.contains("draft 1 was posted already"))
    #expect(try await group.run("drafts", "posted", "1", "https://x.example").errors.contains("posted already"))
    // Where it stands may come later, once.
    #expect(try await group.run("drafts", "posted", "2", "https://group.example/2").output == "Draft 2: posted.\n")
    #expect(try await group.run("drafts", "posted", "2", "https://group.example/3").end == .exited(65))
    #expect(try await group.run("drafts", "posted", "3").errors.contains("delivery 3 is no draft; it is dead"))
    let two = try await group.run("drafts", "posted", "1", "2")
    #expect(two.end == .exited(64) && two.errors.contains("2 is no address; posted takes one draft"), "\(two.errors)")
    #expect(try await group.run("drafts", "drop", "99").errors.contains("there is no draft 99"))
    #expect(try await group.run("drafts", "posted", "x").end == .exited(64))
    let flag = try await group.run("flags", "ack", "d-1")
    #expect(flag.end == .exited(64) && flag.errors.contains("d-1 is no number of a flag; the list shows them"))
    #expect(try await group.run("drafts", "shwo", "1").errors.contains("did you mean show?"))
    #expect(try await bot.stop() == .exited(0), "\(bot.errors)")
  }

  @Test func aPlaceWithoutAnAPIDraftsByItself() async throws {
    let group = try Group(platform: "draft", connection: ["url": "https://groups.example/1", "maxLength": 60])
    let check = try await group.home.run("check", group.home.file("config.json"))
    // The plugins that need to hear members cannot work where nothing comes in.
    #expect(check.end == .exited(78) && check.output.contains("faq needs messages"), "\(check.output)\(check.errors)")
  }

  @Test func aPlaceWithoutAnAPITakesWhatIsPlanned() async throws {
    let home = Home()
    let config: JSON = [
      "communities": [
        [
          "id": "group", "platform": "draft", "connection": ["url": "https://groups.example/1"],
          "plugins": [
            ["plugin": "schedule", "posts": [["id": "d", "channel": "wall", "every": "1d", "text": "Tea?"]]]
          ],
        ]
      ]
    ]
    try home.write(config.pretty, to: "config.json")
    #expect(try await home.run("once", "--config", home.file("config.json")).end == .exited(0))
    let show = try await home.run("drafts", "show", "1", "--config", home.file("config.json"))
    #expect(show.output.hasPrefix("group: post in #wall\nprepared 20"), "\(show.output)")
    #expect(show.output.hasSuffix(" by group/schedule\nOpen: https://groups.example/1\n\nTea?\n"), "\(show.output)")
    // Nothing can send it: to put it in line again makes it a draft again.
    #expect(try await home.run("outbox", "retry", "1", "--config", home.file("config.json")).end == .exited(0))
    #expect(try await home.run("once", "--config", home.file("config.json")).end == .exited(0))
    #expect(try await home.run("drafts", "list", "--config", home.file("config.json")).output.contains("Tea?"))
  }

  @Test func whatMembersWroteMovesNoCursor() async throws {
    let home = Home()
    let text = "a\u{1B}]0;title\u{7}b\n\tc\u{9B}2Jd"
    let config: JSON = [
      "communities": [
        [
          "id": "group", "platform": "draft", "connection": [:],
          "plugins": [
            ["plugin": "schedule", "posts": [["id": "d", "channel": "wall", "every": "1d", "text": .string(text)]]]
          ],
        ]
      ]
    ]
    try home.write(config.pretty, to: "config.json")
    #expect(try await home.run("once", "--config", home.file("config.json")).end == .exited(0))
    for options in [[], ["--text"], ["--text", "--markdown"]] {
      let show = try await home.run(["drafts", "show", "1"] + options + ["--config", home.file("config.json")])
      #expect(!show.output.contains("\u{1B}") && !show.output.contains("\u{9B}"), "\(show.output.debugDescription)")
      #expect(show.output.contains("b\n\tc2Jd\n") || options.contains("--markdown"), "\(show.output.debugDescription)")
    }
  }
}
