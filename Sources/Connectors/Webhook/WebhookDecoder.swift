internal import BotCore
internal import Feeds
internal import FoundationEssentials
internal import Signing

/// Makes events of a body, by the settings' map.
struct WebhookDecoder {
  let fields: WebhookIn
  let community: ID<Community>
  /// For what tells no time of its own.
  let now: Date

  struct Decoded: Equatable {
    var events: [Event] = []
    /// Why pieces were left out.
    var faults: [String] = []
  }

  /// - Parameter delivery: the sender's own id of the request, where it is signed.
  func decode(_ body: JSON, delivery: String?) throws(WebhookFault) -> Decoded {
    let pieces = try pieces(of: body)
    var decoded = Decoded()
    for (index, piece) in pieces.enumerated() {
      let id = delivery.map { pieces.count > 1 ? "\($0)/\(index)" : $0 }
      do {
        if let event = try event(of: piece, delivery: id) { decoded.events.append(event) }
      } catch {
        decoded.faults.append(pieces.count > 1 ? "event \(index + 1): \(error.reason)" : error.reason)
      }
    }
    return decoded
  }

  private func pieces(of body: JSON) throws(WebhookFault) -> [JSON] {
    var list = body
    if let items = fields.items {
      guard let found = items.pointer.value(in: body) else {
        throw WebhookFault(422, "there is nothing at \(items.pointer.text), where in.items looks for events")
      }
      list = found
    }
    let pieces = list.array ?? [list]
    guard pieces.count <= Webhook.mostItems else {
      throw WebhookFault(413, "there are \(pieces.count) events in one request; at most \(Webhook.mostItems) are taken")
    }
    return pieces
  }

  /// `nil` for what the bot did itself.
  private func event(of piece: JSON, delivery: String?) throws(WebhookFault) -> Event? {
    guard piece.object != nil else { throw WebhookFault(422, "it is \(piece.kindName), not an object") }
    let author = author(of: piece)
    if let author, fields.ownAuthors.contains(author.id.raw) || fields.ownAuthors.contains(author.name) { return nil }
    let word = fields.kind.text(in: piece) ?? ""
    let at = fields.time.value(in: piece).flatMap { LenientDate.read($0) } ?? now
    switch WebhookKind(word: word, by: fields.kinds) {
    case .posted: return .posted(try message(of: piece, author, delivery), in: community, at: at, id: delivery)
    case .edited:
      var message = try message(of: piece, author, delivery, mustHaveID: true)
      message.version = Self.version(of: message.text)
      return .edited(message, in: community, at: at, id: delivery)
    case .deleted:
      guard let id = fields.id.text(in: piece) else { throw missing("the deleted message's id", "id") }
      return .deleted(ID(id), channel: channel(of: piece), in: community, at: at, id: delivery)
    case .joined:
      guard let author else { throw missing("who joined", "author") }
      return .joined(author, channel: nil, in: community, at: at, mark: mark(of: piece, delivery), id: delivery)
    case .left:
      guard let author else { throw missing("who left", "author") }
      return .left(author, channel: nil, in: community, at: at, mark: mark(of: piece, delivery), id: delivery)
    case .other: return .other(word, piece, in: community, at: at, mark: mark(of: piece, delivery), id: delivery)
    }
  }

  private func message(
    of piece: JSON, _ author: Member?, _ delivery: String?, mustHaveID: Bool = false
  ) throws(WebhookFault) -> Message {
    guard let written = fields.text.text(in: piece) else { throw missing("text", "text") }
    let text = fields.html ? HTML.plain(written) : written
    guard !text.allSatisfy(\.isWhitespace) else { throw WebhookFault(422, "the text is empty") }
    if mustHaveID && fields.id.text(in: piece) == nil { throw missing("the edited message's id", "id") }
    let url = fields.url.text(in: piece)
    return Message(
      ID(mark(of: piece, delivery)), in: channel(of: piece), thread: fields.thread.text(in: piece).map { ID($0) },
      by: author ?? Member("unknown"), text,
      mentionsBot: mentionsBot(text),
      link: url.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil })
  }

  /// Where the sender tells no mentions, the name with an @ before it is one.
  private func mentionsBot(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return false }
    let text = text.lowercased()
    return fields.ownAuthors.contains { name in
      text.ranges(of: "@" + name.lowercased()).contains { found in
        !text[found.upperBound...].prefix(1).contains { $0.isLetter || $0.isNumber }
      }
    }
  }

  private func author(of piece: JSON) -> Member? {
    let (id, name) = (fields.author.text(in: piece), fields.authorName.text(in: piece))
    guard let known = id ?? name else { return nil }
    return Member(ID(known), name: name, isBot: ["true", "1", "yes"].contains(fields.bot.text(in: piece) ?? ""))
  }

  private func channel(of piece: JSON) -> ID<Channel> { ID(fields.channel.text(in: piece) ?? "webhook") }

  /// What tells the event from others: its id, that of the delivery, or what is written in it.
  private func mark(of piece: JSON, _ delivery: String?) -> String {
    fields.id.text(in: piece) ?? delivery ?? Self.hash(piece)
  }

  private func missing(_ what: String, _ field: String) -> WebhookFault {
    WebhookFault(422, "\(what) is missing; in.\(field) says where to look for it")
  }

  /// The same for the same JSON, whenever it comes.
  static func hash(_ piece: JSON) -> String { String(Hex.encode(fingerprint.code(of: piece.bytes)).prefix(32)) }

  /// Another text is another version.
  private static func version(of text: String) -> Int {
    fingerprint.code(of: Array(text.utf8)).prefix(6).reduce(0) { $0 << 8 | Int($1) }
  }

  // A hash that nobody can find a second text for; that its key is known does no harm.
  private static let fingerprint = HMACSHA256(key: "botrun webhook")
}
