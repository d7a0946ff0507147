import BotCore
import FoundationEssentials
import Glibc

/// About how many members there were, without any record of who: linear counting (Whang, 1990) in 256 bits. A few per
/// cent off up to 500 members, a lower bound beyond.
struct MemberSketch: Hashable {
  private static let bits = 256.0
  private var words: [UInt64]

  init() { words = [0, 0, 0, 0] }

  init(_ json: JSON?) {
    words = json?.array?.compactMap { $0.string.flatMap { UInt64($0, radix: 36) } } ?? []
    if words.count != 4 { words = [0, 0, 0, 0] }
  }

  var isEmpty: Bool { words == [0, 0, 0, 0] }

  var json: JSON { .array(words.map { .string(String($0, radix: 36)) }) }

  mutating func add(_ member: ID<Member>) {
    var random = SeededRandom(seed: member.raw)
    let place = Int(random.next() >> 56)
    words[place / 64] |= 1 << UInt64(place % 64)
  }

  var count: Int {
    let set = words.reduce(0) { $0 + $1.nonzeroBitCount }
    if set == 0 { return 0 }
    let free = max(Self.bits - Double(set), 0.5)
    return Int((-Self.bits * log(free / Self.bits)).rounded())
  }
}
