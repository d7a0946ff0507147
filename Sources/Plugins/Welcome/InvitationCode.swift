import BotCore
import FoundationEssentials

/// A code and what it is good for.
struct InvitationCode: Sendable, Hashable {
  enum Standing: Sendable, Hashable {
    case good
    case expired
    case used
  }

  /// Eight letters and digits, none of which looks like another.
  let text: String
  let by: ID<Member>
  let byName: String
  let until: Date
  /// For how many people it was made.
  let uses: Int
  /// For how many it still is good.
  var left: Int

  static let alphabet = Array("ABCDEFGHJKMNPQRSTUVWXYZ23456789")
  static let length = 8

  /// As people read and write it.
  var shown: String { Self.shown(text) }

  static func shown(_ text: String) -> String { "\(text.prefix(length / 2))-\(text.dropFirst(length / 2))" }

  func standing(_ now: Date) -> Standing {
    if left <= 0 { return .used }
    return now > until ? .expired : .good
  }

  static func make(_ random: inout some RandomNumberGenerator) -> String {
    String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
  }

  /// What may be codes in what somebody wrote: "ABCD-EFGH", "abcdefgh", "ABCD EFGH", alone or in a sentence.
  /// - Returns: at most five.
  static func candidates(in text: String) -> [String] {
    let words = words(text.uppercased()).map { word in String(word.filter { $0 != "-" }) }
    var found: [String] = []
    for (index, word) in words.enumerated() {
      let next = index + 1 < words.count ? words[index + 1] : ""
      for candidate in [word, word.count == length / 2 ? word + next : ""]
      where candidate.count == length && candidate.allSatisfy(Set(alphabet).contains) && !found.contains(candidate) {
        found.append(candidate)
      }
    }
    return Array(found.prefix(5))
  }

  /// Whether somebody who brings no code that there is meant to bring one. Eight letters are "Thursday" and "have been" too,
  /// so there must be a digit among them, or the word or the whole text is in capitals.
  static func isMeant(in text: String) -> Bool {
    let candidates = candidates(in: text)
    if candidates.isEmpty { return false }
    return text == text.uppercased()
      || candidates.contains { $0.contains(where: \.isNumber) && $0.contains(where: \.isLetter) }
      || words(text).contains { $0 == $0.uppercased() && !Self.candidates(in: String($0)).isEmpty }
  }

  private static func words(_ text: String) -> [Substring] {
    text.prefix(1000).split { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == "-") }
  }

  init(_ text: String, by: ID<Member>, named byName: String, until: Date, uses: Int) {
    (self.text, self.by, self.byName, self.until) = (text, by, byName, until)
    (self.uses, left) = (uses, uses)
  }

  init?(_ text: String, _ json: JSON) {
    guard let by = json["by"]?.string, let until = json["until"]?.double, let uses = json["uses"]?.int,
      let left = json["left"]?.int
    else { return nil }
    self.init(
      text, by: ID(by), named: json["byName"]?.string ?? by, until: Date(timeIntervalSince1970: until), uses: uses)
    self.left = left
  }

  var json: JSON {
    [
      "by": .string(by.raw), "byName": .string(byName), "until": .double(until.timeIntervalSince1970),
      "uses": .int(uses), "left": .int(left),
    ]
  }
}

/// How many codes somebody had made.
struct InvitationQuota: Sendable, Equatable {
  /// When, and by which message, so that one that is told twice makes one code. Oldest first.
  private(set) var made: [(at: Date, message: String)] = []
  /// Whether they left: their codes are good no more.
  var isGone = false

  init() {}

  func used(within period: Duration?, _ now: Date) -> Int {
    guard let period else { return made.count }
    return made.filter { $0.at > now - period }.count
  }

  func has(_ message: ID<Message>) -> Bool { made.contains { $0.message == message.raw } }

  /// - Parameter most: older ones than this many are forgotten.
  mutating func add(_ message: ID<Message>, _ now: Date, most: Int) {
    made = (made + [(now, message.raw)]).suffix(max(most, 1))
  }

  static func == (a: Self, b: Self) -> Bool { a.json == b.json }

  init?(_ json: JSON) {
    guard let items = json["made"]?.array else { return nil }
    made = items.compactMap { item in
      item[0]?.double.map { (Date(timeIntervalSince1970: $0), item[1]?.string ?? "") }
    }
    isGone = json["gone"]?.bool ?? false
  }

  var json: JSON {
    .compact(
      ("made", .array(made.map { [.double($0.at.timeIntervalSince1970), .string($0.message)] })),
      ("gone", isGone ? true : nil))
  }
}
