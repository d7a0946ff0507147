import BotCore
import BotRuntime
import FoundationEssentials

extension Command {
  static let replay = Command(
    name: "replay",
    summary: "show what the bot would have done in a community's past",
    operands: "FILE|DIR …",
    operandCount: 1...1000,
    options: [
      .config, .json,
      Option(name: "--community", value: "ID", help: "whose plugins (needed where the configuration has several)"),
      Option(name: "--summary", help: "print only the counts at the end"),
    ],
    details: """
      Reads Slack export folders, DiscordChatExporter JSON, Telegram's result.json, and JSON Lines (.jsonl) with "time",
      "user", "text" and optionally "channel", "thread", "id", "name", "bot", "event" (join or leave). Several are merged
      by time. Nothing is sent, no store is touched. The output is the same at every run, so two configurations can be
      compared with diff. What cannot be read is counted and named at the end, on standard error.
      """,
    examples: [
      ("botrun replay --config config.json slack-export/", "what would have happened in that workspace"),
      ("botrun replay history.jsonl > before.txt", "keep it, change the configuration, run again, and diff"),
    ],
    run: { arguments in
      let config = try ConfigFile.load(arguments)
      let community = try config.only(arguments.value("--community"))
      let history = try HistoryFiles.open(arguments.operands)
      try ReplayRun(history, community, isJSON: arguments.has("--json"), isShort: arguments.has("--summary")).run(
        config)
      return .ok
    })
}

/// One run over a history.
private final class ReplayRun {
  private let history: HistoryFiles.Opened
  private let community: CommunityConfig
  private let isJSON: Bool
  private let isShort: Bool
  private var output = OutputBuffer()
  private var shownPercent = -1

  init(_ history: HistoryFiles.Opened, _ community: CommunityConfig, isJSON: Bool, isShort: Bool) {
    self.history = history
    self.community = community
    self.isJSON = isJSON
    self.isShort = isShort
  }

  func run(_ config: BotConfig) throws {
    let alone = BotConfig(store: config.store, http: config.http, communities: [community], hash: config.hash)
    let replay = try Replay(alone) { self.show($0) }
    var merged = try HistoryMerge(history.readers)
    var count = 0
    while let entry = try merged.next() {
      try replay.take(entry.event(in: community.community.id))
      count += 1
      if count % 500 == 0 { showProgress() }
    }
    clearProgress()
    showEnd(replay.counts)
    output.flush()
    history.tellFaults()
    if count == 0 { throw Failure(.badData, "nothing could be read of this history; see botrun replay --help") }
  }

  private func show(_ line: Replay.Line) {
    guard !isShort else { return }
    switch line {
    case .delivery(let delivery):
      isJSON ? output.add(delivery.replayJSON.text) : output.add(text(delivery))
    case .flag(let flag):
      if !isJSON { output.add(head(flag.created, flag.instance) + "flags: \(Terminal.safe(flag.flag.title))") }
    }
  }

  private func text(_ delivery: Delivery) -> String {
    let sentence = Terminal.safe(delivery.action.sentence).split(separator: "\n").joined(separator: " ⏎ ")
    return head(delivery.created, delivery.instance) + sentence
      + (delivery.state == .held ? " [held: \(delivery.note)]" : "")
  }

  private func head(_ at: Date, _ instance: ID<Instance>) -> String {
    let time = community.community.timezone.local(at).description
    return "\(time)  \((instance.raw.split(separator: "/").last.map(String.init) ?? "").padded(to: 12))"
  }

  private func showEnd(_ counts: Replay.Counts) {
    if isJSON {
      let instances = counts.byInstance.sorted { $0.key < $1.key }.map { ($0.key, JSON.int($0.value)) }
      return output.add(
        JSON.compact(
          ("events", .int(counts.events)), ("actions", .int(counts.deliveries)), ("held", .int(counts.held)),
          ("flags", .int(counts.flags)), ("byInstance", .object(JSONObject(instances))),
          ("unreadable", .int(history.faultCount))
        ).text)
    }
    output.add(
      "\n\(counted(counts.events, "event")), \(counted(counts.deliveries, "action")) (\(counts.held) held), "
        + counted(counts.flags, "flag"))
    for (instance, count) in counts.byInstance.sorted(by: { $0.key < $1.key }) {
      let rate = Double(count) * 1000 / Double(max(counts.events, 1))
      output.add("  \(instance.padded(to: 24))\(count) (\((rate * 10).rounded() / 10) in 1,000 events)")
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private func showProgress() {
    guard Terminal.errorIsTerminal, history.bytes > 0 else { return }
    let percent = min(100, history.readers.map(\.bytesRead).reduce(0, +) * 100 / history.bytes)
    guard percent != shownPercent else { return }
    shownPercent = percent
    let bar = String(repeating: "█", count: percent / 4) + String(repeating: "░", count: 25 - percent / 4)
    Terminal.write(2, "\r\(bar) \(percent) %")
  }

  private func clearProgress() {
    if shownPercent >= 0 { Terminal.write(2, "\r" + String(repeating: " ", count: 34) + "\r") }
  }
}

/// Collects lines, so that a long report is not one system call a line.
extension Delivery {
  fileprivate var replayJSON: JSON {
    .compact(
      ("time", .string(created.formatted(.iso8601))), ("instance", .string(instance.raw)),
      ("action", .string(action.sentence)), ("state", .string(state == .held ? "held" : "done")),
      ("note", note.isEmpty ? nil : .string(note)), ("event", .string(event.raw)))
  }
}
