/// Faces written with marks and letters.
enum Emoticons {
  /// As they are written, capitals told apart where it matters to the eye: ":D" is one, ":d" is not.
  static let all: [String] = [
    ":)", ":-)", ":))", ":)))", ":o)", ":]", ":-]", ":}", ":>", "=)", "=]", "=))", ";)", ";-)", ";]", ";D", ";P", ";p",
    ":D", ":-D", ":DD", "=D", "8-)", "xD", "XD", ":3", "<3", "</3", ":*", ":-*", ":x", ":X", ":^)", ":')",
    ":'-)", ":(", ":-(", ":((", ":(((", ":[", ":-[", ":{", ":<", "=(", "=[", ":'(", ":'-(", ":c", ":C", ":/", ":-/",
    "=/",
    ":\\", ":-\\", "=\\", ":|", ":-|", "=|", ":P", ":p", ":-P", ":-p", "=P", "=p", ":b", ":o", ":O", ":-o", ":-O", "=O",
    ":0", ":$", ":@", ":S", ":s", ":-S", ">:(", ">:-(", ">:)", ">:D", ">:O", ">.<", ">_<", "-_-", "-.-", "^_^", "^^",
    "^-^", "^.^", "o_o", "O_o", "o_O", "O_O", "O.o", "o.O", "T_T", "T.T", ";_;", ";-;", "u_u", "n_n", "\\o/", "D:",
    "(:", "(-:", "(;", "):", ")-:", "(=", ")=", "\\m/", "x_x", "X_X", "._.",
  ]

  /// The bytes that an emoticon may begin with.
  static let openers: Set<UInt8> = Set(all.compactMap(\.utf8.first))

  private static let byOpener: [[[UInt8]]] = {
    var table = [[[UInt8]]](repeating: [], count: 256)
    for face in all.sorted(by: { $0.utf8.count > $1.utf8.count }) {
      let bytes = Array(face.utf8)
      table[Int(bytes[0])].append(bytes)
    }
    return table
  }()

  /// How many bytes the longest emoticon at the source's place takes; 0 when there is none. One that ends in a letter or
  /// digit must not go on in a word, and one that begins with one must not follow a word.
  static func count(at source: TextSource) -> Int {
    for face in byOpener[Int(source.peek())] where matches(face, source) {
      let last = face[face.count - 1]
      if ASCII.isAlphanumeric(last), ASCII.isAlphanumeric(source.peek(face.count)) { continue }
      if isOpen(face[0]) || isOpen(last), !isFree(source) { continue }
      return face.count
    }
    return 0
  }

  private static func matches(_ face: [UInt8], _ source: TextSource) -> Bool {
    guard source.index + face.count <= source.text.count else { return false }
    for offset in face.indices where face[offset] != source.text[source.index + offset] { return false }
    return true
  }

  /// Whether a face that begins or ends with this byte could as well belong to a word, a list, a bracket, an address
  /// ("http://") or a path ("C:/"). Those with a capital, such as ":D", are common right after a word.
  private static func isOpen(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ")") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
      || ASCII.isDigit(byte) || (byte | 0x20 == byte && ASCII.isLetter(byte))
  }

  private static func isFree(_ source: TextSource) -> Bool {
    let before = source.peek(-1)
    return source.index == 0 || ASCII.isBlank(before)
  }
}
