import BotCore
import Testing

struct SettingGroupTests {
  @Test func whatIsLeftOutHasItsDefault() throws {
    let (value, faults) = Everything.reading([:])
    #expect(faults == [])
    let read = try #require(value)
    #expect(read.share == 0.5)
    #expect(read.wait == nil)
    #expect(read.late == nil)
    #expect(read.colour == .red)
    #expect(read.other == .blue)
    #expect(read.items.map(\.name) == ["one"])
    #expect(read.named.isEmpty)
  }

  @Test func readsWhatIsGiven() throws {
    let (value, faults) = Everything.reading([
      "share": 1, "wait": "1h30m", "late": nil, "colour": "green", "other": nil,
      "items": [["name": "a"], ["name": "b", "count": 2]], "item": ["name": "c"],
      "named": ["x": ["name": "d"]], "numbers": ["a": 1, "b": nil], "token": "env:TOKEN", "channel": "C1",
    ])
    #expect(faults == [])
    let read = try #require(value)
    #expect(read.share == 1)
    #expect(read.wait == .minutes(90))
    #expect(read.late == nil)
    #expect(read.colour == .green)
    #expect(read.other == nil)
    #expect(read.items.map(\.name) == ["a", "b"])
    #expect(read.items.map(\.count) == [1, 2])
    #expect(read.item.name == "c")
    #expect(read.named["x"]?.name == "d")
    #expect(read.numbers == ["a": 1, "b": nil])
    #expect(read.token?.reveal() == "t0p")
    #expect(read.channel == "C1")
  }

  @Test func everyFaultIsToldAtItsPlace() {
    let (value, faults) = Everything.reading([
      "share": 2, "wait": 5, "colour": "gren", "items": [["count": 10], 3, ["name": "", "cuont": 1]],
      "item": nil, "named": ["x": ["name": 1]], "numbers": ["a": "b"], "token": "plain", "chanel": "C1",
    ])
    #expect(value == nil)
    #expect(
      faults == [
        "share: 2 is out of range; use a number from 0 to 1",
        "wait: a length of time is expected here, but this is a number; write for example \"10m\", \"1h30m\" or \"2d\"",
        "colour: \"gren\" is no choice here; did you mean \"green\"? use one of red, green, blue",
        "items[0]: \"name\" is missing; add \"name\": \"…\"",
        "items[0].count: 10 is out of range; use a whole number from 0 to 9",
        "items[1]: an object is expected here, but this is a number; write for example { … }",
        "items[2].name: the text is empty; write at least one character",
        "items[2].cuont (key): the key \"cuont\" is not known here; did you mean \"count\"?",
        "item: an object is expected here, but this is null; write for example { … }",
        "named.x.name: a text in quotes is expected here, but this is a number; write for example \"general\"",
        "numbers.a: a whole number is expected here, but this is a text in quotes; write for example 3 (without quotes)",
        "token: a secret stands here in plain text; move it",
        "chanel (key): the key \"chanel\" is not known here; did you mean \"channel\"?",
      ])
  }

  @Test func keysOfOthersAreLeftToThem() {
    let node = SettingNode(["name": "a", "theirs": 1], at: JSONPath(), from: ListedSource())
    #expect(Item.read(node, ignoring: ["theirs"])?.name == "a")
    #expect(Item.keys == ["name", "count"])
  }

  @Test func anUnknownKeyWithoutANearestIsToldWithAllThatAreKnown() {
    #expect(
      Item.reading(["name": "a", "whatever": 1]).faults == [
        "whatever (key): the key \"whatever\" is not known here; remove it, or use one of: count, name"
      ])
  }

  @Test func instancesShareNothing() {
    var one = Item()
    var other = Item()
    one.name = "one"
    other.name = "other"
    #expect([one.name, other.name] == ["one", "other"])
    let first = Item.reading(["name": "first"]).value
    let second = Item.reading(["name": "second"]).value
    #expect([first?.name, second?.name] == ["first", "second"])
  }

  @Test func copiesAreValues() throws {
    let read = try #require(Everything.reading(["items": [["name": "a"]]]).value)
    var copy = read
    copy.items[0].name = "b"
    copy.items.append(Everything.item)
    copy.share = 0
    #expect(read.items.map(\.name) == ["a"])
    #expect(read.share == 0.5)
    #expect(copy.items.map(\.name) == ["b", "one"])
  }

  @Test func defaultsAreNotChangedByReading() {
    _ = Everything.reading(["items": [["name": "a"]], "share": 1])
    #expect(Everything().items.map(\.name) == ["one"])
    #expect(Everything().share == 0.5)
  }

  @Test func aGroupIsWrittenAsItWouldBeConfigured() {
    #expect(Everything.item.json == ["name": "one", "count": 1])
  }

  @Test func secretsAreConcealedWhateverStandsThere() {
    for json: JSON in ["env:TOKEN", "plain", 3, ["plain"]] {
      let source = ListedSource()
      _ = Everything.read(SettingNode(["token": json], at: JSONPath(), from: source))
      #expect(source.concealed == ["token"])
    }
  }
}
