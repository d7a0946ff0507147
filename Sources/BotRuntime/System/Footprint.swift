import CSystem
import FoundationEssentials
import Glibc

/// What the process holds of the machine's memory.
enum Footprint {
  /// Gives back what the start needed and the run does not: code that was read in from its files, and memory that was
  /// freed. Code is never written to, so what is run again comes from its file again.
  static func shrink() {
    for (start, end) in codeRanges() {
      madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), Int32(MADV_DONTNEED))
    }
    cs_trim_heap()
  }

  /// Where the program and its libraries are mapped to be run and not to be written, as the kernel tells (proc(5)):
  /// `5592d362e000-5592d4e11000 r-xp 00000000 fe:00 9577272 /usr/bin/botrun`.
  private static func codeRanges() -> [(start: UInt, end: UInt)] {
    guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return [] }
    return maps.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let fields = line.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
      guard fields.count >= 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { return nil }
      let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      return ends.count == 2 ? (ends[0], ends[1]) : nil
    }
  }
}
