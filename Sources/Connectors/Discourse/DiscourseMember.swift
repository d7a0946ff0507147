internal import BotCore

/// Members are known by their usernames, which mentions and most calls want. Where Discourse tells nothing but a number,
/// they are `id:17`; no username has a colon.
enum DiscourseMember {
  private static let prefix = "id:"

  static func number(_ member: ID<Member>) -> Int? {
    member.raw.hasPrefix(prefix) ? Int(member.raw.dropFirst(prefix.count)) : nil
  }

  /// Of a user, or of a post's author.
  /// - Parameter number: the key of the account's number: `id` of users, `user_id` of posts.
  static func read(_ json: JSON, number key: String = "id") -> Member? {
    let number = json[key]?.int
    guard let id = json["username"]?.string ?? number.map({ prefix + String($0) }) else { return nil }
    let name = [json["name"], json["username"]].compactMap { $0?.string }.first { !$0.isEmpty }
    // Discourse's own accounts, `system` and `discobot`, have negative numbers.
    return Member(
      ID(id), name: name, isBot: number.map { $0 < 0 } ?? false, roles: roles(json), locale: json["locale"]?.string)
  }

  static func numbered(_ number: Int) -> Member { Member(ID(prefix + String(number)), isBot: number < 0) }

  private static func roles(_ json: JSON) -> [String] {
    var roles = ["admin", "moderator", "staff"].filter { json[$0]?.bool == true }
    if let level = json["trust_level"]?.int { roles.append("trust_level_\(level)") }
    let groups = (json["groups"]?.array ?? []).compactMap { $0["name"]?.string }
    for group in groups + [json["primary_group_name"]?.string].compactMap({ $0 }) where !roles.contains(group) {
      roles.append(group)
    }
    return roles
  }
}
