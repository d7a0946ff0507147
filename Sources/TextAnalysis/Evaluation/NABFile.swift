/// One file of the benchmark, gone through by the burst detector.
public struct NABFile: Sendable {
  public let series: NABScore.Series
  /// Rows at which an alarm began.
  public let alarms: [Int]

  /// - Parameters:
  ///   - csv: lines `timestamp,value`, with a header or without.
  ///   - labels: begin and end of each window, as the labels' file writes them.
  /// - Throws: `Fault`, which tells what is wrong with which line.
  public init(csv: String, labels: [[String]], settings: BurstSettings = BurstSettings()) throws(Fault) {
    var table = BurstTable(settings)
    var (times, alarms): ([Double], [Int]) = ([], [])
    for line in csv.split(whereSeparator: \.isNewline) {
      switch table.read(String(line)) {
      case .row(let row):
        if row.hasSuffix("," + BurstAlarm.began.rawValue) { alarms.append(times.count) }
        times.append(row.prefix { $0 != "," }.seconds)
      case .nothing: continue
      case .wrong(let sentence): throw Fault(sentence: sentence)
      }
    }
    series = NABScore.Series(times: times, labels: labels)
    self.alarms = alarms
  }

  public struct Fault: Error, Hashable, CustomStringConvertible {
    public let sentence: String
    public var description: String { sentence }
  }
}

extension Substring {
  /// The table has read it already.
  fileprivate var seconds: Double { Timestamp.seconds(self) ?? 0 }
}
