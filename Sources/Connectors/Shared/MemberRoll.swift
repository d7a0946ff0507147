internal import BotCore

/// Who was in a community when its list was last read, small enough for a cursor: six characters a member. Whoever is
/// in a later list and not in the roll has joined in between.
///
/// A member is kept as 32 bits of a hash. Two members of one community share them so seldom that a joining is
/// overlooked about once in 400,000 with 10,000 members; nobody is ever welcomed twice because of it.
struct MemberRoll: Hashable {
  private var marks: Set<UInt32>

  init() { marks = [] }

  init(_ members: some Sequence<ID<Member>>) { marks = Set(members.map(Self.mark)) }

  /// Reads what `text` wrote; anything else is an empty roll.
  init(text: String) {
    marks = Set(text.split(separator: ".").compactMap { UInt32($0, radix: 36) })
  }

  /// In a fixed order, so that nothing changes where nobody came or went.
  var text: String { marks.sorted().map { String($0, radix: 36) }.joined(separator: ".") }

  var isEmpty: Bool { marks.isEmpty }
  var count: Int { marks.count }

  func contains(_ member: ID<Member>) -> Bool { marks.contains(Self.mark(member)) }

  /// How a cursor names a member without saying who it is.
  static func name(_ member: ID<Member>) -> String { String(mark(member), radix: 36) }

  mutating func insert(_ member: ID<Member>) { marks.insert(Self.mark(member)) }

  /// 64 bits folded to 32.
  private static func mark(_ member: ID<Member>) -> UInt32 {
    let hash = FNV(member.raw.utf8).value
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }
}
