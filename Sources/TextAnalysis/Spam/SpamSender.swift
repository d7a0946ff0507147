/// What is known of who wrote a text, and how. Each fact adds to the log odds of spam; of what is not known, nothing is
/// said. The figures are set by hand, no data with senders being at hand: of a text that gets 0.3 by itself, a link
/// among the first words of an account of today makes 0.77, and a member of a hundred messages makes it 0.04.
public struct SpamSender: Sendable, Hashable {
  /// Messages of this member in the community before this one.
  public var earlierMessages: Int?
  /// Age of the account, seconds.
  public var accountAge: Double?
  /// Other channels or threads in which the same text was posted lately.
  public var repetitions = 0
  /// People and groups that the message calls, as the platform counts them.
  public var mentions = 0
  /// Whether the text is written in another script than the community's own.
  public var isForeignScript = false

  public init() {}

  public static let unknown = SpamSender()

  /// Each fact that counts, in words, with its share of the log odds.
  func shares(hasLink: Bool) -> [(words: String, share: Double)] {
    var shares: [(String, Double)] = []
    if let earlierMessages {
      switch earlierMessages {
      case 0: shares.append(("first message", hasLink ? 1.2 : 0.4))
      case 1..<5: shares.append(("few messages so far", hasLink ? 0.4 : 0))
      case 5..<30: shares.append(("member who has written before", -1))
      default: shares.append(("member who has written often", -2.3))
      }
    }
    if let accountAge {
      if accountAge < 86_400 {
        shares.append(("account of today", 0.9))
      } else if accountAge < 7 * 86_400 {
        shares.append(("account of this week", 0.4))
      }
    }
    if repetitions > 0 { shares.append(("same text elsewhere", min(1.5 * Double(repetitions), 4.5))) }
    if mentions >= 5 { shares.append(("many mentions", 1)) }
    if isForeignScript { shares.append(("another script than the community's", 0.7)) }
    return shares.filter { $0.1 != 0 }
  }
}
