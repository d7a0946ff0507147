import BotCore
import BotTesting
import FoundationEssentials
import Testing

@Suite struct PluginBenchTests {
  /// Remembers what it is told and throws at the word "throw".
  private struct Parrot: Plugin {
    struct Settings: SettingGroup {}
    static let about = PluginAbout(name: "parrot", summary: "Parrots.", needs: [], maxEventAge: .days(1))
    let triggers: Set<Trigger> = [.command, .due, .delivered]
    init(_ settings: Settings) {}

    func handle(_ event: Event, _ context: inout Context) throws -> [Action] {
      switch event.kind {
      case .command(let name, let arguments, _):
        context.store.set(name, .string(arguments), expires: arguments == "soon" ? context.now + .minutes(1) : nil)
        if name == "throw" { throw SettingFault("asked to", "do not ask") }
        if name == "timer" { return [.timer(name: arguments, at: context.now + .minutes(5))] }
        let all = try context.store.records(startingWith: "").map(\.key).joined(separator: " ")
        return [.post(text: Text(all), in: "c", named: name == "named" ? "n" : nil)]
      case .due(let timer, let planned):
        return [.post(text: Text("\(timer) \(planned == context.now)"), in: "c", named: nil)]
      case .delivered(let name, let message):
        return [.post(text: Text("\(name) is \(message) at depth \(event.depth)"), in: "c", named: nil)]
      default: return []
      }
    }
  }

  private func command(_ name: String, _ arguments: String = "") -> Event.Kind {
    .command(name: name, arguments: arguments, message: Message("m", in: "c", by: Member("u"), ""))
  }

  @Test func aTurnThatThrowsLeavesNothing() throws {
    var bench = PluginBench(Parrot(.init()))
    try bench.handle(command("a"))
    #expect(throws: SettingFault.self) { try bench.handle(command("throw")) }
    #expect(bench.records.keys.sorted() == ["a"])
    #expect(bench.decisions.count == 1)
  }

  @Test func expiredRecordsAreNotSeen() throws {
    var bench = PluginBench(Parrot(.init()))
    try bench.handle(command("a", "soon"))
    try bench.wait(.minutes(1))
    #expect(try bench.handle(command("b")) == [.post(text: "b", in: "c", named: nil)])
  }

  @Test func timersFallDueAtTheirTimeOrLateAfterAnOutage() throws {
    var bench = PluginBench(Parrot(.init()))
    try bench.handle(command("timer", "x"))
    try bench.wait(.hours(1))
    try bench.handle(command("timer", "y"))
    bench.now = bench.now + .hours(1)
    try bench.start()
    #expect(bench.decisions.map(\.action) == ["x true", "y false"].map { .post(text: Text($0), in: "c", named: nil) })
  }

  @Test func aNamedPostComesBackAsDelivered() throws {
    var bench = PluginBench(Parrot(.init()))
    try bench.handle(command("named"))
    #expect(bench.decisions.last?.action == .post(text: "n is p1 at depth 1", in: "c", named: nil))
  }

  @Test func whatIsNotAskedForIsNotHandedOver() throws {
    var bench = PluginBench(Parrot(.init()))
    #expect(try bench.handle(.started) == [])
  }
}
