/// Standard output in pieces of some size, for commands that print many lines.
struct OutputBuffer {
  private static let size = 32 << 10
  private var bytes: [UInt8] = []

  mutating func add(_ line: String) {
    bytes += line.utf8
    endLine()
  }

  mutating func add(_ line: [UInt8]) {
    bytes += line
    endLine()
  }

  private mutating func endLine() {
    bytes.append(0x0A)
    if bytes.count > Self.size { flush() }
  }

  mutating func flush() {
    if !bytes.isEmpty { Terminal.write(1, bytes) }
    bytes.removeAll(keepingCapacity: true)
  }
}
