public import BotCore
import FoundationEssentials
import Glibc
import Signing

/// Why there is no way to sign in: a sentence for the operator.
public struct KeyFault: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// The token that the bot makes for itself where the configuration names none. It stands beside the store, and only the
/// user that the bot runs as can read it.
public enum KeyFile {
  public static func path(ofStore store: String) -> String { store + ".console" }

  /// The token of the file, which is made where there is none yet.
  /// - Throws: `KeyFault`.
  public static func token(_ path: String) throws -> Secret {
    if let token = try read(path) { return token }
    try make(path)
    guard let token = try read(path) else { throw KeyFault(description: "\(path) was taken away as it was made") }
    return token
  }

  /// Random letters of base 16.
  /// - Parameter bytes: how many of them are rolled; two letters each.
  public static func random(bytes count: Int) -> String {
    var bytes = [UInt8](repeating: 0, count: count)
    // Fails for more than 256 bytes only.
    precondition(getentropy(&bytes, count) == 0)
    return Hex.encode(bytes)
  }

  private static func read(_ path: String) throws -> Secret? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw KeyFault(description: "\(path) cannot be read (\(String(cString: strerror(errno)))); run as the bot's user")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
      throw KeyFault(description: "\(path) is open to other users; remove it, and the bot makes a new one")
    }
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = Glibc.read(file, &bytes, bytes.count)
    let token = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).filter { !$0.isWhitespace }
    guard token.utf8.count == 64, token.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
      throw KeyFault(description: "\(path) holds no token; remove it, and the bot makes a new one")
    }
    return Secret(token)
  }

  /// Under another name first, so that nobody ever reads half of it. Of two who make it at once, the first wins.
  private static func make(_ path: String) throws {
    let draft = path + "." + random(bytes: 8)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw KeyFault(
        description: "\(path) cannot be made (\(String(cString: strerror(errno)))); let the bot write there")
    }
    defer { unlink(draft) }
    let text = Array((random(bytes: 32) + "\n").utf8)
    let written = write(file, text, text.count)
    close(file)
    guard written == text.count else {
      throw KeyFault(description: "\(path) cannot be written; see whether the disk is full")
    }
    _ = Glibc.link(draft, path)
  }
}
