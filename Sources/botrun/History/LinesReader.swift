import BotCore
import FoundationEssentials
import Glibc

/// Plain JSON Lines: `{"time": …, "user": …, "text": …}` with optional `channel`, `thread`, `id`, `name`, `bot`, `roles`,
/// `direct`, and an `event`: `join`, `leave`, `request` (`text` is what was answered), `edit` and `delete` (of the
/// message `id`), `react` and `unreact` (`emoji`, and `message` for its id), `report` (`message`, and `text` for why).
/// `ts` may stand for `time`. Lines of a sandbox's script are read as well. Read in pieces, so that memory does not grow with
/// the file. Lines that begin with `//` are left out.
final class LinesReader: HistoryReader {
  private static let longest = 1 << 20

  private let name: String
  private let file: Int32
  private let lines: LineInput
  private var list = FaultList()
  private var last = Date.distantPast
  private var script = ScriptLines()

  var bytesRead: Int { lines.bytesRead }
  private var line: Int { lines.line }
  var faults: [HistoryFault] { list.faults }
  var faultCount: Int { list.count }
  var note: String? { script.isPlayed ? "\(name): \(ScriptLines.note)" : nil }

  init(path: String, name: String) throws {
    self.name = name
    file = open(path, O_RDONLY | O_CLOEXEC)
    lines = LineInput(file, longest: Self.longest)
    guard file >= 0 else { throw Failure(.noInput, "\(path): \(String(cString: strerror(errno)))") }
  }

  deinit { close(file) }

  func next() throws -> HistoryEntry? {
    while let bytes = try nextLine() {
      if bytes.allSatisfy({ $0 <= 0x20 }) || bytes.starts(with: [0x2F, 0x2F]) { continue }
      if let entry = entry(bytes) { return entry }
    }
    return nil
  }

  private func entry(_ bytes: ArraySlice<UInt8>) -> HistoryEntry? {
    let place = "\(name):\(line)"
    let json: JSON
    do throws(JSONSyntaxError) {
      json = try JSON(parsing: bytes)
    } catch {
      list.add(place, "no JSON: \(error.message) at column \(error.offset + 1)")
      return nil
    }
    if ScriptLines.isOne(json) { return scripted(json, place) }
    guard let at = HistoryTime.date(json["time"] ?? json["ts"] ?? json["at"] ?? json["timestamp"]) else {
      list.add(place, "no time: give \"time\" as 2026-01-31T09:00:00Z or as seconds since 1970")
      return nil
    }
    let kind: HistoryEntry.Kind
    do {
      kind = try self.kind(json)
    } catch {
      list.add(place, error.fault)
      return nil
    }
    guard let user = (json["user"] ?? json["author"])?.string ?? kind.nobody else {
      list.add(place, "no \"user\"")
      return nil
    }
    return HistoryEntry(
      at: notBefore(at, place), id: json["id"]?.string ?? place, user: user, userName: json["name"]?.string,
      isBot: json["bot"]?.bool ?? false, roles: json["roles"]?.array?.compactMap(\.string) ?? [],
      isDirect: json["direct"]?.bool ?? false, channel: json["channel"]?.string ?? "general",
      channelName: json["channel"]?.string ?? "general", thread: json["thread"]?.string, kind: kind, place: place)
  }

  private func scripted(_ json: JSON, _ place: String) -> HistoryEntry? {
    guard var entry = script.entry(json, place) else {
      list.add(place, "nothing happens in this line of a script")
      return nil
    }
    entry.at = notBefore(entry.at, place)
    return entry
  }

  private func notBefore(_ at: Date, _ place: String) -> Date {
    if at < last { list.add(place, "earlier than the line before; it is taken as said at that line's time") }
    last = max(last, at)
    return last
  }

  private struct Unclear: Error { let fault: String }

  private func kind(_ json: JSON) throws(Unclear) -> HistoryEntry.Kind {
    func text(_ key: String) throws(Unclear) -> String {
      guard let text = json[key]?.string else { throw Unclear(fault: "no \"\(key)\"") }
      return text
    }
    switch json["event"]?.string {
    case nil, "message", "post", "say": return .said(try text("text"))
    case "join": return .joined
    case "leave": return .left
    case "request": return .asksToJoin(answer: json["text"]?.string)
    case "edit":
      _ = try text("id")
      return .edited(try text("text"))
    case "delete":
      _ = try text("id")
      return .deleted
    case "react": return .reacted(try text("emoji"), to: try text("message"))
    case "unreact": return .unreacted(try text("emoji"), to: try text("message"))
    case "report": return .reported(try text("message"), reason: json["text"]?.string ?? "")
    case let other?:
      throw Unclear(
        fault: "\"event\": \"\(other)\" is not known; use join, leave, request, edit, delete, react, unreact or report")
    }
  }

  private func nextLine() throws -> ArraySlice<UInt8>? {
    do throws(LineInput.Fault) {
      return try lines.next()
    } catch {
      switch error {
      case .tooLong:
        list.add("\(name):\(line + 1)", "longer than \(Self.longest) bytes; the rest of the file is left out")
        return nil
      case .unreadable(let fault): throw Failure(.noInput, "\(name): \(fault)")
      }
    }
  }
}

extension HistoryEntry.Kind {
  /// Who did it where that need not be told: platforms do not say who deleted a message.
  fileprivate var nobody: String? { if case .deleted = self { "" } else { nil } }
}
