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
      case .key(let key): text += text.isEmpty ? key : "." + key
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}
