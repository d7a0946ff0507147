import BotCore
import Testing

@testable import BotRuntime

/// Finding and taking out what tells of one member.
@Suite struct TracesTests {
  private let traces = Traces("U77", names: ["Ada L.", "Al"], pseudonym: "erased-1")

  @Test(arguments: [
    ("U77", "erased-1"), ("welcomed/U77", "welcomed/erased-1"), ("U775 and U77", "U775 and erased-1"),
    ("xU77", "xU77"), ("Ada L. wrote", "erased-1 wrote"), ("@Ada L.", "@erased-1"), ("Adal.", "Adal."),
    ("Al is too short a name", "Al is too short a name"), ("", ""),
  ]) func onlyWholeWordsAreReplaced(text: String, expected: String) {
    #expect(traces.scrubbed(text) == expected)
  }

  @Test func lettersBeyondASCIIBelongToWords() {
    let traces = Traces("U1", names: ["Björn"], pseudonym: "-")
    #expect(traces.scrubbed("Björn, Björns, sBjörn") == "-, Björns, sBjörn")
  }

  @Test func aShortNumberIsAnIdOnlyWhereNothingElseStands() {
    let traces = Traces("12", pseudonym: "-")
    #expect(traces.scrubbed("at 12 o'clock") == "at 12 o'clock")
    #expect(traces.scrubbed("join/12/3") == "join/-/3")
    #expect(Traces("1234567", pseudonym: "-").scrubbed("ask 1234567 now") == "ask - now")
  }

  @Test func whatTheMemberWroteGoesWhole() {
    var traces = traces
    traces.add(said: "I cannot\n sleep  any more")
    traces.add(said: "short")
    #expect(traces.scrubbed("Somebody wrote: I cannot sleep any more, poor soul") == "erased-1")
    #expect(traces.scrubbed("short") == "short")
  }

  @Test func aQuotationBehindTheNameGoesWithIt() {
    let json: JSON = [
      "\nAda L. wrote in ", ["channel": "c", "name": "c"], ":\n", ["quote": "something nobody knows"],
      "\nBob wrote:\n", ["quote": "mine"],
    ]
    #expect(
      traces.scrubbed(json) == [
        "\nerased-1 wrote in ", ["channel": "c", "name": "c"], ":\n", ["quote": "erased-1"], "\nBob wrote:\n",
        ["quote": "mine"],
      ])
  }

  @Test func keysOfObjectsAreLookedAtToo() {
    #expect(traces.scrubbed(["U77": 1, "x": ["U77", 2]] as JSON) == ["erased-1": 1, "x": ["erased-1", 2]])
  }

  @Test func needlesComeAsTheyStandInJSON() {
    #expect(Traces("a\"b", pseudonym: "-").needles == ["a\"b", "a\\\"b"])
  }

  @Test func namesStandBesideTheId() {
    let json: JSON = [
      "author": ["id": "U77", "name": "Ada"], "by": "U77", "byName": "Ada Two",
      "list": [["mention": "U77", "name": "Ada Three"], ["id": "U78", "name": "Bob"]],
    ]
    #expect(json.names(of: "U77") == ["Ada", "Ada Two", "Ada Three"])
  }
}
