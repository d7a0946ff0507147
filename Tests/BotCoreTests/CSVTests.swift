import Testing

@testable import BotCore

@Suite struct CSVTests {
  @Test(arguments: [
    ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a;b\r\nc;d", [["a", "b"], ["c", "d"]]), ("a\tb, c\n", [["a", "b, c"]]),
    ("\"a, b\",\"say \"\"hi\"\"\"\n", [["a, b", "say \"hi\""]]), ("\"two\nlines\",x", [["two\nlines", "x"]]),
    ("a,,\n\n,b", [["a", "", ""], ["", "b"]]), ("\u{FEFF}a,b", [["a", "b"]]), ("\"a\" b,c", [["a b", "c"]]), ("", []),
    ("ü,é", [["ü", "é"]]), ("a\rb", [["a"], ["b"]]),
  ])
  func rowsAreReadAsSpreadsheetsWriteThem(_ text: String, _ rows: [[String]]) throws {
    #expect(try CSV(text).rows.map(\.fields) == rows)
  }

  @Test func everyRowKnowsItsLine() throws {
    #expect(try CSV("a\n\"b\nc\"\n\nd").rows.map(\.line) == [1, 2, 5])
  }

  @Test func aQuoteThatIsNotClosedIsTold() {
    #expect(throws: CSV.Fault(line: 2)) { try CSV("a,b\n\"c,d\ne") }
  }

  @Test(arguments: [
    ["plain", "a,b", "say \"hi\"", "two\nlines", "", " blank "], ["e\"\u{301}", ",\u{301}", "\r\n", "\u{FEFF}"],
  ])
  func whatIsWrittenIsReadBack(_ fields: [String]) throws {
    #expect(try CSV(CSV.line(fields)).rows.map(\.fields) == [fields])
    #expect(try CSV(CSV.line(fields, separator: ";"), separator: UInt8(ascii: ";")).rows.map(\.fields) == [fields])
  }
}

extension CSVTests {
  @Test(arguments: [
    ("t1;negative;Well, this, is bad\nt2;positive;Good, really\nt3;neutral;so so\n", UInt8(ascii: ";")),
    ("id,text\n1,\"a; b; c\"\n2,d\n", UInt8(ascii: ",")), ("1\tgreat, thanks\n0\tno, no, no\n", 0x09),
    ("one column only\nof prose\n", UInt8(ascii: ",")),
  ])
  func theSeparatorIsTheOneThatMakesATable(_ text: String, _ separator: UInt8) {
    #expect(CSV.separator(of: Array(text.utf8)) == separator)
  }
}
