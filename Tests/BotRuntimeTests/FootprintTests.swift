import Glibc
import Testing

@testable import BotRuntime

@Suite struct FootprintTests {
  /// The list of what is mapped is longer than one page, and the libraries stand at its end.
  @Test func theCodeOfEveryLibraryIsGivenBack() throws {
    let clean = Footprint.cleanRanges()
    let code = try mapped().filter { $0.access == "r-xp" && $0.path.contains(".so") }
    #expect(code.contains { $0.path.contains("libsqlite3") } && code.contains { $0.path.contains("/libc.so") })
    for library in code { #expect(clean.contains(library.range), "\(library.path)") }
  }

  @Test func whatMayBeWrittenToIsKept() throws {
    let kept = try mapped().filter { $0.access.contains("w") || !$0.path.hasPrefix("/") }
    #expect(!kept.isEmpty)
    let clean = Footprint.cleanRanges()
    for mapping in kept { #expect(!clean.contains { $0.overlaps(mapping.range) }, "\(mapping)") }
  }

  private struct Mapping {
    let range: Range<UInt>
    let access: String
    let path: String
  }

  private func mapped() throws -> [Mapping] {
    let file = try #require(fopen("/proc/self/maps", "r"))
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 8192)
    var found: [Mapping] = []
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let fields = text.split { $0 == " " || $0 == "\n" }.map(String.init)
      let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard ends.count == 2, ends[0] < ends[1] else { continue }
      found.append(Mapping(range: ends[0]..<ends[1], access: fields[1], path: fields.count > 5 ? fields[5] : ""))
    }
    return found
  }
}
