import BotCore
import FoundationEssentials
import Glibc

/// The store: form, integrity, who has it, what waits in it, and the disk that it is on.
struct StoreExam {
  /// Bytes below which the bot soon stops, and below which somebody should look.
  private static let least = 100 << 20
  private static let scarce = 1 << 30

  let path: String
  /// How the bot is started.
  var start = "botrun run"

  var findings: [Finding] { [holder] + store + disk + permissions }

  private var folder: String {
    let folder = ConfigPath.folder(of: path)
    return folder.isEmpty ? "." : folder
  }

  private var holder: Finding {
    switch Lease.look(path: path) {
    case .free: Finding(.warn, "bot", "it does not run", "start it: \(start)")
    case .held(let by): Finding(.ok, "bot", "it runs: \(by)")
    case .unknown(let reason):
      Finding(.warn, "bot", "whether it runs cannot be told: \(reason)", "look as the user who runs it")
    }
  }

  private var store: [Finding] {
    guard access(path, F_OK) == 0 else {
      return [Finding(.ok, "store", "\(path) is not there yet; the bot makes it when it first runs")]
    }
    do {
      let store = try SQLiteStore(path: path, readOnly: true)
      defer { store.close() }
      let faults = try store.integrity()
      if let first = faults.first {
        return [
          Finding(
            .fail, "store", "\(path) is damaged (\(first))",
            "stop the bot, move the file away for a look, and restore the newest backup in its place")
        ]
      }
      return [Finding(.ok, "store", "\(path) is whole, \(Self.size(bytes)), form \(Migrations.all.count)")]
        + waiting(try store.tallies())
    } catch let error as StoreError {
      return [Finding(.fail, "store", error.fault, error.remedy)]
    } catch {
      return [Finding(.fail, "store", "\(error)", "restore a backup")]
    }
  }

  private func waiting(_ tallies: [String: Int]) -> [Finding] {
    var findings: [Finding] = []
    if let count = tallies["deliveries.unknown"] {
      findings.append(
        Finding(.warn, "outbox", "\(count) sent, or not: nobody knows", "settle them: botrun outbox list"))
    }
    let parked = (tallies["events.parked"] ?? 0) + (tallies["turns.parked"] ?? 0)
    if parked > 0 {
      findings.append(
        Finding(.warn, "events", "\(parked) failed again and again and were set aside", "look into the log for why"))
    }
    if let count = tallies["events.pending"], count > 100 {
      findings.append(
        Finding(.warn, "events", "\(count) are stored and wait to be handled", "is the bot in safe mode? see above"))
    }
    return findings
  }

  private var bytes: Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private var disk: [Finding] {
    var numbers = statvfs()
    guard statvfs(folder, &numbers) == 0 else {
      return [
        Finding(
          .fail, "disk", "the folder \(folder) cannot be looked at: \(String(cString: strerror(errno)))", "create it")
      ]
    }
    guard access(folder, W_OK) == 0 else {
      return [
        Finding(.fail, "disk", "the folder \(folder) may not be written to", "let the user who runs botrun write there")
      ]
    }
    let free = Int(numbers.f_bavail) * Int(numbers.f_frsize)
    let says = "\(Self.size(free)) free in \(folder)"
    if free < Self.least {
      return [Finding(.fail, "disk", says, "free some space: the bot stores nothing on a full disk")]
    }
    if numbers.f_files > 0, numbers.f_favail < 100 {
      return [Finding(.fail, "disk", "no more files can be made in \(folder)", "remove some")]
    }
    return [free < Self.scarce ? Finding(.warn, "disk", says, "free some space soon") : Finding(.ok, "disk", says)]
  }

  /// What members wrote is nobody else's business.
  private var permissions: [Finding] {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return [] }
    return [Finding(.warn, "store", "\(path) can be read by other users of this machine", "run chmod 600 \(path)")]
  }

  static func size(_ bytes: Int) -> String {
    for (unit, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes >= size {
      let tenths = bytes * 10 / size
      return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
    }
    return "\(bytes) bytes"
  }
}
