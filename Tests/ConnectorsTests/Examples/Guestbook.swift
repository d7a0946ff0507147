import BotCore
import FoundationEssentials

/// A guest book on the web: `GET /entries?after=N` lists what was written, `POST /entries` adds an entry and answers a
/// repeated `Idempotency-Key` with the first result.
struct Guestbook: Connector {
  struct Settings: SettingGroup {
    @Setting("Where the guest book is, without a slash at the end.", .notEmpty)
    var address: String
    @Setting("The bot's token.")
    var token: Secret
  }

  static let about = ConnectorAbout(
    name: "guestbook", summary: "A guest book on the web.", receives: [.poll], capabilities: [.messages, .post],
    text: TextLimits(max: 1000, unit: .scalars), idempotency: .key(validFor: .hours(24)))

  private let settings: Settings
  private let tools: Tools

  init(_ settings: Settings, _ tools: Tools) {
    self.settings = settings
    self.tools = tools
  }

  func poll(_ cursor: Cursor?) async throws -> Poll {
    let page = try await tools.http.send(request("GET", "/entries?after=\(cursor?.raw ?? "0")"))
    switch page.status {
    case 200: break
    case 401: throw ConnectorError.unauthorized("the guest book answered 401")
    case 429: throw ConnectorError.limited(after: wait(page))
    default: throw ConnectorError.refused("the guest book answered \(page.status)")
    }
    let entries = (try? JSON(parsing: page.body))?["entries"]?.array ?? []
    let last = entries.last?["number"]?.int.map { Cursor(String($0)) }
    return Poll(events: entries.compactMap(event), cursor: last ?? cursor, next: .seconds(10))
  }

  func perform(_ action: Action, key: String) async -> Outcome {
    guard case .post(let text, _, _) = action else { return .refused(.unsupported, reason: "a guest book only posts") }
    var request = request("POST", "/entries")
    request.headers["Idempotency-Key"] = key
    request.body = JSON.object(JSONObject([("text", .string(text.plain))])).bytes
    do {
      let answer = try await tools.http.send(request)
      switch answer.status {
      case 200, 201:
        let number = (try? JSON(parsing: answer.body))?["number"]?.int
        return .done(number.map { ID(String($0)) })
      case 401: return .unauthorized("the guest book answered 401")
      case 429: return .retry(after: wait(answer), scope: .account, reason: "the guest book asked to wait")
      case 400..<500: return .refused(.content, reason: "the guest book answered \(answer.status)")
      default: return .unknown("the guest book answered \(answer.status)")
      }
    } catch HTTPError.notSent(let reason) {
      return .retry(after: nil, scope: .account, reason: reason)
    } catch {
      return .unknown("\(error)")
    }
  }

  /// What platforms send is read leniently: an entry that is not understood is left out, the others count.
  private func event(_ entry: JSON) -> Event? {
    guard let number = entry["number"]?.int, let name = entry["name"]?.string, let text = entry["text"]?.string,
      let at = entry["at"]?.string.flatMap({ Date(timestamp: $0) })
    else { return nil }
    let author = Member(ID(name), name: name, isBot: entry["bot"]?.bool ?? false)
    return .posted(Message(ID(String(number)), in: "book", by: author, text), in: tools.community.id, at: at)
  }

  private func request(_ method: String, _ path: String) -> HTTPRequest {
    HTTPRequest(
      method, settings.address + path,
      headers: ["Authorization": "Bearer " + settings.token.reveal(), "Content-Type": "application/json"])
  }

  private func wait(_ answer: HTTPResponse) -> Duration? {
    answer.headers["Retry-After"].flatMap { Int($0) }.map { .seconds($0) }
  }
}
