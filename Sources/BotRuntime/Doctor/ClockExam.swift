import BotCore
import CSystem
import FoundationEssentials

/// The clock against those of the platforms, as the `Date` field of their answers tells it (RFC 9110, 6.6.1), and against
/// what the kernel says of its own.
struct ClockExam {
  /// Seconds that webhooks and signatures bear; beyond, platforms refuse.
  private static let bearable = 60.0
  private static let tolerable = 5.0

  /// By host: how far this machine's clock is ahead, in seconds.
  let ahead: [String: Double]

  var findings: [Finding] { platforms + [kernel] }

  private var platforms: [Finding] {
    ahead.sorted { $0.key < $1.key }.compactMap { host, seconds in
      let off = Int(abs(seconds).rounded())
      let says = "\(off) s \(seconds > 0 ? "ahead of" : "behind") \(host)"
      if abs(seconds) > Self.bearable {
        return Finding(.fail, "clock", says, "set the clock: timedatectl set-ntp true")
      }
      if abs(seconds) > Self.tolerable {
        return Finding(.warn, "clock", says, "keep the clock set: timedatectl set-ntp true")
      }
      return Finding(.ok, "clock", "as that of \(host)")
    }
  }

  private var kernel: Finding {
    switch cs_clock_is_kept() {
    case 1: return Finding(.ok, "clock", "kept in step with time servers")
    case 0: return Finding(.warn, "clock", "no time server keeps it in step", "turn it on: timedatectl set-ntp true")
    default: return Finding(.ok, "clock", "the kernel does not say whether a time server keeps it in step")
    }
  }
}

/// Passes requests on and notes what the answers tell of the time.
struct ClockNotingHTTP: HTTPClient {
  let inner: any HTTPClient
  let clock: Clock
  let ahead: Lock<[String: Double]>

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sent = clock.now()
    let response = try await inner.send(request)
    let back = clock.now()
    if let date = response.headers["Date"].flatMap(HTTPDate.init), let host = URLComponents(string: request.url)?.host {
      // The answer was made somewhere between; its date is cut to the second.
      let middle = sent.addingTimeInterval(back.timeIntervalSince(sent) / 2)
      ahead.withLock { $0[host] = middle.timeIntervalSince(date.date) - 0.5 }
    }
    return response
  }
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7); the obsolete forms are not read.
struct HTTPDate: Hashable {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  let date: Date

  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", parts[3].count == 4, parts[1].count == 2,
      let month = Self.months.firstIndex(of: String(parts[2])),
      let date = Date(timestamp: "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z")
    else { return nil }
    self.date = date
  }
}
