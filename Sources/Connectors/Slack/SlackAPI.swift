internal import BotCore

/// Calls the Web API. Methods that read take form parameters only, methods that write take JSON (Slack's
/// documentation, "Using the Web API").
struct SlackAPI: Sendable {
  let base: String
  let token: Secret
  let http: any HTTPClient

  func read(_ method: String, _ parameters: [(String, String)] = []) async -> SlackReply {
    await send(HTTPRequest("GET", base + method + (parameters.isEmpty ? "" : "?" + Percent.form(parameters))))
  }

  /// All pages of a list, one after the other.
  /// - Parameter most: how many pages are read.
  /// - Returns: the items, and whether they are all.
  /// - Throws: `ConnectorError`, `HTTPError`.
  func list(
    _ method: String, _ key: String, _ parameters: [(String, String)], most: Int
  ) async throws -> (items: [JSON], isWhole: Bool) {
    var items: [JSON] = []
    var cursor = ""
    for _ in 0..<most {
      let page = try await read(method, parameters + (cursor.isEmpty ? [] : [("cursor", cursor)])).value()
      guard let found = page[key]?.array else { throw HTTPError.noAnswer("\(method) answered without \(key)") }
      items += found
      let next = page.nextCursor
      if next.isEmpty { return (items, true) }
      // The page that is to come next is the one that came: it would come again and again.
      if next == cursor { break }
      cursor = next
    }
    return (items, false)
  }

  func write(_ method: String, _ body: JSON) async -> SlackReply {
    await send(
      HTTPRequest(
        "POST", base + method, headers: ["Content-Type": "application/json; charset=utf-8"], body: body.bytes))
  }

  private func send(_ request: HTTPRequest) async -> SlackReply {
    var request = request
    request.headers.add("Authorization", "Bearer " + token.reveal())
    do {
      return SlackReply(try await http.send(request))
    } catch let error as HTTPError {
      return .failed(error)
    } catch {
      return .failed(error is CancellationError ? .cancelled : .noAnswer("\(error)"))
    }
  }
}

extension JSON {
  /// Where Slack's list goes on; empty at its end.
  var nextCursor: String { self["response_metadata"]?["next_cursor"]?.string ?? "" }
}
