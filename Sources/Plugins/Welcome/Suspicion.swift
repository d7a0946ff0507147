import BotCore
import FoundationEssentials

/// How much a registration looks as if it were thrown away after use, 0 to 100, with the reasons. No single sign but an
/// imitated name reaches the usual threshold of 50: it is for a person to decide.
struct Suspicion: Sendable, Hashable {
  struct Sign: Sendable, Hashable {
    let words: String
    let points: Int
  }

  /// What is known about somebody who comes.
  struct Facts: Sendable {
    var name: String
    /// `nil` where the platform does not tell.
    var accountAge: Duration? = nil
    /// Whose name it looks like.
    var imitatesStaff: String? = nil
    var imitatesMember: String? = nil
    /// What they wrote when asked why.
    var answer: String? = nil
    /// How many others wrote the same today.
    var sameAnswers = 0
    /// Whether many come at once.
    var isBurst = false
  }

  let signs: [Sign]

  var score: Int { min(100, signs.map(\.points).reduce(0, +)) }

  /// "account of today (40), random letters (25)".
  var reasons: String { signs.map { "\($0.words) (\($0.points))" }.joined(separator: ", ") }

  init(_ facts: Facts, placeholders: Set<String>, mailDomains: Set<String>) {
    let shape = NameShape(facts.name)
    var signs: [Sign] = []
    func add(_ words: String, _ points: Int, if holds: Bool) {
      if holds { signs.append(Sign(words: words, points: points)) }
    }
    if let age = facts.accountAge {
      add("the account is of today", 40, if: age < .days(1))
      add("the account is of this week", 25, if: age >= .days(1) && age < .days(7))
      add("the account is of this month", 10, if: age >= .days(7) && age < .days(30))
    }
    if let staff = facts.imitatesStaff { add("the name looks like \(staff)'s", 60, if: true) }
    if let member = facts.imitatesMember { add("the name looks like \(member)'s, who is here already", 35, if: true) }
    let isStandIn = shape.isPlaceholder(placeholders)
    add("the name is a stand-in", 40, if: isStandIn)
    add("the name is of random letters", 25, if: !isStandIn && shape.isRandom)
    add("the name ends in many digits", 10, if: !isStandIn && shape.hasManyDigits)
    add("the name holds an address", 30, if: Address.stands(in: facts.name))
    if let answer = facts.answer {
      let domain = Address.mailDomains(in: answer).first { mailDomains.contains($0) }
      if let domain { add("mail addresses of \(domain) are thrown away after use", 40, if: true) }
      add("the answer holds a link", 20, if: domain == nil && Address.stands(in: answer))
      add("\(facts.sameAnswers) others gave the same answer today", 30, if: facts.sameAnswers >= 2)
    }
    add("many come at once", 20, if: facts.isBurst)
    self.signs = signs
  }
}

/// When an account was made, where its id tells.
enum AccountAge {
  /// Discord's ids count milliseconds since 2015 above 22 other bits (Discord's reference, "Snowflakes").
  static func of(_ member: ID<Member>, on platform: String, now: Date) -> Duration? {
    guard platform == "discord", let id = UInt64(member.raw), id > 1 << 40 else { return nil }
    let made = Double((id >> 22) + 1_420_070_400_000) / 1000
    return .seconds(max(0, now.timeIntervalSince1970 - made))
  }
}

/// Addresses in a text, found by their shape.
enum Address {
  /// Where mail is had for ten minutes, without a name. The best known ones.
  static let throwaway: [String] = [
    "10minutemail.com", "20minutemail.com", "33mail.com", "anonaddy.me", "discard.email", "dispostable.com",
    "dropmail.me", "emailondeck.com", "fakeinbox.com", "fakemail.net", "getairmail.com", "getnada.com",
    "guerrillamail.com", "guerrillamail.info", "guerrillamail.net", "guerrillamail.org", "guerrillamailblock.com",
    "inboxkitten.com", "mail-temp.com", "mail.tm", "mailcatch.com", "maildrop.cc", "mailinator.com", "mailnesia.com",
    "mailsac.com", "mintemail.com", "moakt.com", "mohmal.com", "mytemp.email", "nada.email", "sharklasers.com",
    "spam4.me", "spamgourmet.com", "temp-mail.io", "temp-mail.org", "tempail.com", "tempinbox.com", "tempmail.com",
    "tempmailo.com", "tempr.email", "throwawaymail.com", "trash-mail.com", "trashmail.com", "trashmail.de",
    "wegwerfmail.de",
    "yopmail.com", "yopmail.fr",
  ]

  static func mailDomains(in text: String) -> [String] {
    pieces(text).compactMap { piece in
      guard let at = piece.lastIndex(of: "@"), at > piece.startIndex else { return nil }
      let domain = piece[piece.index(after: at)...].lowercased()
      return domain.contains(".") ? domain : nil
    }
  }

  /// A web address, or the name of a site.
  static func stands(in text: String) -> Bool {
    pieces(text).contains { piece in
      let piece = piece.lowercased()
      if piece.contains("://") || piece.hasPrefix("www.") || piece.hasPrefix("t.me/") { return true }
      guard !piece.contains("@"), let dot = piece.firstIndex(of: "."), dot > piece.startIndex else { return false }
      let site = piece[piece.index(after: dot)...].prefix { $0.isLetter }
      return endings.contains(String(site)) && piece[..<dot].contains(where: \.isLetter)
    }
  }

  private static let endings: Set<String> = [
    "com", "net", "org", "io", "ru", "xyz", "info", "gg", "ly", "shop", "top", "biz",
  ]

  private static func pieces(_ text: String) -> [Substring] {
    text.prefix(2000).split { $0.isWhitespace || "<>(),;\"'".contains($0) }
      .map { piece in piece.last.map { ".!?".contains($0) } == true ? piece.dropLast() : piece }
  }
}
