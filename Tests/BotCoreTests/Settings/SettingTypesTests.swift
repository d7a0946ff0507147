import BotCore
import Testing

struct SettingTypesTests {
  @Test(arguments: [
    ("0s", 0), ("500ms", 500), ("45s", 45_000), ("10m", 600_000), ("1h30m", 5_400_000), ("2d", 172_800_000),
    ("1w", 604_800_000), ("5200w", 3_144_960_000_000),
  ])
  func lengthsOfTimeAreRead(_ text: String, _ milliseconds: Int) {
    #expect(Duration(settingText: text) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    "", "10", "m", "10 m", "-1s", "1.5h", "1y", "10M", "٣s", "9999w", "99999999999999999999s", "1h30", "ms",
  ])
  func whatIsNoLengthOfTimeIsRefused(_ text: String) {
    #expect(Duration(settingText: text) == nil)
  }

  @Test(arguments: ["0s", "500ms", "45s", "10m", "1h30m", "2d", "7d", "1d1h1m1s1ms"])
  func lengthsOfTimeAreWrittenAsTheyAreRead(_ text: String) {
    #expect(Duration(settingText: text)?.settingText == text)
  }

  @Test func longFaultyTextsAreNotRepeatedInFull() {
    let (_, faults) = Duration.reading(.string(String(repeating: "x", count: 1000)))
    #expect(faults.allSatisfy { $0.count < 250 })
    #expect(faults.count == 1)
  }

  @Test func aFileIsReadWithoutItsByteOrderMark() {
    #expect(TextFile.reading("good.md").value == TextFile(path: "good.md", text: "text\n"))
    #expect(TextFile.reading("bytes").faults == [": the file bytes is not UTF-8 text; save it as UTF-8"])
    #expect(TextFile.reading("none").faults == [": there is no file none; create it"])
  }

  @Test func zonesAndIDsAreRead() {
    #expect(Zone.reading("UTC").value == .utc)
    #expect(Zone.reading("Mars").faults == [": there is no time zone \"Mars\"; use UTC"])
    #expect(Zone.reading(1).faults.count == 1)
    #expect(ID<Channel>.reading("C1").value == "C1")
    #expect(ID<Channel>.reading("").faults == [": the text is empty; write a name or an id"])
  }

  @Test func wholeNumbersAreReadFromWholeNumbersOnly() {
    #expect(Int.reading(3).value == 3)
    #expect(Int.reading(.double(3)).value == 3)
    #expect(Int.reading(.double(3.5)).value == nil)
    #expect(Int.reading("3").value == nil)
    #expect(Double.reading(3).value == 3)
    #expect(Bool.reading(1).value == nil)
  }

  @Test func aListWithOneFaultIsNoList() {
    #expect([Int].reading([1, "a", 2]).value == nil)
    #expect([Int?].reading([1, nil]).value == [1, nil])
    #expect([String: Int].reading(["a": "b", "c": 1]).value == nil)
  }
}
