internal import BotCore

/// Calls the Web API. Methods that read take form parameters only, methods that write take JSON (Slack's
/// documentation, "Using the Web API").
struct SlackAPI: Sendable {
  let base: String
  let token: Secret
  let http: any HTTPClient

  func read(_ method: String, _ parameters: [(String, String)] = []) async -> SlackReply {
    let query = parameters.map { Self.encode($0.0) + "=" + Self.encode($0.1) }.joined(separator: "&")
    return await send(HTTPRequest("GET", base + method + (query.isEmpty ? "" : "?" + query)))
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

  /// Percent-encoded but for the unreserved characters (RFC 3986, 2.3).
  private static func encode(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return out
  }
}
