import BotCore

/// One parsed file of the configuration and all that is wrong in it.
/// Used by one thread, while the configuration is read.
final class ConfigFile {
  let source: SourceText
  /// What relative paths count from.
  let folder: String
  let document: JSONDocument
  /// Objects in which two plugins stand, for want of brackets between them: of what else is in them nothing is told.
  let doubled: Set<JSONPath>
  /// Whether the configuration has several communities, so that each has to be named.
  var isOneOfMany = false
  private var reports: [Report] = []
  private var counts: [Problem.Severity: Int] = [:]
  /// Faults of files that settings of this one name, ready to be told.
  private var foreign: [Problem] = []
  private var named: [Named] = []
  private var hiddenLines: Set<Int> = []

  private struct Report {
    let severity: Problem.Severity
    let path: JSONPath
    let fault: SettingFault
    let offset: Int
  }

  private struct Named {
    let name: PlaceName
    let path: JSONPath
    /// Where it stands when that is in another file, with the line.
    var spot: (place: Problem.Place, excerpt: String?)?
  }

  init(source: SourceText, folder: String, document: JSONDocument) {
    self.source = source
    self.folder = folder
    self.document = document
    doubled = Set(document.duplicates.map(\.path).filter(\.isPlugin).map(\.parent))
    for duplicate in document.duplicates where duplicate.path.isPlugin || !doubled.contains(duplicate.path.parent) {
      let key = duplicate.path.parts.last.map { JSONPath([$0]).description } ?? ""
      let fault = SettingFault(
        "the key \"\(key)\" stands here again; line \(source.line(at: duplicate.first)) has it already",
        duplicate.path.isPlugin ? "write }, { before it, so that another plugin begins" : "remove one of the two")
      report(fault, at: duplicate.path.parent, offset: duplicate.offset)
    }
  }

  func report(_ fault: SettingFault, _ severity: Problem.Severity = .error, at path: JSONPath, onKey: Bool = false) {
    // A wrong key is told of the object that holds it; its value may be a secret under a misspelt name.
    if onKey, path.parts.contains(.key("connection")) { conceal(path) }
    report(fault, severity, at: onKey ? path.parent : path, offset: offset(of: path, onKey: onKey))
  }

  /// Of each severity, so that no warning hides an error. Nobody reads on, and each costs a look at its line.
  private static let mostReports = 500

  /// What is wrong in a file that a setting names.
  func report(_ problem: Problem) {
    if mayTell(problem.severity) { foreign.append(problem) }
  }

  private func report(_ fault: SettingFault, _ severity: Problem.Severity = .error, at path: JSONPath, offset: Int) {
    guard mayTell(severity) else { return }
    reports.append(Report(severity: severity, path: path, fault: fault, offset: offset))
  }

  private func mayTell(_ severity: Problem.Severity) -> Bool {
    counts[severity, default: 0] += 1
    return counts[severity, default: 0] <= Self.mostReports
  }

  /// Where a value or key stands, or the nearest object around it.
  private func offset(of path: JSONPath, onKey: Bool) -> Int {
    var path = path
    if onKey, let offset = document.keys[path] { return offset }
    while !path.parts.isEmpty {
      if let offset = document.values[path] { return offset }
      path.parts.removeLast()
    }
    return document.values[path] ?? 0
  }

  func place(of path: JSONPath) -> Problem.Place { source.place(offset(of: path, onKey: false)) }

  /// Never shows the lines of this value and of all within it.
  func conceal(_ path: JSONPath) {
    if let offset = document.values[path] { hiddenLines.insert(source.line(at: offset)) }
    // Where a key stands twice, what the first one held is found by its path only.
    guard holdsMore(path) || !document.duplicates.isEmpty else { return }
    for (other, offset) in document.values where other.parts.starts(with: path.parts) {
      hiddenLines.insert(source.line(at: offset))
    }
  }

  private func holdsMore(_ path: JSONPath) -> Bool {
    var value: JSON? = document.value
    for part in path.parts {
      switch part {
      case .key(let key): value = value?[key]
      case .index(let index): value = value?[index]
      }
    }
    return value?.array != nil || value?.object != nil
  }

  func names(_ name: PlaceName, at path: JSONPath) { named.append(Named(name: name, path: path)) }

  func names(_ name: PlaceName, at path: JSONPath, shownAt place: Problem.Place, _ excerpt: String?) {
    named.append(Named(name: name, path: path, spot: (place, excerpt)))
  }

  /// What settings within a value name on the platform, in their order.
  func mentions(in path: JSONPath) -> [Mention] {
    named.filter { $0.path.parts.starts(with: path.parts) }.map { named in
      if let spot = named.spot {
        return Mention(
          name: named.name, place: spot.place, path: named.path, owner: owner(of: named.path), excerpt: spot.excerpt)
      }
      let offset = offset(of: named.path, onKey: false)
      let excerpt = mayShow(source.line(at: offset)) ? Excerpt.of(source, at: offset) : nil
      return Mention(
        name: named.name, place: source.place(offset), path: named.path, owner: owner(of: named.path), excerpt: excerpt)
    }
  }

  var hasError: Bool { counts[.error, default: 0] > 0 }

  /// Each once, with the lines that may be shown.
  var problems: [Problem] {
    var seen: Set<Problem> = []
    // Many problems may stand in one line, and it may be long.
    var shown: [Int: Bool] = [:]
    let own = reports.map { report in
      let line = source.line(at: report.offset)
      let mayShow = shown[line] ?? self.mayShow(line)
      shown[line] = mayShow
      return problem(report, mayShow)
    }
    let all = own + foreign
    let gaps = Set(all.filter { FillIn.isUsed(accordingTo: $0.fault) }.map(\.place))
    let told = all.filter { problem in
      // What is wrong with a gap as a value goes when it is filled.
      let isOfGap = gaps.contains(problem.place) && problem.severity == .error
      return seen.insert(problem).inserted && (!isOfGap || FillIn.isUsed(accordingTo: problem.fault))
    }
    return told + counts.filter { $0.value > Self.mostReports }.sorted { $0.value > $1.value }.map(tooMany)
  }

  private func tooMany(_ severity: Problem.Severity, _ count: Int) -> Problem {
    Problem(
      severity, place: Problem.Place(file: source.name, line: 0, column: 0), subject: "",
      fault: "there are \(count - Self.mostReports) more problems of this kind, which are not told",
      remedy: "mend those that are, then look again")
  }

  private func mayShow(_ line: Int) -> Bool {
    !hiddenLines.contains(line) && SecretGuard.mayShow(source.text(source.range(ofLine: line)))
  }

  private func problem(_ report: Report, _ isShown: Bool) -> Problem {
    Problem(
      report.severity, place: source.place(report.offset), subject: report.path.description,
      owner: owner(of: report.path), fault: report.fault.fault, remedy: report.fault.remedy,
      excerpt: isShown ? Excerpt.of(source, at: report.offset) : nil)
  }
}

extension JSONPath {
  /// communities[0].plugins[2].plugin
  var isPlugin: Bool { parts.count == 5 && parts[2] == .key("plugins") && parts[4] == .key("plugin") }

  /// The way to what holds this; the root holds itself.
  var parent: JSONPath { JSONPath(parts.dropLast()) }
}
