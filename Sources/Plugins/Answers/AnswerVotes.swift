import BotCore
import FoundationEssentials

/// What members thought of answers: one vote of each member for each entry, and the sums.
struct AnswerVotes: Sendable {
  /// Of an entry, as long as its answer stays as it is.
  struct Tally: Hashable {
    var helped = 0
    var unhelpful = 0
    /// The managers know that the entry is silent.
    var isTold = false

    /// Votes count as so many more that were undecided: a few of them move little.
    private static let calm = 5.0
    /// The odds are at most multiplied or divided by this.
    private static let most = 2.5

    var odds: Double {
      let lead = Double(helped - unhelpful) / (Double(helped + unhelpful) + Self.calm)
      let factor = 1 + abs(lead) * (Self.most - 1)
      return lead < 0 ? 1 / factor : factor
    }
  }

  let helped: String
  let unhelpful: String
  /// So many votes too many silence an entry; 0: none.
  let limit: Int

  private static let kept = Duration.days(180)

  init(_ settings: FAQ.Settings) {
    helped = EmojiSign.plain(settings.helped)
    unhelpful = EmojiSign.plain(settings.unhelpful)
    limit = settings.unhelpfulLimit
  }

  func opinion(of entry: FAQFile.Entry, _ store: Draft) throws -> AnswerFinder.Opinion {
    let tally = try tally(of: entry, store)
    return AnswerFinder.Opinion(odds: tally.odds, isSilent: isSilent(tally))
  }

  func isSilent(_ tally: Tally) -> Bool { limit > 0 && tally.unhelpful - tally.helped >= limit }

  /// 1 for a vote that it helped, -1 that it did not; `nil` when the emoji says neither.
  func vote(_ emoji: String) -> Int? {
    let sign = EmojiSign.plain(emoji)
    return sign == helped ? 1 : sign == unhelpful ? -1 : nil
  }

  func tally(of entry: FAQFile.Entry, _ store: Draft) throws -> Tally {
    guard let json = try store.value("tally/\(entry.id)"), json["text"]?.string == Self.print(entry) else {
      return Tally()
    }
    return Tally(
      helped: json["helped"]?.int ?? 0, unhelpful: json["unhelpful"]?.int ?? 0, isTold: json["told"]?.bool ?? false)
  }

  func write(_ tally: Tally, of entry: FAQFile.Entry, _ store: inout Draft) {
    store.set(
      "tally/\(entry.id)",
      [
        "text": .string(Self.print(entry)), "helped": .int(tally.helped), "unhelpful": .int(tally.unhelpful),
        "told": .bool(tally.isTold),
      ])
  }

  /// Starts the entry of that id afresh.
  func forget(_ id: String, _ store: inout Draft) { store.remove("tally/\(id)") }

  /// Counts a reaction, or that it was taken back. What comes out of order counts by its time.
  ///
  /// - Returns: the new sums; `nil` when they are as before.
  func count(
    _ vote: Int, isTaken: Bool, by member: ID<Member>, on message: ID<Message>, at: Date, for entry: FAQFile.Entry,
    _ store: inout Draft
  ) throws -> Tally? {
    let key = "vote/\(entry.id)/\(member)"
    let old = try store.value(key)
    if let time = old?["at"]?.double, time > at.timeIntervalSince1970 { return nil }
    let text = Self.print(entry)
    let counted = old?["text"]?.string == text ? old?["vote"]?.int ?? 0 : 0
    if isTaken, counted != 0, counted != vote || old?["message"]?.string != message.raw { return nil }
    let now = isTaken ? 0 : vote
    store.set(
      key,
      [
        "vote": .int(now), "at": .double(at.timeIntervalSince1970), "message": .string(message.raw),
        "text": .string(text),
      ], of: member, expires: at + Self.kept)
    guard now != counted else { return nil }
    var tally = try tally(of: entry, store)
    tally.helped = max(0, tally.helped + (now == 1 ? 1 : 0) - (counted == 1 ? 1 : 0))
    tally.unhelpful = max(0, tally.unhelpful + (now == -1 ? 1 : 0) - (counted == -1 ? 1 : 0))
    write(tally, of: entry, &store)
    return tally
  }

  private static func print(_ entry: FAQFile.Entry) -> String { String(FNV(entry.answer.utf8).value, radix: 16) }
}
