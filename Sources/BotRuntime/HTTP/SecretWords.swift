import BotCore
import FoundationEssentials
import Glibc

/// The secrets of one connection, to be taken out of what its platform answers: a platform, or a proxy before it, may repeat a
/// request in its error, and error texts go into the log, the outbox and to moderators.
struct SecretWords: Sendable {
  /// Shorter ones stand in harmless texts by chance.
  private static let shortest = 8
  /// Without a sign that JSON, XML or HTML would read as its own.
  private static let mask = Array("(secret)".utf8)

  /// Tokens and passwords, the longest first, so that no part of one is left standing.
  private let words: [[UInt8]]
  /// Parts of addresses that may be keys. What is no error may name them rightly, as a feed does that links to itself.
  private let places: [[UInt8]]

  /// - Parameter secrets: as they are sent.
  init(_ secrets: [String]) {
    let addresses = secrets.compactMap { secret in URLComponents(string: secret).flatMap { $0.host == nil ? nil : $0 } }
    let tokens = secrets.filter { URLComponents(string: $0)?.host == nil }
    words = Self.sorted(tokens + addresses.flatMap(Self.logins))
    places = Self.sorted(addresses.compactMap(\.string) + addresses.flatMap(Self.keys))
  }

  /// What a request itself proves with who sends it: a token that was obtained at run time stands in no setting.
  init(of request: HTTPRequest) {
    let fields = ["Authorization", "Proxy-Authorization"].flatMap(request.headers.values)
    words = Self.sorted(fields.flatMap(Self.proofs) + (URLComponents(string: request.url).map(Self.logins) ?? []))
    places = []
  }

  /// What stands behind the scheme; of "Basic" the name and the password in clear, too (RFC 7617).
  private static func proofs(_ field: String) -> [String] {
    let parts = field.split(separator: " ", maxSplits: 1).map(\.trimmed)
    guard let proof = parts.last else { return [] }
    guard parts.count == 2, parts[0].lowercased() == "basic", let clear = Data(base64Encoded: proof) else {
      return [proof]
    }
    let login = String(decoding: clear, as: UTF8.self)
    return [proof, login, String(login.drop { $0 != ":" }.dropFirst())]
  }

  private static func sorted(_ texts: [String]) -> [[UInt8]] {
    Set(texts).filter { $0.utf8.count >= shortest }.map { Array($0.utf8) }.sorted { $0.count > $1.count }
  }

  private static func logins(of address: URLComponents) -> [String] {
    guard let password = address.password else { return [] }
    let clear = (address.user ?? "") + ":" + password
    return [password, address.percentEncodedPassword ?? "", Data(clear.utf8).base64EncodedString()]
  }

  private static func keys(of address: URLComponents) -> [String] {
    let query = (address.percentEncodedQuery ?? "").split(separator: "&").map { $0.drop { $0 != "=" }.dropFirst() }
    return (query + address.percentEncodedPath.split(separator: "/")).map(String.init)
  }

  /// The answer with each secret masked.
  func masked(_ response: HTTPResponse) -> HTTPResponse {
    var response = response
    for word in words { Self.mask(word, in: &response.body) }
    if response.status >= 300 { for word in places { Self.mask(word, in: &response.body) } }
    return response
  }

  /// The error with each token and password masked.
  func masked(_ error: HTTPError) -> HTTPError {
    switch error {
    case .notSent(let reason): .notSent(masked(reason))
    case .noAnswer(let reason): .noAnswer(masked(reason))
    case .tooLarge, .cancelled: error
    }
  }

  private func masked(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for word in words { Self.mask(word, in: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func mask(_ word: [UInt8], in bytes: inout [UInt8]) {
    var from = 0
    while let start = find(word, in: bytes, from: from) {
      bytes.replaceSubrange(start..<start + word.count, with: mask)
      from = start + mask.count
    }
  }

  private static func find(_ word: [UInt8], in bytes: [UInt8], from: Int) -> Int? {
    guard bytes.count - from >= word.count else { return nil }
    return bytes.withUnsafeBytes { all in
      var start = from
      let last = all.count - word.count
      while start <= last, let found = memchr(all.baseAddress! + start, Int32(word[0]), last - start + 1) {
        let place = UnsafeRawPointer(found) - UnsafeRawPointer(all.baseAddress!)
        if memcmp(found, word, word.count) == 0 { return place }
        start = place + 1
      }
      return nil
    }
  }
}

/// Takes the connection's secrets out of what comes back, and out of what is no success those of the request, too.
struct MaskedHTTP: HTTPClient {
  let inner: any HTTPClient
  let words: SecretWords

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    do {
      let response = words.masked(try await inner.send(request))
      // A success may rightly hold the same token again, as the answer to a renewal does.
      return response.status >= 300 ? SecretWords(of: request).masked(response) : response
    } catch let error as HTTPError {
      throw SecretWords(of: request).masked(words.masked(error))
    }
  }
}

extension Tools {
  func masking(_ words: SecretWords) -> Tools {
    Tools(
      community: community, http: MaskedHTTP(inner: http, words: words), now: now, sleep: sleep, log: log, pace: pace,
      longestWait: longestWait)
  }
}
