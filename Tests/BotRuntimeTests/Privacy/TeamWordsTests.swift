import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// An erasure takes what the member wrote and what tells of them, and leaves the team its own words.
@Suite struct TeamWordsTests {
  private let folder = Folder()
  private let entry: JSON = ["question": "Does the app run on Linux?", "answer": "Yes, within a week."]

  /// A store in which a member asked what became an entry, wrote what is its answer, and is called like a word of it.
  private func store() throws -> SQLiteStore {
    let store = try SQLiteStore(path: folder.file("botrun.sqlite"))
    try store.transaction {
      for (number, text) in ["Does the app run on Linux?", "Yes, within a week."].enumerated() {
        let message = Message(ID("m\(number)"), in: "general", by: Member("U1", name: "Linux"), text)
        _ = try store.admit(.posted(message, in: "lobby", at: .at(0)), state: .done, now: .at(0))
      }
      try store.write(Record(entry), "entry/does the app run on linux?", of: "lobby/faq")
      try store.write(
        Record(["nearest": [["heading": "Does the app run on Linux?"]]], of: "U2"), "miss/m9", of: "lobby/faq")
      try store.write(
        Record(["said": [["by": "U1", "text": "Does the app run on Linux? Please"], ["by": "U2", "text": "Linux"]]]),
        "list", of: "lobby/listen")
    }
    return store
  }

  @Test func entriesOfTheTeamStayAsTheyAre() throws {
    let store = try store()
    _ = try store.erase("U1", in: "lobby", now: .at(10))
    #expect(try store.record("entry/does the app run on linux?", of: "lobby/faq")?.value == entry)
    #expect(
      try store.record("miss/m9", of: "lobby/faq")?.value == ["nearest": [["heading": "Does the app run on Linux?"]]])
  }

  @Test func whatStandsBesideTheIdGoes() throws {
    let store = try store()
    _ = try store.erase("U1", in: "lobby", now: .at(10))
    let said = try #require(try store.record("list", of: "lobby/listen")?.value["said"]?.array)
    #expect(said[0]["text"] == said[0]["by"] && said[0]["by"] != "U1")
    #expect(said[1] == ["by": "U2", "text": "Linux"])
  }

  @Test func whatWasToldOfTheMemberOrToThemGoesWhole() throws {
    let store = try store()
    let ids = try store.transaction {
      var flag = StoredFlag.testing("Somebody may be in danger")
      flag.flag.member = "U1"
      let number = try store.insert(flag)
      var told = Delivery.testing("d1")
      told.action = .post(
        text: Text([.plain("Somebody wrote:\n"), .quote("words"), .plain("\nFound: I do not want to live.")]),
        in: "moderators", named: FlagName.of(number))
      var direct = Delivery.testing("d2")
      direct.action = .direct(text: "Your invitation: 2DMM-HHW4", to: "U1")
      var other = Delivery.testing("d3")
      other.action = .direct(text: "Your invitation: AAAA-BBBB", to: "U2")
      return try [told, direct, other].map { delivery in
        var sent = delivery
        sent.state = .sent
        return try #require(try store.enqueue(sent))
      }
    }
    _ = try store.erase("U1", in: "lobby", now: .at(10))
    let texts = try ids.map { try store.delivery($0)?.action.text?.plain }
    let erased = "What this was about was erased with the member."
    #expect(texts == [erased, erased, "Your invitation: AAAA-BBBB"])
  }

  @Test func aSecondErasureTakesNoMoreThanTheFirst() throws {
    let store = try store()
    _ = try store.erase("U1", in: "lobby", now: .at(10))
    let pseudonym = "erased-\(try store.hash(of: "U1", in: "lobby").prefix(8))"
    try store.transaction {
      let message = Message("m7", in: "general", by: Member("U1", name: "Linux"), pseudonym)
      _ = try store.admit(.posted(message, in: "lobby", at: .at(20)), state: .done, now: .at(20))
      var post = Delivery.testing("d1")
      post.action = .post(text: Text("\(pseudonym) wrote in #help"), in: "moderators", named: nil)
      post.state = .sent
      _ = try store.enqueue(post)
    }
    _ = try store.erase("U1", in: "lobby", now: .at(30))
    #expect(try store.delivery(key: "d1")?.action.text?.plain == "\(pseudonym) wrote in #help")
  }

  @Test func ofSeveralLinesOnlyTheQuotedOnesGo() {
    var traces = Traces("U1", pseudonym: "-")
    traces.add(said: "I cannot sleep well these days, not at all\nand any more of it would kill the joy\nGood morning!")
    #expect(
      traces.scrubbed(
        "Look:\n I cannot sleep well these days, not at all \nand any more of it would kill the joy, said U1\nend")
        == "Look:\n - \n-\nend")
    #expect(traces.scrubbed("U1 wrote: I cannot sleep\nwell these days, not at all") == "-")
    #expect(traces.scrubbed("Good morning!\nto U1") == "Good morning!\nto -")
  }
}
