import FoundationEssentials
import Testing

@testable import BotCore

@Suite struct ZoneFileTests {
  @Test func readsTransitionsKindsAndFooter() throws {
    let zone = try Zone(name: "Test", tzif: ZoneFileBuilder().bytes)
    #expect(
      try ["1969-12-31", "1970-01-02", "2026-07-01"].map { zone.abbreviation(at: try universal($0)) }
        == ["LMT", "AAA", "BBB"])
    #expect(zone.offset(at: try universal("2026-07-01")) == 7200)
  }

  @Test func aFileWithoutFooterKeepsItsLastKind() throws {
    var builder = ZoneFileBuilder()
    builder.footer = ""
    let zone = try Zone(name: "Test", tzif: builder.bytes)
    #expect(zone.abbreviation(at: try universal("2500-07-01")) == "AAA")
  }

  @Test func everyShorterFileIsRefused() {
    let bytes = ZoneFileBuilder().bytes
    for length in bytes.indices {
      #expect(throws: ZoneError.self) { try Zone(name: "Test", tzif: Array(bytes[..<length])) }
    }
  }

  @Test func noChangedByteBringsItDown() throws {
    let bytes = ZoneFileBuilder().bytes
    for index in bytes.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        guard let zone = try? Zone(name: "Test", tzif: changed) else { continue }
        _ = zone.instants(of: try localTime("2026-03-29T01:30"))
        _ = zone.firstInstant(atOrAfter: try localTime("9999-03-29T01:30"))
      }
    }
  }

  @Test func errorsNameZoneFaultAndRemedy() {
    #expect(
      Self.message { $0.magic = "Tzif" }
        == "zone Test: its file is no TZif file; give the name of a zone in the system's zoneinfo folder, such as Europe/London"
    )
    #expect(
      Self.message { $0.version = "\0" }
        == "zone Test: its file is of TZif version 1, which knows no time after 2037; compile it again with zic -b fat or slim"
    )
    #expect(
      Self.message { $0.leapSeconds = 1 }
        == "zone Test: its file counts leap seconds; use the zone of the same name outside the folder “right”")
    let reinstall = "; reinstall the system's time zone data (Debian: apt-get install --reinstall tzdata)"
    #expect(Self.message { $0.times = [5, 5] } == "zone Test: its file has transitions out of order" + reinstall)
    #expect(
      Self.message { $0.footer = "AAA-1BBB" } == "zone Test: its file ends in the unreadable rule “AAA-1BBB”"
        + reinstall)
    #expect(
      Self.message { $0.kindOfTransition = [1, 2] }
        == "zone Test: its file points to a local time that it does not describe" + reinstall)
    #expect(
      Self.message { $0.offset = 90_000_000 } == "zone Test: its file is more than 26 hours away from UTC" + reinstall)
  }

  private static func message(_ change: (inout ZoneFileBuilder) -> Void) -> String {
    var builder = ZoneFileBuilder()
    change(&builder)
    do {
      _ = try Zone(name: "Test", tzif: builder.bytes)
      return "no error"
    } catch {
      return error.description
    }
  }
}

/// Writes a small zone file: LMT until 1970, then AAA, and a daylight time BBB by rule.
struct ZoneFileBuilder {
  var magic = "TZif"
  var version = "2"
  var leapSeconds = 0
  var times = [0, 100]
  var kindOfTransition: [UInt8] = [1, 1]
  var offset = 3600
  var footer = "AAA-1BBB,M3.5.0,M10.5.0/3"

  var bytes: [UInt8] {
    let empty = header(counts: [0, 0, 0, 0, 0, 0])
    let full = header(counts: [0, 0, leapSeconds, times.count, 2, 8])
    let transitions = times.flatMap { Self.bigEndian($0, 8) } + kindOfTransition
    let kinds = Self.bigEndian(0, 4) + [0, 0] + Self.bigEndian(offset, 4) + [0, 4]
    let leaps = [UInt8](repeating: 0, count: leapSeconds * 12)
    return empty + full + transitions + kinds + Array("LMT\0AAA\0".utf8) + leaps + Array("\n\(footer)\n".utf8)
  }

  private func header(counts: [Int]) -> [UInt8] {
    Array((magic + version).utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { Self.bigEndian($0, 4) }
  }

  private static func bigEndian(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
