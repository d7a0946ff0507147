import BotCore
public import FoundationEssentials
import Glibc

/// The right of one process to run a store.
///
/// It is a lock of the kernel (`flock`) on a file beside the store, not a row with an expiry: the kernel frees it in the
/// instant the process ends, however it ends, so a restart after `kill -9` waits for nothing, a process that hangs or
/// a machine that sleeps never loses it to another one while it still thinks that it owns the store, and no clock
/// has a say. The price: it binds processes of one machine. A store on a network file system is not supported, neither
/// by this lock nor by SQLite's write-ahead log. The file stays when the lease ends: removing it would let two
/// processes each lock a file of that name.
public final class Lease: Sendable {
  /// Who has a store, as the lock file tells it.
  public struct Holder: Sendable, Hashable {
    public var version: String
    public var process: Int
    public var host: String
    public var since: Date

    public init(version: String, process: Int, host: String, since: Date) {
      self.version = version
      self.process = process
      self.host = host
      self.since = since
    }

    /// This process.
    public init(version: String, since: Date) {
      var name = [CChar](repeating: 0, count: 256)
      gethostname(&name, name.count - 1)
      let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      self.init(version: version, process: Int(getpid()), host: host, since: since)
    }
  }

  public let path: String
  private let files: [Int32]

  private init(path: String, files: [Int32]) {
    self.path = path
    self.files = files
  }

  deinit { for file in files { Glibc.close(file) } }

  /// Takes the lease of the store at `path` and writes into `path.lock` who has it. It ends with the returned value, or
  /// with the process.
  /// - Throws: `StoreError`; where somebody has the lease already, it names them.
  public static func acquire(path: String, holder: Holder) throws(StoreError) -> Lease {
    let lock = lockPath(of: path)
    let file = Glibc.open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failed("opened", lock) }
    let files = [(lock, file)] + linkLocks(of: path, but: file, O_RDWR)
    let lease = Lease(path: path, files: files.map(\.1))
    for (lock, file) in files { try take(file, lock, path, holder) }
    return lease
  }

  private static func take(_ file: Int32, _ lock: String, _ path: String, _ holder: Holder) throws(StoreError) {
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw failed("locked", lock) }
      throw StoreError(
        fault: "the store \(path) is in use by \(describe(read(file)))",
        remedy: "stop it, or start this one with --standby", isInUse: true)
    }
    let line = Array((holder.json.text + "\n").utf8)
    guard ftruncate(file, 0) == 0, pwrite(file, line, line.count, 0) == line.count else {
      throw failed("written to", lock)
    }
  }

  /// Whether somebody has the lease.
  public enum Standing: Sendable, Hashable {
    case free
    /// Who, in words.
    case held(by: String)
    case unknown(String)
  }

  /// Looks without taking the lease, but for an instant; the lock file is not made where there is none.
  public static func look(path: String) -> Standing {
    let file = Glibc.open(lockPath(of: path), O_RDONLY | O_CLOEXEC)
    if file < 0, errno != ENOENT { return .unknown(String(cString: strerror(errno))) }
    let files = (file < 0 ? [] : [file]) + linkLocks(of: path, but: file, O_RDONLY).map(\.1)
    defer { for file in files { Glibc.close(file) } }
    for file in files where flock(file, LOCK_SH | LOCK_NB) != 0 {
      return errno == EWOULDBLOCK ? .held(by: describe(read(file))) : .unknown(String(cString: strerror(errno)))
    }
    return .free
  }

  /// Beside the store itself, by whatever links it was named: one store has one lock.
  private static func lockPath(of path: String) -> String {
    if access(path, F_OK) == 0 { return FileAccess.identity(path) + ".lock" }
    // A link may lead to where the store is still to be made.
    let path = target(of: path)
    let folder = ConfigPath.folder(of: path)
    return ConfigPath.join(folder.isEmpty ? "" : FileAccess.identity(folder), ConfigPath.last(path)) + ".lock"
  }

  private static func target(of path: String) -> String { links(from: path).last ?? path }

  /// The path itself, and where each link leads to.
  private static func links(from path: String) -> [String] {
    var paths = [path]
    while paths.count <= mostLinks, let last = paths.last,
      let next = try? FileManager.default.destinationOfSymbolicLink(atPath: last)
    {
      paths.append(next.hasPrefix("/") ? next : ConfigPath.join(ConfigPath.folder(of: last), next))
    }
    return paths
  }

  /// Lock files that are there beside links to the store, open: earlier versions locked that of the name which they
  /// were given, so one of them may still hold it.
  private static func linkLocks(of path: String, but own: Int32, _ access: Int32) -> [(String, Int32)] {
    var seen = [node(of: own)]
    return links(from: path).compactMap { link in
      let lock = link + ".lock"
      let file = Glibc.open(lock, access | O_CLOEXEC)
      guard file >= 0 else { return nil }
      let node = node(of: file)
      guard !seen.contains(node) else {
        Glibc.close(file)
        return nil
      }
      seen.append(node)
      return (lock, file)
    }
  }

  private static func node(of file: Int32) -> [UInt64] {
    var status = stat()
    return fstat(file, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : []
  }

  /// As many as the kernel follows (path_resolution(7)).
  private static let mostLinks = 40

  private static func failed(_ what: String, _ lock: String) -> StoreError {
    StoreError(
      fault: "the lock file \(lock) cannot be \(what): \(String(cString: strerror(errno)))",
      remedy: "check that the folder exists and that the user who runs botrun may write to it")
  }

  private static func read(_ file: Int32) -> Holder? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = pread(file, &bytes, bytes.count, 0)
    guard count > 0, let json = try? JSON(parsing: bytes.prefix(count)) else { return nil }
    return Holder(json)
  }

  private static func describe(_ holder: Holder?) -> String {
    guard let holder else { return "another process" }
    let since = holder.since.timestamp
    return "botrun \(holder.version), process \(holder.process) on host \(holder.host) "
      + "since \(since.prefix(10)) \(since.dropFirst(11).prefix(5)) UTC"
  }
}

extension Lease.Holder {
  fileprivate var json: JSON {
    [
      "version": .string(version), "process": .int(process), "host": .string(host), "since": .string(since.timestamp),
    ]
  }

  fileprivate init?(_ json: JSON) {
    guard let version = json["version"]?.string, let process = json["process"]?.int, let host = json["host"]?.string,
      let since = json["since"]?.string.flatMap({ Date(timestamp: $0) })
    else { return nil }
    self.init(version: version, process: process, host: host, since: since)
  }
}
