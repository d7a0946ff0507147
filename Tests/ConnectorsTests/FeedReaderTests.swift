import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors
@testable import Feeds

/// What is read of feeds as they are really written.
@Suite struct FeedReaderTests {
  @Test func wordpressIsRead() throws {
    let feed = try #require(FeedSamples.document(FeedSamples.wordpress))
    #expect(feed.title == "Garden & Gate")
    #expect(
      feed.entries == [
        FeedEntry(
          id: "https://garden.example/?p=7", link: "https://garden.example/pears/", title: "Pears ’n’ plums",
          body: "They are ripe (https://feeds.example/ripe).\n\n- one\n- two", author: "Ada & Ben",
          published: FeedSamples.at("2026-03-29T01:30:00Z")),
        FeedEntry(
          id: "https://garden.example/apples/", link: "https://garden.example/apples/", title: "Apples",
          body: "Only a line here.", published: FeedSamples.at("2026-03-28T09:00:00Z")),
      ])
  }

  @Test func aPodcastLeadsToItsFile() throws {
    let feed = try #require(FeedSamples.document(FeedSamples.podcast))
    #expect(feed.author == "The House")
    #expect(
      feed.entries == [
        FeedEntry(
          id: "ep-12", link: "https://cdn.example/12.mp3", title: "12: Moderation", body: "How to stay calm.",
          author: "Cid", published: FeedSamples.at("2026-02-03T11:00:00Z"))
      ])
  }

  @Test func theFirstRSSIsRead() throws {
    let feed = try #require(FeedSamples.document(FeedSamples.rdf))
    #expect(feed.title == "Old News")
    #expect(
      feed.entries == [
        FeedEntry(
          id: "https://old.example/1", link: "https://old.example/1", title: "First", body: "Words", author: "Eve",
          published: FeedSamples.at("2026-01-02T02:04:00Z"))
      ])
  }

  @Test func githubsReleasesAreRead() throws {
    let at = FeedSamples.at("2026-05-01T10:00:00Z")
    #expect(
      FeedSamples.document(FeedSamples.github)?.entries == [
        FeedEntry(
          id: "tag:github.com,2008:Repository/42/v1.2.0", link: "https://github.com/peer/tool/releases/tag/v1.2.0",
          title: "v1.2.0", body: "Fixes\n\nLess <noise>.", author: "octopeer", published: at, updated: at)
      ])
  }

  @Test func youtubesVideosAreRead() {
    #expect(
      FeedSamples.document(FeedSamples.youtube)?.entries == [
        FeedEntry(
          id: "yt:video:abc", link: "https://www.youtube.com/watch?v=abc", title: "A talk",
          body: "Line one\nline <two>", author: "Peer Talks", published: FeedSamples.at("2026-04-01T12:00:00Z"),
          updated: FeedSamples.at("2026-04-02T12:00:00Z"))
      ])
  }

  @Test func redditsPostsAreRead() {
    let at = FeedSamples.at("2026-02-02T02:02:02Z")
    #expect(
      FeedSamples.document(FeedSamples.reddit)?.entries == [
        FeedEntry(
          id: "t3_abc", link: "https://www.reddit.com/r/peers/comments/abc/tips/", title: "Tips?",
          body: "Any tips?\n\nsubmitted by", author: "/u/ada", published: at, updated: at)
      ])
  }

  @Test func markupInPlaceIsReadAndBasesCountOn() {
    let feed = FeedSamples.document(FeedSamples.xhtml)
    #expect(feed?.title == "Plæn")
    #expect(
      feed?.entries == [
        FeedEntry(
          id: "x1", link: "https://base.example/a/b/entry", title: "A bold one",
          body: "1 < 2 & see (https://base.example/a/c)\n\nend", published: FeedSamples.at("2026-01-01T00:00:00.250Z"))
      ])
  }

  @Test func jsonFeedIsRead() throws {
    let feed = try FeedReader.read(.json(FeedSamples.json), base: "https://notes.example/feed.json")
    #expect(feed.author == "House")
    #expect(
      feed.entries == [
        FeedEntry(
          id: "7", link: "https://notes.example/7", title: "Seven", body: "An x (https://notes.example/x)",
          author: "Ada", published: FeedSamples.at("2026-01-01T00:00:00Z"),
          updated: FeedSamples.at("2026-01-02T00:00:00Z")),
        FeedEntry(id: "8", link: nil, title: "", body: "plain <b>as is</b>"),
      ])
  }

  @Test(
    arguments: [
      ("<?xml version='1.0' encoding='ISO-8859-1'?>", [0xE4], nil, "ä"),
      ("<?xml version='1.0' encoding='windows-1251'?>", [0xFF], nil, "я"),
      ("<?xml version='1.0' encoding='utf-8'?>", [0x93, 0xE4, 0x94], nil, "“ä”"),
      ("", [0xE4], "ISO-8859-1", "ä"), ("", [0xE4], nil, "ä"), ("", [0xC3, 0xA4], "ISO-8859-1", "ä"),
      ("<?xml version='1.0' encoding='ISO-8859-1'?>", [0xE4], "utf-8", "ä"),
      ("\u{FEFF}  \n<?xml version='1.0' encoding='UTF-8'?>", [0xC3, 0xA4], nil, "ä"),
      ("<?xml version='1.0' encoding='x-nowhere'?>", [0x61], nil, "a"),
    ] as [(String, [UInt8], String?, String)])
  func encodingsAreMinded(head: String, letter: [UInt8], told: String?, shown: String) {
    let body =
      Array("\(head)<rss><channel><item><title>".utf8) + letter + Array("</title></item></channel></rss>".utf8)
    let feed = FeedXML.read(body, charset: told, base: FeedSamples.address)
    #expect(feed?.entries.map(\.title) == [shown])
  }

  @Test(arguments: [true, false]) func twoBytesALetterAreRead(isBigEndian: Bool) {
    let text =
      "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?><rss><channel><item><title>Grüße</title></item></channel></rss>"
    let bytes = text.utf16.flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
      return isBigEndian ? [high, low] : [low, high]
    }
    #expect(FeedXML.read(bytes, charset: nil, base: "")?.entries.map(\.title) == ["Grüße"])
  }

  @Test(
    arguments: [
      ("AT&T &amp; Co", "AT&T & Co"), ("a&nbsp;b &eacute; &unknown; c", "a b é c"), ("&#228;&#xE4;&", "ää&"),
      ("<![CDATA[a&b=c &nbsp;]]>", "a&b=c"), ("1 < 2", nil), ("tab\u{0B}bed", "tab bed"), ("R&D; x", "R x"),
      ("&amp;lt;b&amp;gt;", "<b>"),
    ] as [(String, String?)])
  func sloppyTextIsRead(written: String, shown: String?) {
    let feed = FeedSamples.document(
      "<rss><channel><item><title>\(written)</title><guid>1</guid><link>https://a.example/?x=1&y=2</link></item></channel></rss>"
    )
    if let shown { #expect(feed?.entries.map(\.title) == [shown]) }
    #expect(feed != nil)
  }

  @Test func anAmpersandInAnAddressStays() {
    for link in ["https://a.example/?x=1&y=2&copy=3", "<![CDATA[https://a.example/?x=1&y=2&copy=3]]>"] {
      let feed = FeedSamples.document("<rss><channel><item><link>\(link)</link></item></channel></rss>")
      #expect(feed?.entries.map(\.link) == ["https://a.example/?x=1&y=2&copy=3"])
    }
  }

  @Test func undeclaredPrefixesMeanWhatTheyUsuallyDo() {
    let feed = FeedSamples.document(
      "<rss><channel><item><title>T</title><dc:creator>Ada</dc:creator><content:encoded>&lt;p&gt;x</content:encoded></item></channel></rss>"
    )
    #expect(feed?.entries == [FeedEntry(id: nil, link: nil, title: "T", body: "x", author: "Ada")])
  }

  @Test(arguments: [
    (
      "<!DOCTYPE html><html><head><title>x</title></head></html>",
      "it is a web page, not a feed; look in the page's source for rel=\"alternate\""
    ),
    ("", "the answer is empty"), ("hello", "it is neither RSS nor Atom nor JSON Feed"),
    ("{\"a\":1}", "it answers JSON that is no JSON Feed"), ("{", "it answers JSON that is no JSON Feed"),
    ("<opml><body/></opml>", "it is neither RSS nor Atom nor JSON Feed"),
  ]) func whatIsNoFeedIsTold(body: String, reason: String) {
    #expect(throws: FeedReader.Fault(reason: reason)) {
      try FeedReader.read(HTTPResponse(status: 200, body: Array(body.utf8)), base: "https://a.example")
    }
  }
}
