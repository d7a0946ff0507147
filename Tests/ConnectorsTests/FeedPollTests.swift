import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors
@testable import Feeds

@Suite struct FeedPollTests {
  private let server = FeedTest()
  private let url = "https://feeds.example/news.xml"

  private func one(_ change: (inout FeedSettings) -> Void = { _ in }) -> Feed {
    server.feed([("news", url)], change)
  }

  @Test func theFirstLookAnnouncesNothingOld() async throws {
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    let first = try await one().poll(nil)
    #expect(first.events == [])
    #expect(first.next == .seconds(600))
    server.pass(.minutes(10))
    server.set(
      url, FeedTest.rss(FeedTest.item("3", "Three", 3), FeedTest.item("2", "Two", 2), FeedTest.item("1", "One", 1)))
    let second = try await one().poll(first.cursor)
    #expect(
      second.events == [
        .posted(FeedTest.message("2", "Two"), in: "lobby", at: FeedTest.day(2)),
        .posted(FeedTest.message("3", "Three"), in: "lobby", at: FeedTest.day(3)),
      ])
    server.pass(.minutes(10))
    #expect(try await one().poll(second.cursor).events == [])
  }

  @Test func allOfItIsAnnouncedWhereThatIsWanted() async throws {
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    let poll = try await one { $0.from = .beginning }.poll(nil)
    #expect(poll.events == [.posted(FeedTest.message("1", "One"), in: "lobby", at: FeedTest.day(1))])
  }

  @Test func aChangedTextIsAnEditAndAnUnchangedOneIsNothing() async throws {
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    let first = try await one().poll(nil)
    server.pass(.minutes(10))
    server.set(url, FeedTest.rss("<item><slash>9</slash>" + FeedTest.item("1", "One, mended", 1).dropFirst(6)))
    let second = try await one().poll(first.cursor)
    let entry = FeedEntry(id: "1", link: "https://a.example/1", title: "One, mended", body: "")
    let edited = FeedTest.message("1", "One, mended", version: Int(entry.content))
    #expect(second.events.map(\.kind) == [.messageEdited(message: edited)])
    // The same look again, as after a crash before the commit: the same key.
    #expect(try await one().poll(first.cursor).events.map(\.key) == second.events.map(\.key))
    server.pass(.minutes(10))
    #expect(try await one().poll(second.cursor).events == [])
  }

  @Test func anEntryThatDroppedOutAndCameBackIsKnown() async throws {
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    var cursor = try await one().poll(nil).cursor
    for items in [FeedTest.item("2", "Two", 2), FeedTest.item("1", "One", 1)] {
      server.pass(.minutes(10))
      server.set(url, FeedTest.rss(items))
      let poll = try await one().poll(cursor)
      #expect(poll.events.compactMap(\.message?.id.raw) == (items.contains("Two") ? ["2"] : []))
      cursor = poll.cursor
    }
  }

  @Test func requestsAreConditional() async throws {
    server.set(url, FeedTest.rss(), headers: ["ETag": "\"abc\"", "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"])
    let first = try await one().poll(nil)
    server.pass(.minutes(10))
    server.set(url, "", status: 304)
    let second = try await one().poll(first.cursor)
    #expect(second.events == [])
    let sent = server.requests.map { [$0.headers["If-None-Match"], $0.headers["If-Modified-Since"]] }
    #expect(sent == [[nil, nil], ["\"abc\"", "Thu, 01 Jan 2026 00:00:00 GMT"]])
    // What was seen outlives an answer that has nothing.
    server.pass(.minutes(10))
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    #expect(try await one().poll(second.cursor).events.count == 1)
  }

  @Test func aFeedIsAskedOnlyWhenItIsDue() async throws {
    server.set(url, FeedTest.rss())
    let first = try await one().poll(nil)
    server.pass(.minutes(4))
    let early = try await one().poll(first.cursor)
    #expect(server.requests.count == 1)
    #expect(early.next == .seconds(360))
    server.pass(.seconds(350))
    _ = try await one().poll(early.cursor)
    #expect(server.requests.count == 2)
  }

  @Test func anotherAddressIsAnotherFeed() async throws {
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    let first = try await one().poll(nil)
    server.set("https://b.example/", FeedTest.rss(FeedTest.item("7", "Seven", 1)))
    let moved = try await server.feed([("news", "https://b.example/")]).poll(first.cursor)
    #expect(moved.events == [])
    #expect(moved.cursor?.raw.contains(String(FNV("7".utf8).value, radix: 36)) == true)
    #expect(moved.cursor?.raw.contains(String(FNV("1".utf8).value, radix: 36)) == false)
  }

  @Test func oneFeedsFailureHoldsUpNoOther() async throws {
    let other = "https://feeds.example/blog.xml"
    let feeds = server.feed([("news", url), ("blog", other)]) { $0.from = .beginning }
    server.set(url, "nothing", status: 500)
    server.set(other, FeedTest.rss(FeedTest.item("1", "One", 1)))
    let first = try await feeds.poll(nil)
    #expect(first.events.compactMap(\.message?.channel) == ["blog"])
    #expect(server.logs == ["warning: a feed could not be read feed=news reason=it answers 500"])
    server.pass(.minutes(10))
    let second = try await feeds.poll(first.cursor)
    #expect(server.logs.count == 1)
    #expect(server.requests.map(\.url) == [url, other, url, other])
    // The third try waits twice as long.
    server.pass(.minutes(10))
    _ = try await feeds.poll(second.cursor)
    #expect(server.requests.map(\.url).suffix(1) == [other])
  }

  @Test func whenAllFailWhatIsKnownOfThemIsKept() async throws {
    let first = try await one().poll(nil)
    #expect(first.next == .seconds(600))
    server.pass(.minutes(9))
    let early = try await one().poll(first.cursor)
    #expect(server.requests.count == 1)
    server.pass(.minutes(1))
    server.set(url, "", status: 429, headers: ["Retry-After": "3600"])
    var cursor = try await one().poll(early.cursor).cursor
    for _ in 0..<5 {
      server.pass(.minutes(10))
      cursor = try await one().poll(cursor).cursor
    }
    #expect(server.requests.count == 2)
    #expect(
      server.logs == [
        "warning: a feed could not be read feed=news reason=feeds.example: the connection was refused"
      ])
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    server.pass(.minutes(10))
    #expect(try await one { $0.from = .beginning }.poll(cursor).events.count == 1)
  }

  @Test func afterALongFailureAFeedIsReadWithinTheHour() async throws {
    var cursor: Cursor?
    for _ in 0..<72 {
      cursor = try await one().poll(cursor).cursor
      server.pass(.minutes(10))
    }
    // At 0, 10, 30 and 70 minutes, and each hour from then on.
    #expect(server.requests.count == 14)
  }

  @Test func aFeedThatIsCutOffIsToldOnceAndReadAgain() async throws {
    server.set(url, "<rss><channel>" + FeedTest.item("1", "One", 1) + "<item><ti", headers: ["ETag": "x"])
    let first = try await one().poll(nil)
    #expect(first.events == [] && first.next == .seconds(600))
    #expect(server.logs == ["warning: a feed could not be read feed=news reason=the XML ends too early"])
    server.pass(.minutes(10))
    server.set(url, FeedTest.rss(FeedTest.item("2", "Two", 2), FeedTest.item("1", "One", 1)))
    let whole = try await one().poll(first.cursor)
    #expect(whole.events == [])
    server.pass(.minutes(10))
    server.set(url, "<rss><channel>" + FeedTest.item("3", "Three", 3) + "<item>", headers: ["ETag": "x"])
    var cut = try await one().poll(whole.cursor)
    #expect(cut.events.compactMap(\.message?.text) == ["Three"])
    server.pass(.minutes(10))
    cut = try await one().poll(cut.cursor)
    #expect(cut.events == [] && server.logs.count == 2)
    #expect(server.requests.allSatisfy { $0.headers["If-None-Match"] == nil })
  }

  @Test func aFeedThatIsAlwaysCutOffIsTakenAsItIs() async throws {
    server.set(url, "<rss><channel>" + FeedTest.item("1", "One", 1))
    let first = try await one().poll(nil)
    server.pass(.minutes(10))
    let second = try await one().poll(first.cursor)
    server.pass(.minutes(10))
    server.set(url, "<rss><channel>" + FeedTest.item("2", "Two", 2) + FeedTest.item("1", "One", 1))
    #expect(second.events == [])
    #expect(try await one().poll(second.cursor).events.compactMap(\.message?.text) == ["Two"])
  }

  @Test func aFeedThatAsksToWaitIsLeftAlone() async throws {
    let other = "https://feeds.example/blog.xml"
    let feeds = server.feed([("news", url), ("blog", other)])
    server.set(url, "", status: 503, headers: ["Retry-After": "1800"])
    server.set(other, FeedTest.rss())
    var cursor = try await feeds.poll(nil).cursor
    for _ in 0..<3 {
      server.pass(.minutes(10))
      cursor = try await feeds.poll(cursor).cursor
    }
    #expect(server.requests.filter { $0.url == url }.count == 2)
    #expect(server.requests.filter { $0.url == other }.count == 4)
  }

  @Test func aFeedThatMovedForGoodIsReadAndToldOnce() async throws {
    let there = "https://new.example/feed.xml"
    server.set(url, "", status: 301, headers: ["Location": there])
    server.set(there, FeedTest.rss(FeedTest.item("1", "One", 1)))
    let first = try await one { $0.from = .beginning }.poll(nil)
    #expect(first.events.count == 1)
    server.pass(.minutes(10))
    _ = try await one().poll(first.cursor)
    #expect(
      server.logs == ["warning: a feed has moved for good: write its new address into the configuration feed=news"])
    #expect(server.requests.map(\.limits.allowsPrivateAddresses) == [true, false, true, false])
    server.set(url, "", status: 302, headers: ["Location": "/elsewhere.xml"])
    server.set("https://feeds.example/elsewhere.xml", FeedTest.rss())
    server.pass(.minutes(10))
    _ = try await one().poll(nil)
    #expect(server.logs.count == 1)
  }

  @Test func redirectsEnd() async throws {
    server.set(url, "", status: 302, headers: ["Location": url])
    _ = try await one().poll(nil)
    server.set(url, "", status: 302, headers: ["Location": "file:///etc/passwd"])
    _ = try await one().poll(nil)
    let fault = "warning: a feed could not be read feed=news reason="
    #expect(server.logs == [fault + "it redirects more than 5 times", fault + "it redirects to nowhere"])
  }

  @Test func aFeedThatIsGoneIsToldOnceAndAskedOnceADay() async throws {
    server.set(url, "", status: 410)
    var cursor = try await one().poll(nil).cursor
    for _ in 0..<47 {
      server.pass(.hours(1))
      cursor = try await one().poll(cursor).cursor
    }
    #expect(server.requests.count == 2)
    #expect(
      server.logs == ["error: a feed is gone for good and is asked only once a day from now on feed=news"])
    server.pass(.hours(1))
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    let back = try await one { $0.from = .beginning }.poll(cursor)
    #expect(back.events.count == 1 && back.next == .seconds(600))
  }

  @Test func ofAnIDThatStandsThereTwiceTheFirstCounts() async throws {
    server.set(url, FeedTest.rss(FeedTest.item("1", "Later", 2), FeedTest.item("1", "Earlier", 1)))
    let feed = one { $0.from = .beginning }
    let first = try await feed.poll(nil)
    #expect(first.events.compactMap(\.message?.text) == ["Later"])
    server.pass(.minutes(10))
    #expect(try await feed.poll(first.cursor).events == [])
  }

  @Test func beingStoppedIsNoFailureOfTheFeed() async throws {
    let stopped = ScriptedHTTP { _ in throw HTTPError.cancelled }
    var settings = FeedSettings()
    var source = FeedSource()
    (source.name, source.url) = ("news", TextOrSecret(url))
    settings.feeds = [source]
    await #expect(throws: HTTPError.cancelled) { try await Feed(settings, .testing(http: stopped)).poll(nil) }
  }

  @Test func entriesWithoutAnIDAreKnownByLinkAndTitle() async throws {
    let item = "<item><title>A</title><link>https://a.example/x</link></item>"
    server.set(url, FeedTest.rss(item, "<item><title>B</title><link>https://a.example/x</link></item>", item))
    let feed = one { $0.from = .beginning }
    let first = try await feed.poll(nil)
    #expect(
      first.events.compactMap(\.message?.text) == ["B", "A"] || first.events.compactMap(\.message?.text) == ["A", "B"])
    server.pass(.minutes(10))
    #expect(try await feed.poll(first.cursor).events == [])
  }

  @Test(arguments: ["", "{", "[]", "{\"feeds\":3}", "{\"feeds\":{\"x\":{\"seen\":\"a b.c .\"}}}"])
  func aCursorThatIsNotUnderstoodIsAFirstLook(raw: String) async throws {
    server.set(url, FeedTest.rss(FeedTest.item("1", "One", 1)))
    #expect(try await one().poll(Cursor(raw)).events == [])
  }

  @Test func longTextsAreCut() async throws {
    server.set(
      url,
      FeedTest.rss(
        "<item><guid>1</guid><title>T</title><description>\(String(repeating: "a", count: 9000))</description></item>"))
    let poll = try await one { ($0.from, $0.maxLength) = (.beginning, 100) }.poll(nil)
    #expect(poll.events.first?.message?.text.count == 100)
    #expect(poll.events.first?.message?.text.hasPrefix("T\n\naaa") == true)
  }

  @Test func probingTellsWhatIsWrongWithEach() async {
    server.set("https://a.example/", FeedTest.rss())
    server.set("https://b.example/", "", status: 308, headers: ["Location": "https://a.example/"])
    server.set("https://c.example/", "", status: 410)
    server.set("https://d.example/", "<html></html>")
    server.set("https://e.example/", "", status: 429)
    let feed = server.feed(["a", "b", "c", "d", "e", "f"].map { ($0, "https://\($0).example/") })
    let problems = await feed.probe()
    #expect(
      problems.map { "\($0.severity.rawValue) \($0.subject): \($0.fault)" } == [
        "warning feed b: it has moved for good", "error feed c: it is gone for good (410)",
        "error feed d: it is a web page, not a feed; look in the page's source for rel=\"alternate\"",
        "warning feed e: it answers 429: too many requests", "error feed f: feeds.example: the connection was refused",
      ])
  }

  @Test func nothingIsWrittenToAFeed() async {
    let outcome = await one().perform(.post(text: "x", in: "news", named: nil), key: "k")
    #expect(outcome == .refused(.unsupported, reason: "a feed is only read"))
  }
}
