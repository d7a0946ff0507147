/// The parts of an address that say where it leads.
struct LinkAddress: Sendable, Hashable {
  /// "www." left out.
  let host: Range<Int>
  /// The last part of the host: "com".
  let ending: Range<Int>
  let isMail: Bool
  /// 0 none written, 1 `http:`, 2 `https:`.
  let scheme: Int
  /// Written as Slack writes links, in pointed brackets.
  let isBracketed: Bool
  /// Behind the host.
  let path: Range<Int>

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    var start = range.lowerBound
    isBracketed = bytes[start] == UInt8(ascii: "<")
    if isBracketed { start += 1 }
    var place = start
    var scheme = 0
    while place + 2 < min(range.upperBound, start + 9) {
      if bytes[place] == UInt8(ascii: ":"), bytes[place + 1] == UInt8(ascii: "/"), bytes[place + 2] == UInt8(ascii: "/")
      {
        scheme = bytes[place - 1] == UInt8(ascii: "s") ? 2 : 1
        start = place + 3
        break
      }
      place += 1
    }
    var end = start
    var mail: Int?
    while end < range.upperBound, !Self.endsHost(bytes[end]) {
      if bytes[end] == UInt8(ascii: "@") { mail = end + 1 }
      end += 1
    }
    self.scheme = scheme
    isMail = mail != nil
    path = end..<range.upperBound
    start = mail ?? start
    if end - start > 4, bytes[start] == UInt8(ascii: "w"), bytes[start + 1] == UInt8(ascii: "w"),
      bytes[start + 2] == UInt8(ascii: "w"), bytes[start + 3] == UInt8(ascii: ".")
    {
      start += 4
    }
    host = start..<end
    var label = end
    while label > start, bytes[label - 1] != UInt8(ascii: ".") { label -= 1 }
    ending = label..<end
  }

  private static func endsHost(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "|")
      || byte == UInt8(ascii: ">") || byte == UInt8(ascii: ":")
  }

  /// Bytes that the name of a host has at most (RFC 1035, section 2.3.4).
  private static let longestHost = 253

  enum Kind: Int, Sendable {
    case other, shortener, invitation, known
  }

  /// Short links hide where they lead; invitations lead people away from the community.
  func kind(_ bytes: UnsafeBufferPointer<UInt8>) -> Kind {
    let name = String(decoding: bytes[host], as: UTF8.self)
    if Self.shorteners.contains(name) { return .shortener }
    if Self.invitations.contains(name) { return .invitation }
    return isKnown(bytes) ? .known : .other
  }

  /// Whether the host or one that it belongs to is on the list: "en.wikipedia.org", "someone.github.io".
  private func isKnown(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var start = host.lowerBound
    if let dot = host.first(where: { bytes[$0] == UInt8(ascii: ".") }),
      Self.knownFirst.contains(String(decoding: bytes[start..<dot], as: UTF8.self))
    {
      return true
    }
    guard host.count <= Self.longestHost else { return false }
    while start < host.upperBound {
      if Self.known.contains(String(decoding: bytes[start..<host.upperBound], as: UTF8.self)) { return true }
      guard let dot = (start..<host.upperBound).first(where: { bytes[$0] == UInt8(ascii: ".") }) else { return false }
      start = dot + 1
    }
    return false
  }

  /// First parts of hosts of the same kind: "docs.example.org".
  static let knownFirst: Set<String> = [
    "api", "bugs", "cdn", "dev", "developer", "developers", "docs", "documentation", "forum", "forums", "git", "help",
    "learn", "lists", "media", "packages", "paste", "pkg", "support", "wiki",
  ]

  /// Places of code, reference, pictures and documents that people of communities link to all day.
  static let known: Set<String> = [
    "apache.org", "apple.com", "archive.org", "arxiv.org", "atlassian.net", "bitbucket.org", "codeberg.org",
    "codepen.io", "codesandbox.io", "cppreference.com", "crates.io", "debian.org", "developer.mozilla.org",
    "devdocs.io", "dpaste.com", "dpaste.org", "discord.com", "docker.com", "docs.google.com", "docs.rs",
    "drive.google.com", "dropbox.com",
    "figma.com", "fedoraproject.org", "flickr.com", "freenode.net", "ghost.org", "gist.github.com", "giphy.com",
    "github.com", "github.io", "gitlab.com", "gnome.org", "gnu.org", "godbolt.org", "gyazo.com", "hastebin.com",
    "hackmd.io", "huggingface.co", "ibb.co", "ix.io", "golang.org", "gstatic.com",
    "heroku.com", "herokuapp.com", "imgur.com", "jsfiddle.net", "kde.org", "kernel.org", "launchpad.net",
    "linkedin.com",
    "linux.org", "loom.com", "maven.org", "media.discordapp.net", "cdn.discordapp.com", "medium.com", "meet.google.com",
    "microsoft.com", "mozilla.org", "netlify.app", "news.ycombinator.com", "nist.gov", "notion.so", "npmjs.com",
    "oracle.com", "overleaf.com", "pastebin.com", "php.net", "postgresql.org", "postimg.cc", "prnt.sc", "prntscr.com",
    "pypi.org", "python.org",
    "readthedocs.io", "readthedocs.org", "redd.it", "reddit.com", "replit.com", "rust-lang.org", "scala-lang.org",
    "semanticscholar.org", "slack.com", "slideshare.net", "sourceforge.net", "spotify.com", "sprunge.us",
    "stackexchange.com", "streamable.com",
    "stackoverflow.com", "steamcommunity.com", "steampowered.com", "superuser.com", "swift.org", "tenor.com",
    "trello.com",
    "twimg.com", "twitch.tv", "ubuntu.com", "unicode.org", "unsplash.com", "vercel.app", "w3.org", "whatwg.org",
    "wikimedia.org", "wikipedia.org", "wiktionary.org", "x.com", "xkcd.com", "zoom.us", "zulipchat.com",
  ]

  static let shorteners: Set<String> = [
    "adf.ly", "bit.do", "bit.ly", "buff.ly", "clck.ru", "cutt.ly", "goo.gl", "is.gd", "j.mp", "lnkd.in", "ow.ly",
    "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "v.gd",
  ]
  static let invitations: Set<String> = [
    "chat.whatsapp.com", "discord.gg", "discord.me", "discordapp.com", "join.slack.com", "t.me", "telegram.me",
    "telegram.dog", "wa.me",
  ]
}
