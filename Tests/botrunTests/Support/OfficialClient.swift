import FoundationEssentials
import Glibc
import Testing

@testable import BotRuntime

/// The platforms' own Python libraries. `BOTRUN_CLIENTS` names a Python that has them; a suite that needs them is
/// `.enabled(if: OfficialClient.isThere, OfficialClient.skipped)`.
enum OfficialClient {
  static let skipped: Comment = "skipped: BOTRUN_CLIENTS names no Python with the clients"
  static var isThere: Bool { python != nil }

  private static let python = getenv("BOTRUN_CLIENTS").map { String(cString: $0) }
  private static let scripts = URL(filePath: #filePath)
    .appending(path: "../../../Live/clients").standardizedFileURL.path

  /// Runs a script of `Tests/Live/clients` to its end.
  static func run(_ script: String, _ arguments: [String], with environment: [String: String] = [:]) async throws
    -> (end: BotProcess.End, output: String, errors: String)
  {
    let home = Home()
    let process = try BotProcess(
      ["\(scripts)/\(script)"] + arguments, program: try #require(python), in: home.path,
      environment: Home.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }.merging(environment) { $1 },
      name: "client")
    let end = try await process.end(within: .seconds(120))
    return (end, process.output, process.errors)
  }
}
