import BotCore
import FoundationEssentials
import Glibc

/// Finds out what a file or folder holds and opens it.
enum HistoryFiles {
  struct Opened {
    let readers: [any HistoryReader]
    let bytes: Int

    var faultCount: Int { readers.map(\.faultCount).reduce(0, +) }

    /// Names what could not be read, on standard error.
    func tellFaults() {
      for note in readers.compactMap(\.note) { Terminal.complain(note) }
      guard faultCount > 0 else { return }
      Terminal.complain("\(faultCount) \(faultCount == 1 ? "entry" : "entries") could not be read as written:")
      for fault in readers.flatMap(\.faults).prefix(20) { Terminal.complain("  \(fault.place): \(fault.fault)") }
      if faultCount > 20 { Terminal.complain("  … and \(faultCount - 20) more") }
    }
  }

  static func open(_ paths: [String]) throws -> Opened {
    var readers: [any HistoryReader] = []
    var bytes = 0
    var names = LineNames()
    for path in paths {
      let found = try open(path, &names)
      readers += found.readers
      bytes += found.bytes
    }
    guard !readers.isEmpty else {
      throw Failure(.noInput, "\(paths.joined(separator: ", ")): there is no history in it")
    }
    return Opened(readers: readers, bytes: bytes)
  }

  private static func open(_ path: String, _ names: inout LineNames) throws -> Opened {
    guard let kind = kind(path) else { throw Failure(.noInput, "\(path): \(String(cString: strerror(errno)))") }
    if kind == S_IFDIR {
      return isSlackExport(path) ? try openSlack(path) : try openFolder(path, &names)
    }
    return Opened(readers: [try reader(path, &names)], bytes: size(path))
  }

  /// Every history in a folder, in the order of the names.
  private static func openFolder(_ path: String, _ lineNames: inout LineNames) throws -> Opened {
    let files = names(in: path).filter { $0.hasSuffix(".jsonl") || $0.hasSuffix(".json") }.map { path + "/" + $0 }
    return Opened(readers: try files.map { try reader($0, &lineNames) }, bytes: files.map(size).reduce(0, +))
  }

  private static func reader(_ path: String, _ names: inout LineNames) throws -> any HistoryReader {
    let head = try bytes(path, atMost: 4096)
    let name = String(path.split(separator: "/").last ?? "")
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw Failure(
        .badData, "\(path) is a zip archive; unpack it first: unzip \(path) -d history && botrun replay history")
    }
    guard path.hasSuffix(".json") else { return try LinesReader(path: path, name: names.name(of: path)) }
    let json: JSON
    let whole = try bytes(path)
    do throws(JSONSyntaxError) {
      json = try JSON(parsing: whole)
    } catch {
      throw Failure(.badData, "\(path) is no JSON: \(error.message) at byte \(error.offset)")
    }
    if json["guild"] != nil, json["messages"] != nil {
      return DocumentReader([(path, name)], decode: DiscordExport.entries)
    }
    if json["messages"] != nil || json["chats"] != nil {
      return DocumentReader([(path, name)], decode: TelegramExport.entries)
    }
    throw Failure(
      .badData,
      "\(path) is no export that botrun knows: a Slack export folder, DiscordChatExporter JSON, Telegram's result.json, "
        + "or JSON Lines in a file that ends with .jsonl")
  }

  private static func isSlackExport(_ path: String) -> Bool {
    kind(path + "/channels.json") == S_IFREG || kind(path + "/users.json") == S_IFREG
  }

  /// A reader for each channel: its days follow one another.
  private static func openSlack(_ path: String) throws -> Opened {
    let export = SlackExport(
      users: try labels(path + "/users.json", key: "id") { user in
        let profile = user["profile"]
        let names = [profile?["display_name"]?.string, profile?["real_name"]?.string, user["name"]?.string]
        return names.compactMap { $0 }.first { !$0.isEmpty }
      },
      channels: try labels(path + "/channels.json", key: "name") { $0["id"]?.string })
    var readers: [any HistoryReader] = []
    var total = 0
    for channel in names(in: path) where kind(path + "/" + channel) == S_IFDIR {
      let days = names(in: path + "/" + channel).filter { $0.hasSuffix(".json") }
      let files = days.map { (path: "\(path)/\(channel)/\($0)", name: "\(channel)/\($0)") }
      total += files.map { size($0.path) }.reduce(0, +)
      if !files.isEmpty { readers.append(DocumentReader(files, decode: export.entries)) }
    }
    return Opened(readers: readers, bytes: total)
  }

  private static func labels(_ path: String, key: String, _ label: (JSON) -> String?) throws -> [String: String] {
    guard kind(path) == S_IFREG else { return [:] }
    let bytes = try bytes(path)
    guard let items = (try? JSON(parsing: bytes))?.array else {
      throw Failure(.badData, "\(path) is no list in JSON; is the export whole?")
    }
    var labels: [String: String] = [:]
    for item in items { if let id = item[key]?.string { labels[id] = label(item) } }
    return labels
  }

  static func bytes(_ path: String, atMost limit: Int = .max) throws -> [UInt8] {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure(.noInput, "\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    let wanted = min(limit, size(path))
    return [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while count < wanted {
        let got = read(file, buffer.baseAddress?.advanced(by: count), wanted - count)
        guard got > 0 else { return }
        count += got
      }
    }
  }

  private static func kind(_ path: String) -> mode_t? {
    var info = stat()
    return stat(path, &info) == 0 ? info.st_mode & S_IFMT : nil
  }

  private static func size(_ path: String) -> Int {
    var info = stat()
    return stat(path, &info) == 0 ? Int(info.st_size) : 0
  }

  private static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

/// What each file of lines is called. A line without an id is known by the name of its file and its number, so two files
/// must not share a name; the same file named twice keeps its own.
private struct LineNames {
  private var owners: [String: String] = [:]

  /// The name without its folder; the whole path where another file has that name.
  mutating func name(of path: String) -> String {
    let short = String(path.split(separator: "/").last ?? "")
    let owner = owners[short] ?? path
    owners[short] = owner
    return owner == path ? short : path
  }
}
