import BotCore
import FoundationEssentials
import Glibc

@testable import BotRuntime

/// The real `botrun`, as SwiftPM built it beside the tests, in a process group of its own.
final class BotProcess: Sendable {
  enum End: Sendable, Hashable {
    case exited(Int32)
    case killed(Int32)
  }

  struct SpawnFailed: Error { let code: Int32 }
  struct StillRuns: Error, CustomStringConvertible { let description: String }

  let process: pid_t
  /// What a sanitizer that looks at the tests is told goes for the bot, too.
  private static let sanitizers = ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }

  private let outputFile: String
  private let errorFile: String
  private let end = Lock<End?>(nil)

  /// - Parameters:
  ///   - program: another than `botrun`, by its whole path.
  ///   - environment: all that it gets, but for options of sanitizers.
  ///   - input: the file that it reads from standard input.
  ///   - name: of the files for what it says.
  init(
    _ arguments: [String], program: String = binary, in folder: String, environment: [String: String], name: String,
    input: String = "/dev/null"
  ) throws {
    outputFile = "\(folder)/\(name).out"
    errorFile = "\(folder)/\(name).err"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The test runner's own mask and ignored signals are not the bot's.
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var process: pid_t = 0
    let code = Self.withStrings([program] + arguments) { arguments in
      Self.withStrings(environment.merging(Self.sanitizers) { $1 }.map { "\($0.key)=\($0.value)" }) { environment in
        posix_spawn(&process, program, &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else { throw SpawnFailed(code: code) }
    self.process = process
  }

  deinit {
    guard end.withLock({ $0 }) == nil else { return }
    kill(-process, SIGKILL)
    waitpid(process, nil, 0)
  }

  var output: String { Self.text(of: outputFile) }
  var errors: String { Self.text(of: errorFile) }

  func send(_ signal: Int32) { kill(process, signal) }

  /// How it ended, if it has.
  var ended: End? {
    end.withLock { end in
      if end != nil { return end }
      var status: Int32 = 0
      guard waitpid(process, &status, WNOHANG) == process else { return nil }
      let signal = status & 0x7F
      end = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
      return end
    }
  }

  /// Waits for its end; the limit is only against what hangs, as a busy machine may take long.
  func end(within limit: Duration = .seconds(120)) async throws -> End {
    let deadline = ContinuousClock.now + limit
    while true {
      if let ended { return ended }
      guard ContinuousClock.now < deadline else { throw StillRuns(description: "still runs; it said: \(errors)") }
      try await Clock.system.sleep(.milliseconds(5))
    }
  }

  /// Asks it to stop, and waits for its end: it may use a few seconds at most, even on a busy machine.
  func stop() async throws -> End {
    send(SIGTERM)
    return try await end(within: .seconds(6))
  }

  /// Beside the test bundle.
  static let binary: String = {
    var path = [CChar](repeating: 0, count: 4096)
    let count = max(0, readlink("/proc/self/exe", &path, path.count - 1))
    let runner = String(decoding: path.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let beside = runner.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/botrun"
    precondition(access(beside, X_OK) == 0, "\(beside) is not there; build with: swift build --build-tests")
    return beside
  }()

  private static func text(of path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  private static func withStrings<R>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
  ) -> R {
    var pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
  }
}
