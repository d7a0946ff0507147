import BotCore
import Connectors
import FoundationEssentials

@testable import Console

let textTargets = [
  FuzzTarget("markdown", run: markdown),
  FuzzTarget("template", run: template),
  FuzzTarget("parts", run: parts),
  FuzzTarget("rendering", run: rendering),
]

@Sendable private func markdown(_ bytes: [UInt8]) throws {
  let source = bytes.cut(64 << 10).text
  let text = Markdown.text(source)
  try Broken.unless(
    isWithin(letters(text.plain), letters(source)), "Markdown says what was not written: \(text.plain.prefix(200))")
  try Broken.unlessSame(Markdown.text(source), text, "Markdown is read in two ways")
  _ = Markdown.unwrapped(source)
}

@Sendable private func template(_ bytes: [UInt8]) throws {
  let template = try Template(bytes.cut(16 << 10).text)
  let names = template.variables
  func render(_ value: Text) -> Text { template.render(Dictionary(names.map { ($0, value) }) { a, _ in a }) }
  let tame = render("V")
  let wild = render("**V** [x](https://x.example) {V} `V`")
  try Broken.unlessSame(
    shape(of: tame), shape(of: wild), "what a value holds decides on the markup of \(template.source.prefix(200))")
}

/// The nodes without their words; plain ones left out, as texts next to each other may be one or two.
private func shape(of text: Text) -> [String] {
  text.nodes.flatMap { node -> [String] in
    switch node {
    case .plain: []
    case .mention: ["mention"]
    case .channel: ["channel"]
    case .link: ["link"]
    case .code: ["code"]
    case .codeBlock: ["block"]
    case .bold(let text): ["bold("] + shape(of: text) + [")"]
    case .italic(let text): ["italic("] + shape(of: text) + [")"]
    case .quote(let text): ["quote("] + shape(of: text) + [")"]
    case .list(let items): ["list("] + items.flatMap { shape(of: $0) + [";"] } + [")"]
    }
  }
}

@Sendable private func parts(_ bytes: [UInt8]) throws {
  var choices = Choices(bytes.cut(8 << 10))
  let longest = choices.number(1...600)
  let source = choices.end().text
  for text in [Markdown.text(source), Text(source)] {
    let parts = text.parts(longest: longest) { $0.plain.count }
    try Broken.unless((1...20).contains(parts.count), "\(parts.count) parts")
    let said = parts.flatMap { letters($0.plain) }
    if parts.count < 20 {
      try Broken.unlessSame(said, letters(text.plain), "parts of \(longest) do not say the same")
    } else {
      try Broken.unless(isWithin(said, letters(text.plain)), "parts say what was not written")
    }
    let cut = text.cut(longest: longest) { $0.plain.count }
    try Broken.unless(isWithin(letters(cut.plain), letters(text.plain)), "a cut text says more")
    guard text == Text(source), longest >= 8 else { continue }
    for part in parts { try Broken.unless(part.plain.count <= longest, "a part of \(part.plain.count) > \(longest)") }
    try Broken.unless(cut.plain.count <= longest, "a cut text is longer than \(longest): \(cut.plain.count)")
  }
}

@Sendable private func rendering(_ bytes: [UInt8]) throws {
  var choices = Choices(bytes.cut(4 << 10))
  let text = tree(&choices, depth: 0)
  for kind in builtInConnectors {
    let about = kind.about
    let rendered = about.render(text)
    try Broken.unlessSame(about.render(text), rendered, "\(about.name) renders in two ways")
    try Broken.unless(about.length(text) >= 0, "\(about.name) counts a negative length")
    for part in text.parts(longest: about.text.max, length: about.length) { _ = about.render(part) }
  }
  let plain = text.plain
  for name in ["discord", "slack"] {
    guard let about = builtInConnectors.first(where: { $0.about.name == name })?.about else { continue }
    let quiet = about.render(Text(plain)).split(separator: "\\<", omittingEmptySubsequences: false).joined(
      separator: "‹")
    // Slack takes only its own form in angle brackets for a call.
    let words = name == "discord" ? ["@everyone", "@here"] : []
    for call in words + ["<!channel>", "<!here>", "<@"] {
      try Broken.unless(!quiet.contains(call), "\(name) lets plain text call \(call): \(quiet.prefix(200))")
    }
  }
  let page = Markup.of(text).html
  for tag in ["<script", "<img", "<iframe", "javascript:"] where !plain.lowercased().contains("javascript:") {
    try Broken.unless(!page.contains(tag), "the console shows \(tag)")
  }
}

private func tree(_ choices: inout Choices, depth: Int) -> Text {
  var nodes: [Text.Node] = []
  repeat {
    let kind = depth > 8 ? choices.byte() % 6 : choices.byte() % 10
    switch kind {
    case 0, 1: nodes.append(.plain(choices.text(40)))
    case 2: nodes.append(.mention(member: ID(choices.text(12)), name: choices.text(20)))
    case 3: nodes.append(.channel(id: ID(choices.text(12)), name: choices.text(20)))
    case 4: nodes.append(.link(label: choices.text(20), url: "https://a.example/" + choices.text(20)))
    case 5: nodes.append(choices.byte() % 2 == 0 ? .code(choices.text(20)) : .codeBlock(choices.text(40)))
    case 6: nodes.append(.bold(tree(&choices, depth: depth + 1)))
    case 7: nodes.append(.italic(tree(&choices, depth: depth + 1)))
    case 8: nodes.append(.quote(tree(&choices, depth: depth + 1)))
    default: nodes.append(.list(items: (0..<choices.byte() % 4).map { _ in tree(&choices, depth: depth + 1) }))
    }
  } while !choices.isEmpty && nodes.count < 12 && choices.byte() % 4 != 3
  return Text(nodes)
}
