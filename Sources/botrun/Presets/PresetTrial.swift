import BotCore
import BotRuntime
import FoundationEssentials
import Glibc

/// Writes the files of a new configuration into a folder beside the wanted one, has the configuration read as the bot
/// would read it, leaves out what the platform cannot do, and only then gives the folder its name.
struct PresetTrial {
  let answers: PresetAnswers
  let today: Int
  /// As the bot will have it; secrets that are not set yet are made up for the trial.
  let environment: [String: String]

  struct Made {
    let files: [String]
    /// Those that hold gaps to be filled in.
    let gaps: [String]
    /// The plugins that the platform has no use for, with the reason.
    let leftOut: [String]
  }

  /// The files that `write` makes.
  var names: [String] { files.all(leftOut: [:]).map(\.name) }

  func write(to folder: String) throws -> Made {
    let part = "\(folder).part-\(getpid())"
    let made = try makeParents(of: folder)
    var isDone = false
    defer { if !isDone { for path in made.reversed() { rmdir(path) } } }
    guard mkdir(part, 0o777) == 0 else { throw failure(part) }
    defer { try? FileManager.default.removeItem(atPath: part) }
    var leftOut: [Int: String] = [:]
    while true {
      let files = files.all(leftOut: leftOut)
      for (name, text) in files {
        guard FileManager.default.createFile(atPath: "\(part)/\(name)", contents: Data(text.utf8)) else {
          throw failure("\(part)/\(name)")
        }
      }
      let refused = try refused(part, leftOut)
      guard refused.isEmpty else {
        leftOut.merge(refused) { old, _ in old }
        continue
      }
      guard rename(part, folder) == 0 else { throw failure(folder) }
      isDone = true
      let gaps = files.filter { FillIn.first(in: $0.text) != nil }.map(\.name)
      return Made(
        files: files.map(\.name), gaps: gaps, leftOut: leftOut.sorted { $0.key < $1.key }.map(\.value))
    }
  }

  /// The folders around it that were not there yet, the outermost first.
  private func makeParents(of folder: String) throws -> [String] {
    let parts = folder.split(separator: "/").dropLast()
    var made: [String] = []
    var path = folder.hasPrefix("/") ? "/" : ""
    for part in parts {
      path += path.isEmpty || path.hasSuffix("/") ? String(part) : "/\(part)"
      if mkdir(path, 0o777) == 0 {
        made.append(path)
      } else if errno != EEXIST {
        let failure = failure(path)
        for path in made.reversed() { rmdir(path) }
        throw failure
      }
    }
    return made
  }

  private func failure(_ path: String) -> Failure {
    Failure(.cannotCreate, "\(path): \(String(cString: strerror(errno)))")
  }

  private var files: PresetFiles {
    let about = Botrun.registry.connector(answers.platform.name)?.about
    return PresetFiles(answers: answers, capabilities: about?.capabilities ?? [], today: today)
  }

  /// The plugins, by their place in the kind's list, that cannot work on the platform.
  private func refused(_ folder: String, _ leftOut: [Int: String]) throws -> [Int: String] {
    var environment = environment
    for name in answers.platform.secrets where (environment[name] ?? "").isEmpty {
      environment[name] = "made-up-\(name)"
    }
    let problems = Configuration.load(
      path: "\(folder)/config.json", registry: Botrun.registry, environment: environment, credentialsDirectory: nil
    ).problems
    let places = answers.kind.plugins.indices.filter { leftOut[$0] == nil }
    var refused: [Int: String] = [:]
    for problem in problems {
      guard let number = Self.plugin(problem.subject), places.indices.contains(number) else {
        // What is only doubtful, such as a gap, is told by the check later on.
        if problem.severity == .warning { continue }
        throw Failure(
          .badConfig,
          "these answers do not go together, and nothing was written. \(problem.subject): \(problem.fault); "
            + problem.remedy)
      }
      refused[places[number]] = problem.fault
    }
    return refused
  }

  /// The number in "communities[0].plugins[3]" and "communities[0].plugins[3].plugin", where the plugin as a whole is
  /// meant.
  private static func plugin(_ subject: String) -> Int? {
    let prefix = "communities[0].plugins["
    guard subject.hasPrefix(prefix),
      let end = ["].plugin", "]"].first(where: subject.hasSuffix)
    else { return nil }
    return Int(subject.dropFirst(prefix.count).dropLast(end.count))
  }
}
