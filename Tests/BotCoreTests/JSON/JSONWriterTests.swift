import BotCore
import Testing

struct JSONWriterTests {
  private static let sample: JSON = [
    "b": [1, -2.5, true, nil], "a": ["x": "é\"\\\n\r\t\u{1}\u{1F}/"], "none": [], "empty": [:],
  ]

  @Test func oneLineWithoutSpaces() {
    #expect(
      Self.sample.text
        == #"{"b":[1,-2.5,true,null],"a":{"x":"é\"\\\n\r\t\u0001\u001f/"},"none":[],"empty":{}}"#)
  }

  @Test func prettyIsIndentedByTwo() {
    let pretty = """
      {
        "b": [
          1,
          -2.5,
          true,
          null
        ],
        "a": {
          "x": "é\\"\\\\\\n\\r\\t\\u0001\\u001f/"
        },
        "none": [],
        "empty": {}
      }
      """
    #expect(Self.sample.pretty == pretty)
  }

  @Test func whatIsWrittenReadsBack() throws {
    let values: [JSON] = [Self.sample, .double(1e300), .double(-0.1), .int(.min), "\u{2028}\u{7F}😀", nil, false]
    for value in values {
      #expect(try JSON(parsing: value.text) == value)
      #expect(try JSON(parsing: value.pretty) == value)
    }
  }

  @Test func thereIsNoInfinityInJSON() {
    #expect(JSON.array([.double(.infinity), .double(.nan)]).text == "[null,null]")
  }
}
