import BotCore
import FoundationEssentials
import Testing

@testable import Plugins

/// What is read of a record that lacks something, as an earlier version may have left it.
@Suite struct RecordFormsTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func lacking(_ json: JSON, _ keys: String...) throws -> JSON {
    let members = try #require(json.object).members
    return .object(JSONObject(members.filter { !keys.contains($0.key) }.map { ($0.key, $0.value) }))
  }

  @Test func aMissWithoutFiguresWasNotSureAtAll() throws {
    let miss = AnswerLog.Miss(
      question: "how?", nearest: [AnswerLog.Near(heading: "How?", confidence: 0.5)], isNear: true, at: start)
    #expect(AnswerLog.Miss(miss.json) == miss)
    #expect(miss.certainty == 0.5)
    let bare = try #require(
      AnswerLog.Miss(["question": "how?", "at": 1_767_225_600, "nearest": [["heading": "How?"], 7]]))
    #expect(bare.nearest == [AnswerLog.Near(heading: "How?", confidence: 0)] && !bare.isNear)
    #expect(AnswerLog.Miss(question: "how?", isNear: false, at: start).certainty == 0)
  }

  @Test func anIncidentBeginsWithWhatIsKnownOfIt() throws {
    let incident = Incident(3, "outage", in: "C1", at: start)
    let bare = try #require(
      Incident(
        lacking(
          incident.json, "written", "stale", "count", "peak", "members", "places", "languages", "state", "escalated")))
    #expect(bare.lastWritten == start && !bare.isStale && bare.count == 0 && bare.places == [])
    #expect(bare.state == .open && bare.escalated == [])
    for key in ["number", "kind", "scope", "opened", "last", "told"] {
      #expect(Incident(try lacking(incident.json, key)) == nil, "\(key)")
    }
  }

  @Test func aCrisisWithoutAReasonIsOne() throws {
    let crisis = Crisis(2, since: start, until: start + .hours(1), reason: "fire")
    let bare = try #require(Crisis(lacking(crisis.json, "reason", "found", "entries")))
    #expect(bare.reason.isEmpty && bare.found == 0 && bare.entries == 0)
    #expect(Crisis(try lacking(crisis.json, "until")) == nil)
  }

  @Test func aFlagRemembersWhoWasTold() {
    var flag = GraveFlag(1, "A threat", link: nil)
    flag.escalated = [0, 2]
    #expect(GraveFlag(flag.json)?.escalated == [0, 2])
    #expect(GraveFlag(["number": 1])?.escalated == [])
    #expect(GraveFlag(["title": "A threat"]) == nil)
  }

  @Test func anAnswerOfANewcomerNeedsNoName() throws {
    let answers = PrivateAnswers(["list": [["id": "m1", "channel": "D1"], ["id": "m2"]], "further": 2])
    #expect(answers?.json["list"] == [["id": "m1", "channel": "D1", "name": "", "text": ""]])
    #expect(answers?.json["further"] == 2)
  }

  @Test func phrasesThatCannotBeReadAreLeftOut() throws {
    let records: [String: JSON] = [
      "phrases-pending": "dark mode\t3\nbroken\nfar\t99\n",
      "phrases-before": ["phrases": "old talk\t4\t0\t1\nbroken\t1\n"],
    ]
    let draft = Draft(read: { key in records[key].map { Record($0) } }, scan: { _, _ in [] })
    let table = try PhraseTable.read(draft)
    #expect(table.entries.map(\.phrase) == ["dark mode"])
    #expect(table.before == ["old talk": 4])
  }
}
