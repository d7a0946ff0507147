/// The way from the root of a document to one value, shown as people read it: `communities[0].plugins[2].text`.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible {
  public enum Part: Sendable, Hashable {
    case key(String)
    case index(Int)
  }

  public var parts: [Part]

  public init(_ parts: [Part] = []) { self.parts = parts }

  public func key(_ key: String) -> JSONPath { JSONPath(parts + [.key(key)]) }
  public func index(_ index: Int) -> JSONPath { JSONPath(parts + [.index(index)]) }

  public var description: String {
    var text = ""
    for part in parts {
      switch part {
      case .key(let key) where Self.isPlain(key): text += text.isEmpty ? key : "." + key
      // As JSON writes it, so that a key with a dot or a line break cannot be taken for something else.
      case .key(let key): text += "[\(JSON.string(key).text)]"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  private static func isPlain(_ key: String) -> Bool {
    !key.isEmpty
      && key.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789_-$".unicodeScalars.contains($0) }
  }
}
