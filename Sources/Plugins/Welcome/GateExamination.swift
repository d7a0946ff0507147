import BotCore
import FoundationEssentials

/// How the gate looks at those who come.
extension Gate {
  /// Scores somebody who comes, and tells the moderators where that is called for.
  /// - Parameter asks: whether a person is to decide in any case.
  func examine(
    _ entry: inout GateEntry, _ member: Member, answer: String?, asks: Bool, _ context: inout Context
  ) throws -> [Action] {
    var rush = try context.store.value(GateKey.rush).flatMap(GateRush.init) ?? GateRush()
    let isRush = rush.arrive(context.now, threshold: settings.rush)
    let suspicion = try screen.judge(member, answer: answer, isRush: isRush, &context)
    entry.score = settings.suspects == .off ? 0 : suspicion.score
    let report = GateReport(
      member: member, answer: answer, isRequest: entry.isRequest, suspicion: suspicion,
      isSuspect: isSuspect(entry), isHeld: asks || (isSuspect(entry) && holds(entry)))
    defer { keep(rush, &context) }
    guard asks || isSuspect(entry) else { return [] }
    context.note(report.reason)
    guard isRush || rush.isOn(context.now) else {
      entry.isFlagged = true
      return [.flag(report.flag)]
    }
    let isFirst = !rush.isOn(context.now)
    rush.add(report.inRush, context.now)
    if isFirst { return [.flag(rush.flag), .timer(name: GateKey.rush, at: context.now + .minutes(1))] }
    rush.isBehind = true
    return []
  }

  /// Whether suspects wait for a person: who is in already can only wait for roles.
  private func holds(_ entry: GateEntry) -> Bool {
    settings.suspects == .hold && (entry.isRequest || !settings.roles.isEmpty)
  }

  func isSuspect(_ entry: GateEntry) -> Bool { settings.suspects != .off && entry.score >= settings.threshold }

  func tellRush(_ context: inout Context) throws -> [Action] {
    guard var rush = try context.store.value(GateKey.rush).flatMap(GateRush.init), rush.isOn(context.now) else {
      return []
    }
    let timer = Action.timer(name: GateKey.rush, at: context.now + .minutes(1))
    guard rush.isBehind else { return [timer] }
    rush.isBehind = false
    keep(rush, &context)
    return [.flag(rush.flag), timer]
  }

  func keep(_ rush: GateRush, _ context: inout Context) {
    context.store.set(GateKey.rush, rush.json, expires: context.now + .days(1))
  }
}
