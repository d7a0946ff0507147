import BotCore
import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// Files, folders, zones: what the disk has to say.
struct ConfigAccessTests {
  @Test func aMainFileThatIsMissingIsToldWithTheNearest() throws {
    let folder = try ConfigFolder(["confg.json": "{}"])
    let output = "~/config.json: error: there is no file ~/config.json; did you mean \"~/confg.json\"?\n1 error"
    #expect(folder.rendered() == output)
  }

  @Test func aFileLargerThanFourMebibytesIsRefused() throws {
    let folder = try ConfigFolder([
      "config.json": configuration(plugin: "},\n{ \"plugin\": \"answers\", \"file\": \"big\"")
    ])
    try folder.write("big", Array(repeating: 0x61, count: 4 << 20))
    #expect(folder.load().problems == [])
    try folder.write("big", Array(repeating: 0x61, count: 4 << 20 + 1))
    let fault = "the file ~/big has 4194305 bytes; at most 4194304 (4 MiB) are read"
    #expect(folder.load().problems.map { folder.shortened($0.fault) } == [fault])
  }

  @Test func aConfigurationThatIsNoUTF8IsToldByItsLine() throws {
    let folder = try ConfigFolder([:])
    try folder.write("config.json", Array("{\n".utf8) + [0x22, 0xE9, 0x22])
    #expect(
      folder.rendered() == "~/config.json:2:1: error: this line is not UTF-8 text; save the file as UTF-8\n1 error")
  }

  @Test func aFIFOIsNotWaitedFor() throws {
    let folder = try ConfigFolder(["x": ""])
    mkfifo(folder.path + "/pipe", 0o600)
    #expect(throws: FileFault.noFile) { try FileAccess.read(folder.path + "/pipe") }
    #expect(throws: FileFault.missing) { try FileAccess.read(folder.path + "/x/y") }
  }

  @Test func withoutZoneFilesTheRemedyIsToInstallThem() throws {
    let folder = try ConfigFolder(["config.json": configuration(community: " \"timezone\": \"Europe/London\",")])
    let problems = folder.load(environment: ["TOKEN": "x", "TZDIR": folder.path + "/zones"]).problems
    #expect(
      problems.map { folder.shortened($0.fault) } == [
        "the time zone \"Europe/London\" cannot be looked up: there are no time zone files in ~/zones"
      ])
    #expect(problems.map(\.remedy) == ["install tzdata (Debian: apt-get install tzdata), or use \"UTC\""])
  }

  @Test func zonesAreReadFromTheNamedFolder() throws {
    let folder = try ConfigFolder(["config.json": configuration(community: " \"timezone\": \"Mars/Base\",")])
    let london = try FileAccess.read("/usr/share/zoneinfo/Europe/London").bytes
    try folder.write("zones/Mars/Base", london)
    let environment = ["TOKEN": "x", "TZDIR": folder.path + "/zones"]
    let config = try #require(folder.load(environment: environment).config)
    #expect(config.communities[0].community.timezone.name == "Mars/Base")
    try folder.write("zones/Mars/Base", Array(london.prefix(60)))
    #expect(folder.load(environment: environment).problems.map(\.subject) == ["communities[0].timezone"])
  }

  @Test(arguments: [
    "", "/etc/passwd", "Europe/../Europe/London", "Europe//London", "Europe", "right/UTC", ".", "zone.tab",
  ])
  func whatIsNoZoneIsRefused(_ name: String) {
    #expect(throws: SettingFault.self) { try ZoneFiles(environment: [:]).zone(name) }
  }

  @Test(arguments: [
    ("a.json", "*.json", true), ("a.json", "*", true), ("a.json", "a*n", true), ("a.json", "*b*", false),
    ("aab", "*ab", true), ("abab", "a*b", true), ("ab", "a*b*c", false), ("", "*", true), ("", "", true),
    ("a", "", false),
    ("a.json", "a.json", true), ("a", "?", false),
  ])
  func aStarStandsForAnyLetters(_ name: String, _ pattern: String, _ matches: Bool) {
    #expect(IncludePattern.matches(Array(name)[...], Array(pattern)[...]) == matches)
  }

  @Test func noPatternIsSlow() {
    let name = String(repeating: "a", count: 200)
    let pattern = String(repeating: "*a", count: 60) + "b"
    #expect(!IncludePattern.matches(Array(name)[...], Array(pattern)[...]))
  }

  @Test(arguments: [("a/b", "a"), ("b", ""), ("/b", "/"), ("/a/b", "/a")])
  func foldersOfPaths(_ path: String, _ folder: String) {
    #expect(ConfigPath.folder(of: path) == folder)
    #expect(ConfigPath.join(folder, ConfigPath.last(path)) == path)
    #expect(ConfigPath.join("x", "/a") == "/a")
  }
}
