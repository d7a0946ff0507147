import Glibc

/// The lines of a file or of standard input, read in pieces, so that memory does not grow with them.
final class LineInput {
  enum Fault: Error {
    case tooLong
    case unreadable(String)
  }

  private static let piece = 64 << 10
  private let file: Int32
  private let longest: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var atEnd = false
  private(set) var bytesRead = 0
  /// How many lines were given, so the number of the last one, from 1.
  private(set) var line = 0

  /// - Parameter file: a descriptor that is open; the caller closes it.
  init(_ file: Int32, longest: Int = 1 << 20) {
    self.file = file
    self.longest = longest
  }

  /// The next line without its end; `nil` after the last. The last need not be ended.
  func next() throws(Fault) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = end(from: searched) {
        defer { start = end + 1 }
        line += 1
        return buffer[start..<(end > start && buffer[end - 1] == 0x0D ? end - 1 : end)]
      }
      if atEnd {
        defer { start = buffer.count }
        if start == buffer.count { return nil }
        line += 1
        return buffer[start...]
      }
      searched = buffer.count - start
      buffer.removeFirst(start)
      start = 0
      if buffer.count > longest { throw .tooLong }
      try fill()
    }
  }

  /// Passes over the line that was too long.
  func skip() throws(Fault) {
    while end(from: start) == nil, !atEnd {
      buffer.removeAll(keepingCapacity: true)
      start = 0
      try fill()
    }
    start = end(from: start).map { $0 + 1 } ?? buffer.count
    line += 1
  }

  /// Whether a whole line is there already: what has been said may wait until it is not.
  var hasMore: Bool { end(from: start) != nil }

  private func end(from place: Int) -> Int? {
    buffer.withUnsafeBufferPointer { bytes in
      guard place < bytes.count, let base = bytes.baseAddress else { return nil }
      return memchr(base + place, 0x0A, bytes.count - place).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    }
  }

  private func fill() throws(Fault) {
    let old = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.piece))
    var count: Int
    repeat {
      count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress?.advanced(by: old), Self.piece) }
    } while count < 0 && errno == EINTR
    buffer.removeLast(Self.piece - max(count, 0))
    guard count >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    bytesRead += count
    atEnd = count == 0
  }
}
