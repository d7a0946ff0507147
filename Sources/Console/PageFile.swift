import BotCore

/// The files that every page loads.
enum PageFile: String, CaseIterable {
  case style = "app.css"
  case script = "app.js"
  case icon = "icon.svg"

  var response: WebhookResponse {
    switch self {
    case .style: .file(PackageResources.app_css, "text/css; charset=utf-8")
    case .script: .file(PackageResources.app_js, "text/javascript; charset=utf-8")
    case .icon: .file(PackageResources.icon_svg, "image/svg+xml")
    }
  }
}

extension WebhookResponse {
  /// Nothing from elsewhere, nothing inline, no frame around it, and no text that becomes markup.
  static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].joined(separator: "; ")

  /// A report brings its own style and drawings. It can do nothing, and is of no origin.
  static let reportPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'; sandbox"

  static func page(_ html: String, status: Int = 200) -> Self {
    make(Array(html.utf8), "text/html; charset=utf-8", status: status)
  }

  static func report(_ html: String) -> Self {
    var response = page(html)
    response.headers["Content-Security-Policy"] = reportPolicy
    return response
  }

  static func plain(_ text: String, type: String) -> Self { make(Array(text.utf8), type) }

  /// The same for everybody; asked for anew after an hour, so that a new version is seen.
  static func file(_ bytes: [UInt8], _ type: String) -> Self {
    var response = make(bytes, type)
    response.headers["Cache-Control"] = "max-age=3600"
    return response
  }

  static func events(_ stream: AsyncStream<[UInt8]>) -> Self {
    var response = make([], "text/event-stream")
    // nginx would otherwise keep the events back until its buffer is full.
    response.headers.add("X-Accel-Buffering", "no")
    response.body = .stream(stream)
    return response
  }

  /// - Parameter place: relative, so that it holds behind a proxy too.
  static func seeOther(_ place: String) -> Self {
    var response = make([], "text/plain; charset=utf-8", status: 303)
    response.headers.add("Location", place)
    return response
  }

  private static func make(_ bytes: [UInt8], _ type: String, status: Int = 200) -> Self {
    WebhookResponse(
      status: status,
      headers: [
        "Content-Type": type, "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
      ], body: .bytes(bytes))
  }
}
