/// Forms: each carries the token of its session, without which nothing is done.
struct FormMaker: Sendable {
  let csrf: String
  let community: String
  /// The page to come back to.
  let back: String

  /// A button that does something.
  /// - Parameters:
  ///   - label: what a screen reader says in its place, where the text alone does not tell what it is about.
  ///   - fields: what goes with it, unseen.
  func button(
    _ text: String, _ deed: String, _ fields: KeyValuePairs<String, String> = [:], label: String? = nil,
    kind: String? = nil
  ) -> Markup {
    form(
      deed, fields,
      .tag("button", ["class": kind, "aria-label": label.map { "\(text): \($0)" }], .text(text)))
  }

  func form(_ deed: String, _ fields: KeyValuePairs<String, String> = [:], _ content: Markup...) -> Markup {
    let hidden = [("csrf", csrf), ("deed", deed), ("community", community), ("back", back)] + fields.map { ($0, $1) }
    return .tag(
      "form", ["method": "post", "action": "do"],
      .each(hidden) { .tag("input", ["type": "hidden", "name": $0.0, "value": $0.1]) }, .group(content))
  }
}
