import BotCore
import FoundationEssentials

/// The parts of the page, from the files beside this one.
enum SandboxPage {
  /// Nothing from elsewhere, nothing inline, no frame around it, and no text that becomes markup.
  static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].joined(separator: "; ")

  static func file(_ path: String) -> WebhookResponse? {
    switch path {
    case "/": response("text/html; charset=utf-8", PackageResources.index_html)
    case "/app.css": response("text/css; charset=utf-8", PackageResources.app_css)
    case "/app.js": response("text/javascript; charset=utf-8", PackageResources.app_js)
    case "/icon.svg": response("image/svg+xml", PackageResources.icon_svg)
    default: nil
    }
  }

  static func response(_ type: String, _ body: [UInt8], status: Int = 200) -> WebhookResponse {
    WebhookResponse(status: status, headers: headers(type), body: .bytes(body))
  }

  static func json(_ value: JSON, status: Int = 200) -> WebhookResponse {
    response("application/json", value.bytes, status: status)
  }

  static func redirect(to place: String) -> WebhookResponse {
    WebhookResponse(status: 308, headers: ["Location": place])
  }

  static func stream(_ stream: AsyncStream<[UInt8]>) -> WebhookResponse {
    var headers = headers("text/event-stream")
    // nginx would otherwise keep the events back until its buffer is full.
    headers.add("X-Accel-Buffering", "no")
    return WebhookResponse(headers: headers, body: .stream(stream))
  }

  private static func headers(_ type: String) -> Headers {
    [
      "Content-Type": type, "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
    ]
  }
}

extension SandboxDeed {
  /// The deed that a path such as `/say` and its fields ask for.
  init(_ path: String, _ fields: SandboxFields) throws(SandboxFault) {
    switch path {
    case "/join": self = .join(name: try fields.text("name"), isModerator: fields.values["moderator"] == "true")
    case "/leave": self = .leave(try fields.id("as"))
    case "/say":
      self = .say(
        try fields.id("as"), try fields.text("text"), in: ID(fields.values["channel"] ?? ""),
        thread: fields.values["thread"].flatMap { $0.isEmpty ? nil : ID($0) })
    case "/edit": self = .edit(try fields.id("as"), try fields.id("message"), try fields.text("text"))
    case "/delete": self = .delete(try fields.id("as"), try fields.id("message"))
    case "/react":
      self = .react(try fields.id("as"), try fields.id("message"), emoji: try fields.text("emoji"))
    case "/report":
      self = .report(try fields.id("as"), try fields.id("message"), reason: fields.values["reason"] ?? "")
    default: throw SandboxFault(404, "There is no such action.")
    }
  }
}
