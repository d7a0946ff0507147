/// Whether a text is a command to a bot, whichever: it begins with `!` and a letter from a to z right behind it. It is said
/// to a machine, so that no figure counts it as a message.
public enum CommandMark {
  public static func isIn(_ text: String) -> Bool {
    var bytes = text.utf8.makeIterator()
    guard bytes.next() == UInt8(ascii: "!"), let letter = bytes.next() else { return false }
    return UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter | 0x20
  }
}
