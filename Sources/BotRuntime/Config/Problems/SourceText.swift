import BotCore

/// The bytes of a file that people write, by lines and columns.
struct SourceText {
  /// As it is shown in front of a problem.
  let name: String
  let bytes: [UInt8]
  /// Where each line begins.
  private let starts: [Int]

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  /// Line from 1; column from 1, counted in Unicode scalars.
  func place(_ offset: Int) -> Problem.Place {
    let line = line(at: offset)
    let column = bytes[start(of: line)..<max(offset, start(of: line))].count { !UTF8.isContinuation($0) }
    return Problem.Place(file: name, line: line, column: column + 1)
  }

  func line(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Where a line's first word stands, or the column that is named, counted in Unicode scalars; `nil`: there is no such
  /// line.
  func offset(line: Int, column: Int?) -> Int? {
    guard (1...starts.count).contains(line) else { return nil }
    let range = range(ofLine: line)
    guard let column else {
      return range.first { bytes[$0] != 0x20 && bytes[$0] != 0x09 } ?? range.lowerBound
    }
    var left = column
    let found = range.first { offset in
      if !UTF8.isContinuation(bytes[offset]) { left -= 1 }
      return left == 0
    }
    return found ?? range.upperBound
  }

  /// Without its line break and without a byte order mark.
  func range(ofLine line: Int) -> Range<Int> {
    let lower = start(of: line)
    var upper = line < starts.count ? starts[line] - 1 : bytes.count
    if upper > lower, bytes[upper - 1] == 0x0D { upper -= 1 }
    return lower..<max(lower, upper)
  }

  private func start(of line: Int) -> Int {
    line == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : starts[line - 1]
  }

  /// The text from one offset to another, moved outward to whole scalars.
  func text(_ range: Range<Int>) -> String {
    var lower = range.lowerBound
    while lower > 0, lower < bytes.count, UTF8.isContinuation(bytes[lower]) { lower -= 1 }
    return String(decoding: bytes[lower..<range.upperBound], as: UTF8.self)
  }

  /// Where a fault at the end of the file is best shown: behind the last thing that was written.
  func lastWritten(before offset: Int) -> Int {
    var at = min(offset, bytes.count)
    while at > 0, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at - 1]) { at -= 1 }
    return at
  }

  /// The first byte that belongs to no UTF-8 character, if there is one.
  var invalidOffset: Int? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    let line = (1...starts.count).first { String(validating: bytes[range(ofLine: $0)], as: UTF8.self) == nil }
    return line.map { start(of: $0) }
  }
}
