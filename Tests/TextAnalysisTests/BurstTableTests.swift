import Testing

@testable import TextAnalysis

@Suite struct BurstTableTests {
  @Test func linesGoInAndLinesComeOut() {
    var table = BurstTable()
    #expect(table.read("\u{FEFF}timestamp,value") == .nothing)
    #expect(table.read("2015-02-26 21:42:53,104") == .row("2015-02-26 21:42:53,104,104.000,0.000,none"))
    #expect(table.read("2015-02-26 21:47:53, 100 \r") == .row("2015-02-26 21:47:53,100,104.000,-0.160,none"))
    #expect(table.read("") == .nothing)
    #expect(table.read("\"1424987573.5\",\"98\",more") == .row("1424987573.5,98,102.617,-0.282,none"))
  }

  @Test func aFaultIsToldWithItsLine() {
    var table = BurstTable()
    #expect(
      table.read("soon,1")
        == .wrong(
          "Line 1 begins with \"soon\", which is no time; write 2026-03-01 12:00:00, ISO 8601, or seconds since 1970."))
    #expect(
      table.read("2015-02-26,") == .wrong("Line 2 has no number in its second column; a line is timestamp,value."))
    #expect(table.read("a,b") == .wrong("Line 3 has no number in its second column; a line is timestamp,value."))
    #expect(table.read("1,nan") == .wrong("Line 4 has no number in its second column; a line is timestamp,value."))
  }

  @Test func aChannelOfItsOwnHasAMoodOfItsOwn() {
    var table = MoodTable()
    #expect(table.read("timestamp,negativity,channel") == .nothing)
    #expect(table.read("1700000000,0.9,general") == .row("1700000000,0.9,0.135,0.954,none"))
    #expect(table.read("1700000001,0.9,help") == .row("1700000001,0.9,0.135,0.954,none"))
    #expect(table.read("1700000002,0.9,general") != .row("1700000002,0.9,0.135,0.954,none"))
    #expect(
      table.read("1700000002,7,general")
        == .wrong("Line 5 has no number from 0 to 1 in its second column; a line is timestamp,negativity."))
  }

  @Test(arguments: [
    ("1970-01-01", 0.0), ("1970-01-02 00:00:01", 86_401), ("2015-02-26 21:42:53", 1_424_986_973),
    ("2015-02-26T21:42:53Z", 1_424_986_973), ("2015-02-26T22:42:53+01:00", 1_424_986_973),
    ("2015-02-26T16:12:53.5-0530", 1_424_986_973.5), ("2015-03-03 04:37:53.000000", 1_425_357_473),
    ("2024-02-29", 1_709_164_800), ("1969-12-31 23:59", -60), ("1424986973", 1_424_986_973), ("12.25", 12.25),
  ]) func aTimeIsRead(text: String, seconds: Double) {
    #expect(Timestamp.seconds(text) == seconds)
  }

  @Test(arguments: [
    "", "now", "2015-02-29", "2015-13-01", "2015-1-1", "2015-02-26 24:00", "2015-02-26 21", "2015-02-26 21:42:53x",
    "2015-02-26T21:42:53.", "2015-02-26T21:42+25", "1e300", "nan", "２０15-02-26",
  ]) func whatIsNoTimeIsRefused(text: String) {
    #expect(Timestamp.seconds(text) == nil)
  }

  @Test func numbersHaveThreeDecimals() {
    #expect(
      [0, -0.0001, -1.5, 1234.5678, 0.9996].map(BurstTable.text) == ["0.000", "0.000", "-1.500", "1234.568", "1.000"])
  }

  @Test func aStreamWithEverNewChannelsTakesNoMoreMemory() {
    var table = MoodTable()
    _ = table.read("1,0.9,first")
    for number in 0..<(2 * MoodTable.mostChannels) {
      _ = table.read("\(number + 2),0.1,c\(number)")
      // This one is never the most silent.
      if number % 100 == 0 { _ = table.read("\(number + 2),0.1,kept") }
    }
    #expect(table.channels <= MoodTable.mostChannels)
    #expect(table.remembers("kept") && !table.remembers("first"))
  }
}
