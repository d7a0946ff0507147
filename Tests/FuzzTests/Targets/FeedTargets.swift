import BotCore
import Feeds
import FoundationEssentials

let feedTargets = [
  FuzzTarget("feed", run: feed),
  FuzzTarget("html", run: html),
  FuzzTarget("dates", run: dates),
]

@Sendable private func feed(_ bytes: [UInt8]) throws {
  let body = bytes.cut(256 << 10)
  let feed = try FeedReader.read(body, charset: nil, base: "https://a.example/feed.xml")
  let again = try FeedReader.read(body, charset: nil, base: "https://a.example/feed.xml")
  try Broken.unlessSame("\(feed)", "\(again)", "a feed is read in two ways")
  try Broken.unless("\(feed)".utf8.count < 64 * body.count + 65_536, "a small feed becomes a large one")
}

@Sendable private func html(_ bytes: [UInt8]) throws {
  let source = bytes.cut(64 << 10).text
  let plain = HTML.plain(source)
  try Broken.unless(plain.utf8.count <= 16 * source.utf8.count + 64, "a small page becomes a long text")
  try Broken.unless(!plain.utf8.contains(0), "a text holds a NUL")
}

@Sendable private func dates(_ bytes: [UInt8]) throws {
  let text = bytes.cut(256).text
  guard let date = LenientDate.read(text) else { return }
  try Broken.unless(date.timeIntervalSince1970.isFinite, "a date is none")
  try Broken.unless(abs(date.timeIntervalSince1970) < 3e11, "a date beyond the year 9999: \(text)")
  try Broken.unless(Date(timestamp: date.timestamp) != nil, "a date cannot be stored: \(text)")
}
