/// Where somebody signs in.
enum SignInPage {
  static func html(fault: String? = nil) -> String {
    page(
      .tag("h1", [:], "Sign in"),
      fault.map { .tag("p", ["class": "banner fault", "role": "alert"], .text($0)) } ?? .none,
      .tag(
        "form", ["method": "post", "action": "sign-in", "class": "sheet"],
        .tag("label", ["for": "token"], "Token"),
        .tag(
          "input",
          ["id": "token", "name": "token", "type": "password", "required": "", "autocomplete": "current-password"]),
        name, .tag("button", ["class": "main"], "Sign in")),
      .tag(
        "p", ["class": "quiet"], "On the machine of the bot, ", .tag("code", [:], "botrun console"),
        " prints a link that signs you in without the token."))
  }

  /// A look at the link does not use it up, so that nothing that opens addresses ahead of time can.
  static func html(code: String) -> String {
    page(
      .tag("h1", [:], "Sign in"),
      .tag("p", [:], "This link lets you in once."),
      .tag(
        "form", ["method": "post", "action": "sign-in", "class": "sheet"],
        .tag("input", ["type": "hidden", "name": "code", "value": code]), name,
        .tag("button", ["class": "main"], "Sign in")))
  }

  static func refused(_ reason: String) -> String {
    page(
      .tag("h1", [:], "This cannot be done"), .tag("p", [:], .text(reason)),
      .tag("p", [:], .link("today", "Back to the console")))
  }

  private static var name: Markup {
    .group([
      .tag("label", ["for": "name"], "Your name, which others see beside what you do (may stay empty)"),
      .tag("input", ["id": "name", "name": "name", "maxlength": "40", "autocomplete": "nickname"]),
    ])
  }

  private static func page(_ content: Markup...) -> String {
    Layout.document(
      title: "Sign in",
      body: .group([
        .tag("header", [:], .tag("p", ["class": "brand"], "botrun console")),
        .tag("main", ["id": "main", "tabindex": "-1", "class": "narrow"], .group(content)),
      ]))
  }
}
