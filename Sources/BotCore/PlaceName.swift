/// What a setting calls something that is, or is not, on the platform.
public struct PlaceName: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case channel, role, member
    /// A member by id, or a role by name.
    case person
  }

  public let kind: Kind
  /// As the configuration writes it.
  public let name: String

  public init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }
}

/// Why a name can do nothing, and what to write in its stead.
public struct MissingName: Sendable, Hashable {
  public let name: PlaceName
  public let fault: String
  public let remedy: String

  public init(_ name: PlaceName, _ fault: String, _ remedy: String) {
    self.name = name
    self.fault = fault
    self.remedy = remedy
  }

  /// What is not there, with what is there and nearly called so.
  /// - Parameters:
  ///   - place: where it was looked for, such as "in this workspace".
  ///   - known: the names of all that there are of its kind.
  public init(_ name: PlaceName, _ place: String, among known: [String]) {
    let bare = name.name.first == "#" ? String(name.name.dropFirst()) : name.name
    let sign = bare == name.name ? "" : "#"
    let nearest = Spelling.nearest(to: bare, in: known).map { "did you mean \"\(sign)\($0)\"?" }
    let few = known.sorted().prefix(Self.mostListed).map { sign + $0 }.joined(separator: ", ")
    let some = known.count > Self.mostListed ? few + ", …" : few
    let word = name.kind == .person ? "member or role" : name.kind.rawValue
    self.init(
      name, "there is no \(word) \(Spelling.quoted(name.name)) \(place)",
      nearest ?? (known.isEmpty ? "correct the name, or add it there" : "use one of: \(some)"))
  }

  private static let mostListed = 12
}
