import CSystem
import Glibc

/// What the process holds of the machine's memory.
enum Footprint {
  /// Gives back what the start needed and the run does not: code and tables that were read in from their files, and
  /// memory that was freed. Nothing of it was written to, so what is used again comes from its file again.
  static func shrink() {
    for range in cleanRanges() {
      madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, Int32(MADV_DONTNEED))
    }
    trim()
  }

  /// Gives back memory that was freed: what a catch-up needed, say.
  static func trim() { cs_trim_heap() }

  /// Where the program and its libraries are mapped from their files, may not be written to, and hold no page that was
  /// written before (the loader's tables), in memory or swapped out, as the kernel tells (proc(5)):
  ///
  ///     5592d362e000-5592d4e11000 r-xp 00000000 fe:00 9577272 /usr/bin/botrun
  ///     Anonymous:             0 kB
  ///     Swap:                  0 kB
  static func cleanRanges() -> [Range<UInt>] {
    // Foundation would read no more of it than one page.
    guard let maps = try? FileAccess.read("/proc/self/smaps").bytes else { return [] }
    var ranges: [Range<UInt>] = []
    var last: Range<UInt>?
    var isClean = false
    for line in maps.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
      if fields[0] == "Anonymous:" {
        isClean = fields[1] == "0"
      } else if fields[0] == "Swap:" {
        if let last, isClean, fields[1] == "0" { ranges.append(last) }
      } else if !fields[0].hasSuffix(":") {
        last = readOnly(fields)
      }
    }
    return ranges
  }

  private static func readOnly(_ fields: [String]) -> Range<UInt>? {
    guard fields.count >= 6, ["r-xp", "r--p"].contains(fields[1]), fields[5].hasPrefix("/") else { return nil }
    let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
    return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
  }
}
