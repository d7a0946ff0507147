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

  /// A process that was stopped is not dead: it may wake at any moment, so nobody takes its place. It goes on where it was.
  @Test func aStandbyLeavesTheStoreToAProcessThatIsOnlyStopped() async throws {
    let town = try Town()
    let first = try town.start()
    try await town.waitUntilReady()
    let second = try town.home.start("run", "--standby", "--config", town.home.file("config.json"))
    try await eventually("the standby waits") { second.errors.contains("waiting for the store") }
    first.send(SIGSTOP)
    try await Clock.system.sleep(.seconds(3))
    #expect(!second.errors.contains("botrun runs"))
    first.send(SIGCONT)
    #expect(try await town.deliver(town.slack.join("UADA"), to: first))
    try await town.waitUntilSettled()

    // What a service manager does with a process that gives no sign of life.
    first.send(SIGSTOP)
    first.send(SIGKILL)
    #expect(try await first.end() == .killed(SIGKILL))
    let start = Clock.system.monotonic()
    try await eventually("the standby serves") { second.errors.contains("botrun runs") }
    let seconds = Clock.system.monotonic() - start
    #expect(seconds < 5, "it took over after \(seconds) s")
    #expect(try await town.deliver(town.slack.join("UBEN"), to: second))
    try await town.waitUntilSettled()
    #expect(try await second.stop() == .exited(0))
    #expect(
      town.slack.posts == [
        "#general: Welcome <@UADA>!", "#general: Welcome <@UBEN>!", "#general: What did you learn?",
      ])
  }

  @Test func ofTwoThatWaitOneTakesOver() async throws {
    let town = try Town()
    let first = try town.start()
    try await town.waitUntilReady()
    let standbys = try (1...2).map { _ in
      try town.home.start("run", "--standby", "--config", town.home.file("config.json"))
    }
    try await eventually("both wait") { standbys.allSatisfy { $0.errors.contains("waiting for the store") } }
    first.send(SIGKILL)
    try await eventually("one serves") { standbys.contains { $0.errors.contains("botrun runs") } }
    try await Clock.system.sleep(.seconds(1))
    #expect(standbys.count { $0.errors.contains("botrun runs") } == 1)
    for standby in standbys { standby.send(SIGTERM) }
    for standby in standbys { _ = try await standby.end() }
  }

  /// By another name it is still the same store.
  @Test func aSecondProcessThatNamesTheStoreByALinkIsRefused() async throws {
    let town = try Town()
    let first = try town.start()
    try await town.waitUntilReady()
    symlink(town.home.file("botrun.sqlite"), town.home.file("link.sqlite"))
    let text = String(decoding: town.home.bytes(of: "config.json"), as: UTF8.self)
    try town.home.write("{ \"store\": { \"path\": \"link.sqlite\" }, \(text.dropFirst())", to: "other.json")
    let second = try await town.home.run("run", "--config", town.home.file("other.json"))
    #expect(second.end == .exited(75))
    #expect(second.errors.contains("process \(first.process) on host "), "\(second.errors)")
    #expect(try await first.stop() == .exited(0))
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
