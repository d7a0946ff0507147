import BotCore
import FoundationEssentials

/// Speaks the client-server API: puts addresses together, adds the token, reads answers and errors.
struct MatrixAPI: Sendable {
  private let base: String
  private let token: Secret
  private let http: any HTTPClient

  init(homeserver: String, token: Secret, http: any HTTPClient) {
    var base = Substring(homeserver)
    while base.hasSuffix("/") { base = base.dropLast() }
    self.base = String(base)
    self.token = token
    self.http = http
  }

  /// Asks and hands over what a success brought.
  /// - Parameter path: the parts after `/_matrix/client/v3`, not yet escaped.
  /// - Throws: `MatrixFault` for every answer that is no success, `HTTPError` where none came.
  func ask(
    _ path: [String], _ method: String = "GET", query: [(String, String)] = [], body: JSON? = nil,
    limits: HTTPLimits = Self.limits
  ) async throws -> JSON {
    let request = request(method, path, query, body, limits)
    let answer = try await http.send(request)
    let json = try? JSON(parsing: answer.body)
    guard (200..<300).contains(answer.status), let json else { throw MatrixFault(answer, json) }
    return json
  }

  /// As `ask`, with `nil` where the thing asked for does not exist or is closed to the bot.
  func find(
    _ path: [String], _ method: String = "GET", query: [(String, String)] = [], body: JSON? = nil
  ) async throws -> JSON? {
    do {
      return try await ask(path, method, query: query, body: body)
    } catch let fault as MatrixFault where fault.kind == .missing || fault.kind == .forbidden {
      return nil
    }
  }

  private static var limits: HTTPLimits {
    var limits = HTTPLimits()
    // The list of members of a large room comes in one piece.
    limits.maxBody = 32 << 20
    return limits
  }

  private func request(
    _ method: String, _ path: [String], _ query: [(String, String)], _ body: JSON?, _ limits: HTTPLimits
  ) -> HTTPRequest {
    var url = base + "/_matrix/client/v3/" + path.map(MatrixEscape.url).joined(separator: "/")
    if !query.isEmpty {
      url += "?" + query.map { "\($0)=\(MatrixEscape.url($1))" }.joined(separator: "&")
    }
    var headers: Headers = ["Authorization": "Bearer " + token.reveal(), "Accept": "application/json"]
    if body != nil { headers["Content-Type"] = "application/json" }
    return HTTPRequest(method, url, headers: headers, body: body?.bytes ?? [], limits: limits)
  }
}

/// Makes text harmless where it stands in an address or in HTML.
enum MatrixEscape {
  /// Percent-encodes all but the unreserved characters (RFC 3986, 2.3).
  static func url(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        out.append(Character(Unicode.Scalar(byte)))
      default:
        out += byte < 16 ? "%0" : "%"
        out += String(byte, radix: 16, uppercase: true)
      }
    }
    return out
  }

  static func html(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
