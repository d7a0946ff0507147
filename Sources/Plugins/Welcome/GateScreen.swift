import BotCore
import FoundationEssentials

/// Gathers what is known of somebody who comes, and judges it.
struct GateScreen: Sendable {
  /// What a name looks like, with the name as it is written.
  private let staff: [String: String]
  private let placeholders: Set<String>
  private let mailDomains: Set<String>

  init(_ settings: Gate.Settings) {
    staff = Dictionary(settings.staff.map { (NameShape.look($0), $0) }, uniquingKeysWith: { first, _ in first })
    placeholders = Set(NameShape.placeholders + settings.placeholders.map { $0.lowercased() })
    mailDomains = Set(Address.throwaway + settings.mailDomains.map { $0.lowercased() })
  }

  func judge(_ member: Member, answer: String?, isRush: Bool, _ context: inout Context) throws -> Suspicion {
    var facts = Suspicion.Facts(name: member.name)
    facts.accountAge = AccountAge.of(member.id, on: context.community.platform, now: context.now)
    facts.isBurst = isRush
    facts.answer = answer
    let look = NameShape.look(member.name)
    if look.utf8.count >= Self.shortest, !context.community.isManager(member) {
      facts.imitatesStaff = staff[look]
      facts.imitatesMember = try imitated(look, member, context)
    }
    if let answer { facts.sameAnswers = try count(answer, &context) }
    return Suspicion(facts, placeholders: placeholders, mailDomains: mailDomains)
  }

  /// Shorter looks are shared by too many names.
  private static let shortest = 4

  /// People share names, and add a number to them, so only a name that is spelt otherwise and looks the same is an imitation.
  private func imitated(_ look: String, _ member: Member, _ context: Context) throws -> String? {
    guard let known = try context.store.value(GateKey.look(look)), let name = known["name"]?.string,
      known["id"]?.string != member.id.raw, Self.letters(name) != Self.letters(member.name)
    else { return nil }
    return name
  }

  private static func letters(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber }.reversed().drop { $0.isNumber }.reversed())
  }

  /// How many gave this answer within a day, before.
  private func count(_ answer: String, _ context: inout Context) throws -> Int {
    let plain = AnswerKey.plain(answer)
    // One word is what many say: "yes", the colour that was asked for.
    guard plain.contains(" ") else { return 0 }
    let key = GateKey.answer(String(FNV(plain.utf8).value, radix: 36))
    let count = try context.store.value(key)?.int ?? 0
    context.store.set(key, .int(count + 1), expires: context.now + .days(1))
    return count
  }

  /// Somebody is in: from now on their name may be imitated.
  func remember(_ name: String, of id: ID<Member>, _ context: inout Context) {
    let look = NameShape.look(name)
    guard look.utf8.count >= Self.shortest else { return }
    let record: JSON = ["id": .string(id.raw), "name": .string(name)]
    context.store.set(GateKey.look(look), record, of: id, expires: context.now + .days(365))
  }
}
