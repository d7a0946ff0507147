internal import BotCore
internal import Feeds
internal import FoundationEssentials

/// Asks for one feed, along its redirects.
struct FeedLook {
  let http: any HTTPClient
  let now: Date

  private static let mostRedirects = 5

  enum Found {
    case feed(FeedDocument, HTTPResponse)
    case unchanged
    /// The address is given up for good (410).
    case gone
    /// It asked to wait.
    case busy(after: Duration?, reason: String)
    case failed(reason: String)
  }

  struct Result {
    let found: Found
    /// Another address to be used from now on (301, 308).
    let hasMoved: Bool
  }

  /// - Parameter record: what makes the request conditional; `nil` asks for all of it.
  /// - Throws: only that it was cancelled.
  func look(at source: FeedSource, _ record: FeedRecord?) async throws -> Result {
    var url = source.url.reveal()
    var hasMoved = false
    for hop in 0...Self.mostRedirects {
      do {
        let answer = try await http.send(request(url, record, isRedirected: hop > 0))
        guard [301, 302, 303, 307, 308].contains(answer.status) else {
          return Result(found: found(answer, url), hasMoved: hasMoved)
        }
        guard let next = answer.headers["Location"].flatMap({ FeedLink.resolve($0, url) }) else {
          return Result(found: .failed(reason: "it redirects to nowhere"), hasMoved: false)
        }
        // Only what moved for good all the way has moved.
        hasMoved = (hop == 0 || hasMoved) && (answer.status == 301 || answer.status == 308)
        url = next
      } catch let error as HTTPError where error != .cancelled {
        return Result(found: .failed(reason: error.description), hasMoved: false)
      }
    }
    return Result(found: .failed(reason: "it redirects more than \(Self.mostRedirects) times"), hasMoved: false)
  }

  private func request(_ url: String, _ record: FeedRecord?, isRedirected: Bool) -> HTTPRequest {
    var request = HTTPRequest(
      "GET", url,
      headers: [
        "Accept": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
      ])
    if let etag = record?.etag { request.headers["If-None-Match"] = etag }
    if let modified = record?.modified { request.headers["If-Modified-Since"] = modified }
    request.limits.maxBody = 5 << 20
    request.limits.total = .seconds(30)
    // A manager may name a feed of the own network; a feed elsewhere may not lead there.
    request.limits.allowsPrivateAddresses = !isRedirected
    return request
  }

  private func found(_ answer: HTTPResponse, _ url: String) -> Found {
    switch answer.status {
    case 200..<300:
      do {
        return .feed(try FeedReader.read(answer, base: url), answer)
      } catch {
        return .failed(reason: error.reason)
      }
    case 304: return .unchanged
    case 410: return .gone
    case 429, 503:
      return .busy(after: RateHeaders.retryAfter(answer.headers, now: now), reason: "it answers \(answer.status)")
    default: return .failed(reason: "it answers \(answer.status)")
    }
  }
}
