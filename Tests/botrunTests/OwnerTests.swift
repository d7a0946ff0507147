import BotCore
import Glibc
import Testing

@testable import BotRuntime

/// One store, one process; and what the service manager is told.
@Suite struct OwnerTests {
  @Test func aSecondProcessIsRefusedAndTheFirstNamed() async throws {
    let town = try Town()
    let first = try town.start()
    try await town.waitUntilReady()
    for command in ["run", "once"] {
      let second = try await town.home.run(command, "--config", town.home.file("config.json"))
      #expect(second.end == .exited(75))
      #expect(second.errors.contains("is in use by botrun \(Build.version), process \(first.process) on host "))
      let remedy = command == "run" ? "stop it, or start this one with --standby" : "stop it to run this one instead"
      #expect(second.errors.contains(remedy))
    }
    #expect(try await first.stop() == .exited(0))
  }

  @Test(arguments: [["run"], ["run", "--standby"], ["once"]])
  func aFolderThatIsNotThereIsNoOtherProcess(command: [String]) async throws {
    let home = Home()
    try home.write(
      """
      { "store": { "path": "none/botrun.sqlite" }, "http": { "listen": "" },
        "communities": [{ "id": "town", "platform": "sandbox", "plugins": [{ "plugin": "listen" }] }] }
      """, to: "config.json")
    let run = try await home.run(command + ["--config", home.file("config.json")])
    #expect(run.end == .exited(74))
    #expect(run.errors.contains("cannot be opened: No such file or directory; check that the folder exists"))
  }

  @Test func aStandbyTakesOverFromAKilledProcess() async throws {
    let town = try Town()
    let first = try town.start()
    try await town.waitUntilReady()
    let second = try town.home.start("run", "--standby", "--config", town.home.file("config.json"))
    try await eventually("the standby waits") { second.errors.contains("waiting for the store") }
    first.send(SIGKILL)
    #expect(try await first.end() == .killed(SIGKILL))
    #expect(try await town.deliver(town.slack.join("UADA"), to: second))
    try await town.waitUntilSettled()
    #expect(town.slack.posts == ["#general: Welcome <@UADA>!", "#general: What did you learn?"])
    #expect(try await second.stop() == .exited(0))
  }

  @Test func theServiceManagerHearsOfStartLifeAndEnd() async throws {
    let town = try Town()
    let manager = try FakeServiceManager(path: town.home.file("notify"))
    let bot = try town.home.start(
      "run", "--config", town.home.file("config.json"),
      with: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "200000"])
    try await eventually("three signs of life") { manager.messages.filter { $0 == "WATCHDOG=1" }.count >= 3 }
    bot.send(SIGHUP)
    try await eventually("the reload is told") { manager.messages.contains("RELOADING=1") }
    try await eventually("the reload has ended") { manager.messages.contains("READY=1") }
    #expect(try await bot.stop() == .exited(0))
    let messages = manager.messages.filter { $0 != "WATCHDOG=1" }
    #expect(messages == ["READY=1\nSTATUS=Serving 1 communities", "RELOADING=1", "READY=1", "STOPPING=1"])
  }
}

/// A datagram socket, as a service manager gives one.
private final class FakeServiceManager: Sendable {
  struct NoSocket: Error {}

  let path: String
  private let socket: Int32
  private let heard = Lock<[String]>([])

  init(path: String) throws {
    self.path = path
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0 else { throw NoSocket() }
  }

  deinit { close(socket) }

  /// All that came so far.
  var messages: [String] {
    heard.withLock { heard in
      var bytes = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return heard }
        heard.append(String(decoding: bytes.prefix(count), as: UTF8.self))
      }
    }
  }
}
