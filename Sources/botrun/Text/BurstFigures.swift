import BotCore
import FoundationEssentials
import TextAnalysis

/// The Numenta Anomaly Benchmark's score over its files.
enum BurstFigures {
  /// - Parameter operands: the labels' file, then the series; or the folder that holds `labels/combined_windows.json` and
  ///   `data/`.
  static func of(_ operands: [String]) throws -> [Figure] {
    let isFolder = operands.count == 1
    let labelFile = isFolder ? operands[0] + "/labels/combined_windows.json" : operands[0]
    let labels: [String: [[String]]]
    do {
      labels = try NABScore.labels(Data(try LabelledTexts.contents(labelFile).utf8))
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.badData, "\(labelFile) is no JSON object of windows by file, such as combined_windows.json")
    }
    let named =
      isFolder ? labels.keys.sorted().map { ($0, operands[0] + "/data/" + $0) } : operands.dropFirst().map { ($0, $0) }
    var figures: [Figure] = []
    var totals = NABScore.Profile.all.map { _ in NABScore.Result() }
    for (name, path) in named where !isFolder || FileManager.default.fileExists(atPath: path) {
      let key = labels.keys.first { $0 == name || name.hasSuffix("/" + $0) || $0.hasSuffix("/" + lastPart(name)) }
      let file: NABFile
      let text = try LabelledTexts.contents(path)
      do throws(NABFile.Fault) {
        file = try NABFile(csv: text, labels: key.flatMap { labels[$0] } ?? [])
      } catch {
        throw Failure(.badData, "\(path): \(error.sentence)")
      }
      let results = NABScore.Profile.all.map { NABScore.score(file.alarms, in: file.series, profile: $0) }
      totals = zip(totals, results).map { $0 + $1 }
      figures.append(
        Figure(
          lastPart(name),
          .string("\(results[0].hits) of \(results[0].windows) windows, \(results[0].falseAlarms) false alarms")))
    }
    guard !figures.isEmpty else { throw Failure(.noInput, "there is no series beside \(labelFile)") }
    for (profile, total) in zip(NABScore.Profile.all, totals) {
      figures.append(Figure(profile.name, total.normalised.map { .rounded($0) } ?? .null))
    }
    return figures
  }

  private static func lastPart(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
