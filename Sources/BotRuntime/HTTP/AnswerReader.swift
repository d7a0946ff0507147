import BotCore

/// Puts an answer together from the pieces that libcurl hands over.
struct AnswerReader {
  private(set) var answer = HTTPResponse(status: 0)
  /// Whether the header block is over; what follows as header lines are trailers, which we leave out.
  private var isPastHeaders = false
  private var headerBytes = 0

  /// Bytes of all header lines of one answer; the line limit is libcurl's own 100 KiB.
  static let maxHeaderBytes = 256 << 10

  /// Takes a header line with its line break. A status line begins anew: interim answers (1xx) come before the real one.
  /// - Returns: false when the headers are too large.
  mutating func takeLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
    headerBytes += bytes.count
    guard headerBytes <= Self.maxHeaderBytes else { return false }
    let line = Self.trimmed(bytes[...])
    if line.starts(with: "HTTP/".utf8), answer.body.isEmpty {
      answer = HTTPResponse(status: Self.status(line))
      isPastHeaders = false
    } else if line.isEmpty {
      isPastHeaders = true
    } else if !isPastHeaders, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
      answer.headers.add(
        String(decoding: line[..<colon], as: UTF8.self),
        String(decoding: Self.trimmed(line[(colon + 1)...]), as: UTF8.self))
    }
    return true
  }

  /// Takes a piece of the decoded body.
  /// - Returns: false when it would pass the limit.
  mutating func takeBody(_ bytes: UnsafeRawBufferPointer, limit: Int) -> Bool {
    guard answer.body.count + bytes.count <= limit else { return false }
    answer.body.append(contentsOf: bytes)
    return true
  }

  private static func status(_ line: Slice<UnsafeRawBufferPointer>) -> Int {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
    return words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
  }

  private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0d, 0x0a].contains(byte) }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return bytes[bytes.endIndex...] }
    return bytes[first...last]
  }
}
