import Glibc

extension Command {
  static let example = Command(
    name: "example",
    summary: "write a configuration to try, with the files that it names",
    operands: "DIR",
    operandCount: 1...1,
    details: "The files are in botrun itself. Nothing that is there already is overwritten.",
    examples: [("botrun example try && botrun run --config try/config.json --show", "talk with the bot in a minute")],
    run: { arguments in
      let folder = arguments.operands[0]
      for (name, _) in files where access("\(folder)/\(name)", F_OK) == 0 {
        throw Failure(.cannotCreate, "\(folder)/\(name) is there already; name another folder")
      }
      for path in [folder, folder + "/Examples"] where mkdir(path, 0o777) != 0 && errno != EEXIST {
        throw Failure(.cannotCreate, "\(path): \(String(cString: strerror(errno)))")
      }
      for (name, bytes) in files { try write(bytes, to: "\(folder)/\(name)") }
      Terminal.say(
        """
        Written to \(folder): \(files.map(\.name).joined(separator: ", ")).
        Watch it live:   botrun run --config \(folder)/config.json --show
        After a change:  botrun check \(folder)/config.json
        """)
      return .ok
    })

  private static let files: [(name: String, bytes: [UInt8])] = [
    ("config.json", PackageResources.config_example_json),
    ("Examples/calendar.json", PackageResources.calendar_json),
    ("Examples/day.jsonl", PackageResources.day_jsonl),
    ("Examples/faq.md", PackageResources.faq_md),
  ]

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw Failure(.cannotCreate, "\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw Failure(.cannotCreate, "\(path): \(String(cString: strerror(errno)))")
    }
  }
}
