import FoundationEssentials
import Glibc

/// The machine's clock. A test may set it wrong for a whole process, and set it again while the process runs:
/// `BOTRUN_TEST_CLOCK` names a file that holds the seconds to add. A release build has none of it.
enum ShiftedClock {
  #if DEBUG
    private static let file = getenv("BOTRUN_TEST_CLOCK").map { String(cString: $0) }

    static var now: Date {
      guard let file else { return Date() }
      let text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
      return Date() + (Double(text.prefix { $0 != "\n" }) ?? 0)
    }
  #else
    @inline(__always) static var now: Date { Date() }
  #endif
}
