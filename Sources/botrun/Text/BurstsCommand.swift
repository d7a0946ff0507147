import BotCore
import TextAnalysis

/// `botrun text bursts` and `botrun text mood`: a line of CSV for each line of CSV, as they come.
enum BurstsCommand {
  /// - Parameter words: settings as NAME=VALUE.
  static func bursts(_ words: [String]) throws -> ExitCode {
    var settings = BurstSettings()
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw Failure(
          .usage,
          "\(word) is no setting (NAME=VALUE, such as threshold=8); a file is read with botrun text bursts < \(word)")
      }
      if let fault = settings.set(parts[0], parts[1]) { throw Failure(.usage, fault) }
    }
    var table = BurstTable(settings)
    return try run(BurstTable.header) { table.read($0) }
  }

  static func moods() throws -> ExitCode {
    var table = MoodTable()
    return try run(MoodTable.header) { table.read($0) }
  }

  /// A line that is wrong is told and left out; those after it are read all the same.
  private static func run(_ header: String, _ read: (String) -> BurstTable.Line) throws -> ExitCode {
    var output = OutputBuffer()
    output.add(header)
    output.flush()
    var faults = 0
    try TextLines.each { line, output in
      switch read(String(decoding: line, as: UTF8.self)) {
      case .row(let row): output.add(row)
      case .nothing: break
      case .wrong(let sentence):
        faults += 1
        if faults <= 10 { Terminal.complain(sentence) }
      }
    }
    if faults > 10 { Terminal.complain("\(faults - 10) further lines are wrong as well") }
    return faults == 0 ? .ok : .badData
  }
}
