import BotCore
import FoundationEssentials
import Testing

@testable import Plugins

@Suite struct WeekTextTests {
  private func week(_ day: String = "2026-01-12", _ members: [String: JSON] = [:]) throws -> WeekFigures {
    var json = JSONObject([
      ("monday", .string(day)), ("messages", 100), ("members", 10), ("asked", 0), ("judged", 0), ("unanswered", 0),
    ])
    for (key, value) in members { json[key] = value }
    return try #require(WeekFigures(.object(json), record: nil, in: .utc))
  }

  private func advice(_ now: [String: JSON], _ before: [String: JSON] = [:], open: Int = 0) throws -> String {
    let text = WeekText(
      community: "Lobby", now: try week("2026-01-12", now), before: try week("2026-01-05", before), open: open)
    return try #require(text.text.plain.split(separator: "\n").last.map(String.init))
  }

  @Test func theMostPressingIsAdvised() throws {
    let questions: [String: JSON] = ["asked": 5, "judged": 5, "unanswered": 2, "joined": 3]
    #expect(try advice(questions, open: 1).hasPrefix("Next: look at what is flagged."))
    #expect(try advice(questions).hasPrefix("Next: find somebody for 2 questions without an answer."))
    let bitter: [String: JSON] = ["scored": 100, "negative": 30, "joined": 1]
    #expect(try advice(bitter, ["scored": 100, "negative": 10]).hasPrefix("Next: something weighs on people."))
    #expect(try advice(["members": 8], ["members": 12]).hasPrefix("Next: it was quieter."))
    #expect(try advice(["joined": 1]) == "Next: say hello to whoever is new, and ask what they came for.")
    #expect(try advice(["joined": 2]).hasPrefix("Next: say hello to those who are new"))
    #expect(try advice([:]).hasPrefix("Nothing needs you now."))
  }

  @Test func aFewOfFewAreNoAlarm() throws {
    #expect(try advice(["asked": 2, "judged": 2, "unanswered": 2]).hasPrefix("Nothing needs you now."))
    #expect(try advice(["members": 1], ["members": 3]).hasPrefix("Nothing needs you now."))
    #expect(
      try advice(["scored": 5, "negative": 5], ["scored": 5, "negative": 1]).hasPrefix("Nothing needs you now."))
  }

  @Test func theTextHasFiveLinesAndWhatToDo() throws {
    let text = WeekText(community: "*Lobby*", now: try week(), before: try week(), open: 0).text
    #expect(
      text.plain == """
        *Lobby*, the week from 2026-01-12
        - 10 members wrote 100 messages (as in the week before)
        - Nobody joined (as in the week before)
        - No questions (as in the week before)
        - Mood: too few messages to tell, or "listen" is not there to measure
        - Nothing flagged (as in the week before)
        Nothing needs you now. A thank-you to those who helped is always in season.
        """)
  }

  private func line(_ number: Int, _ now: [String: JSON], _ before: [String: JSON]?) throws -> String {
    let text = WeekText(
      community: "Lobby", now: try week("2026-01-12", now), before: try before.map { try week("2026-01-05", $0) },
      open: 0)
    return String(text.text.plain.split(separator: "\n")[number].dropFirst(2))
  }

  @Test func aWeekInWhichNobodyWroteIsTold() throws {
    #expect(try line(1, ["members": 0, "messages": 0], [:]) == "Nobody wrote (10 members the week before)")
    #expect(try line(1, ["members": 0, "messages": 0], nil) == "Nobody wrote")
    #expect(
      try line(1, ["members": 1, "messages": 1], ["members": 0]) == "1 member wrote 1 message (none the week before)")
  }

  @Test(
    arguments: [
      (20, "less than a minute"), (90, "2m"), (7000, "1h57m"), (7200, "2h"), (9100, "3h"), (90_000, "1d1h"),
    ] as [(Double, String)])
  func theFirstAnswerIsToldRoughly(seconds: Double, words: String) throws {
    let asked: [String: JSON] = ["asked": 4, "judged": 3, "median": .double(seconds)]
    #expect(
      try line(3, asked, nil)
        == "4 questions; all answered within two days, the last 1 still young; first answer usually after \(words)")
    #expect(
      try line(3, asked, ["median": 60]).hasSuffix("; first answer usually after \(words) (1m the week before)"))
    #expect(try line(3, asked, [:]).hasSuffix("; first answer usually after \(words)"))
  }

  @Test func twoWeeksAreNeededToCompare() throws {
    let weeks: JSON = [
      ["monday": "2026-01-05", "messages": 1, "members": 1], ["monday": "2026-01-12", "messages": 2, "members": 1],
    ]
    #expect(WeekFigures.lastTwo(["weeks": weeks], in: .utc)?.now.messages == 2)
    #expect(WeekFigures.lastTwo(["weeks": [weeks[0] ?? .null]], in: .utc) == nil)
    #expect(WeekFigures.lastTwo([:], in: .utc) == nil)
  }

  @Test func aWeekIsWholeWhenTheRecordBeganOnItsFirstDayOrBefore() throws {
    let json: JSON = ["monday": "2026-01-12", "messages": 0, "members": 0]
    for (time, isWhole) in [("2026-01-12T23:59:59.000Z", true), ("2026-01-13T00:00:00.000Z", false)] {
      #expect(WeekFigures(json, record: Date(timestamp: time), in: .utc)?.isWhole == isWhole)
    }
    #expect(WeekFigures(json, record: nil, in: .utc)?.isWhole == false)
    #expect(WeekFigures(["monday": "soon", "messages": 0, "members": 0], record: nil, in: .utc) == nil)
  }
}
