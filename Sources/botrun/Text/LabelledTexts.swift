import BotCore
import Glibc

/// A text and what a person said of it.
struct LabelledText: Sendable, Hashable {
  let label: String
  let text: String
}

/// Texts with labels from a file, in the forms that such files commonly have.
enum LabelledTexts {
  /// What the person who evaluates may say about the file.
  struct Form {
    /// A file with one label a line, beside one with one text a line.
    var labels: String?
    /// Columns by name or by number from 1; found out where not given.
    var textColumn: String?
    var labelColumn: String?
    /// Only rows where a column has a value.
    var filter: (column: String, value: String)?
    /// Which members of a JSON object to read.
    var splits: [String] = []
  }

  static let help = """
    FILE is one of: lines "label<TAB>text" or "text<TAB>label"; CSV with commas or semicolons, with or without a first row
    of names; JSON with lists of [text, label] (name them with --split test,oos_test); plain lines with --labels FILE
    beside them. Columns are found by their names or contents; --text and --label name them (or give their numbers),
    --where COLUMN=VALUE takes only some rows.
    """

  static func read(_ path: String, _ form: Form) throws -> [LabelledText] {
    let text = try contents(path)
    if let labels = form.labels { return try beside(text, path, labels) }
    if path.hasSuffix(".json") { return try json(text, path, form.splits) }
    return try LabelledTable(text, path).texts(form)
  }

  /// - Parameter path: `-` for standard input.
  static func contents(_ path: String) throws -> String {
    let file = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure(.noInput, "\(path): \(String(cString: strerror(errno)))") }
    defer { if file != 0 { close(file) } }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Failure(.noInput, "\(path): \(String(cString: strerror(errno)))") }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece[..<count]
    }
  }

  /// Split at line feeds alone: texts hold other characters that count as line ends elsewhere.
  static func lines(_ text: String) -> [String] {
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      String(Substring(line.last == 0x0D ? line.dropLast() : line))
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func beside(_ text: String, _ path: String, _ labelPath: String) throws -> [LabelledText] {
    let texts = lines(text)
    let labels = lines(try contents(labelPath))
    guard texts.count == labels.count else {
      throw Failure(
        .badData, "\(path) has \(texts.count) lines and \(labelPath) has \(labels.count); give one label for each text")
    }
    return zip(labels, texts).map { LabelledText(label: $0, text: $1) }
  }

  /// An object of lists of [text, label], as CLINC150 has it.
  private static func json(_ text: String, _ path: String, _ splits: [String]) throws -> [LabelledText] {
    guard let json = try? JSON(parsing: Array(text.utf8)) else { throw Failure(.badData, "\(path) is no JSON") }
    let members = json.object?.keys ?? []
    let lists = json.array.map { [$0] } ?? (splits.isEmpty ? members : splits).compactMap { json[$0]?.array }
    guard !lists.isEmpty, json.array != nil || lists.count == max(splits.count, splits.isEmpty ? members.count : 0)
    else {
      throw Failure(
        .badData,
        "\(path) has not all of the lists \(splits.joined(separator: ", ")); it has \(members.joined(separator: ", "))")
    }
    return lists.joined().compactMap { pair in
      guard let text = pair[0]?.string, let label = pair[1]?.string else { return nil }
      return LabelledText(label: label, text: text)
    }
  }
}
