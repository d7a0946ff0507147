import BotCore
import BotTesting
import FoundationEssentials
import Glibc
import Testing

@testable import Connectors
@testable import Feeds

/// Feeds that mean harm, or were hurt on the way.
@Suite struct FeedHostileTests {
  @Test func entitiesOfTheDocumentsOwnAreNeverExpanded() {
    let bomb = """
      <?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
      <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY % p "<!ENTITY q 'x'>"> %p;]>
      <rss><channel><item><title>Before &d; after</title><guid>&a;</guid></item></channel></rss>
      """
    let feed = FeedSamples.document(bomb)
    #expect(feed?.entries.map(\.title) == ["Before after"])
  }

  @Test(arguments: ["SYSTEM \"file:///etc/passwd\"", "PUBLIC \"x\" \"http://127.0.0.1:1/x\""])
  func nothingIsFetchedThatADocumentNames(source: String) {
    let feed = FeedSamples.document(
      "<!DOCTYPE rss [<!ENTITY x \(source)>]><rss><channel><item><title>[&x;]</title></item></channel></rss>")
    #expect(feed?.entries.map(\.title) == ["[]"])
    let subset = FeedSamples.document(
      "<!DOCTYPE rss \(source)><rss><channel><item><title>t&x;</title></item></channel></rss>")
    #expect(subset?.entries.map(\.title) == ["t"])
  }

  @Test func depthEndsTheReadingNotTheBot() {
    let deep = String(repeating: "<x>", count: 100_000)
    let feed = FeedSamples.document("<rss><channel><item><title>first</title></item>\(deep)")
    #expect(feed?.entries.map(\.title) == ["first"])
    let inside = FeedSamples.document(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content type=\"xhtml\">\(deep)")
    #expect(inside?.entries == [])
  }

  /// The reader opens an element for each and closes none.
  @Test func tagsThatAreAllBrokenEndTheReading() {
    let feed = FeedSamples.document(
      "<rss><channel><item><title>first</title></item>" + String(repeating: "<a", count: 500_000))
    #expect(feed?.entries.map(\.title) == ["first"])
    #expect(feed?.isCut == true)
  }

  /// A converter takes some 66 kilobytes: what one look keeps shows after many.
  @Test func lookingForAnEncodingKeepsNothing() throws {
    let bytes = FeedBytes(Array("<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss/>".utf8))
    #expect(bytes.encoding(told: nil) == "UTF-8" || bytes.encoding(told: nil) == nil)
    let before = resident()
    for _ in 0..<4000 { _ = bytes.encoding(told: nil) }
    #expect(resident() - before < 130 << 20)
  }

  /// Bytes of this process in memory.
  private func resident() -> Int {
    var bytes = [UInt8](repeating: 0, count: 200)
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    let count = fread(&bytes, 1, bytes.count, file)
    let words = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * 4096 : 0
  }

  @Test func entriesHaveALimit() {
    let items = (1...1200).map { "<item><title>\($0)</title></item>" }.joined()
    #expect(FeedSamples.document("<rss><channel>\(items)</channel></rss>")?.entries.count == 1000)
  }

  @Test func addressesOfOtherSchemesAreNoLinks() {
    let feed = FeedSamples.document(
      """
      <rss><channel><item><title>t</title><link>javascript:alert(1)</link>
      <description>&lt;a href="javascript:x()"&gt;go&lt;/a&gt; &lt;script&gt;y()&lt;/script&gt;</description></item>
      </channel></rss>
      """)
    #expect(feed?.entries == [FeedEntry(id: nil, link: nil, title: "t", body: "go")])
  }

  /// Each sample cut at many places: whole entries count, and nothing falls over.
  @Test(arguments: FeedSamples.xml.keys.sorted()) func truncatedFeedsAreReadAsFarAsTheyGo(name: String) throws {
    let bytes = Array(try #require(FeedSamples.xml[name]).utf8)
    let whole = try #require(FeedXML.read(bytes, charset: nil, base: FeedSamples.address)).entries
    for end in stride(from: 0, to: bytes.count, by: 7) {
      let cut = FeedXML.read(Array(bytes[..<end]), charset: nil, base: FeedSamples.address)
      let entries = cut?.entries ?? []
      #expect(Array(whole.prefix(entries.count)) == entries, "cut at \(end)")
    }
  }

  /// Bytes overwritten, dropped and doubled by dice that always fall alike.
  @Test(arguments: FeedSamples.xml.keys.sorted()) func mutatedFeedsNeverCrash(name: String) throws {
    let bytes = Array(try #require(FeedSamples.xml[name]).utf8)
    var dice = SeededRandom(seed: name)
    let spice = Array("<>&;\"'/=![]-?%\u{0}\u{FF}x0".utf8)
    var read = 0
    for _ in 0..<300 {
      var body = bytes
      for _ in 0..<Int.random(in: 1...12, using: &dice) {
        let place = Int.random(in: 0..<body.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: body[place] = spice[Int.random(in: 0..<spice.count, using: &dice)]
        case 1: body.remove(at: place)
        case 2: body.insert(spice[Int.random(in: 0..<spice.count, using: &dice)], at: place)
        default: body.insert(contentsOf: body[place..<min(body.count, place + 40)], at: place)
        }
      }
      if FeedXML.read(body, charset: nil, base: FeedSamples.address) != nil { read += 1 }
    }
    #expect(read > 100)
  }
}
