import FoundationEssentials

extension Scenario {
  /// The scenarios in the `.txt` files of the folder `Scenarios` beside a source file, by name.
  /// - Parameter source: `#filePath`.
  public static func files(beside source: String) throws -> [Scenario] {
    let folder = String(source[..<(source.lastIndex(of: "/") ?? source.endIndex)]) + "/Scenarios"
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }.sorted()
      .map { name in
        guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
          throw Fault(scenario: name, line: 0, fault: "the file cannot be read")
        }
        return try Scenario(name: String(name.dropLast(4)), String(decoding: bytes, as: UTF8.self))
      }
  }
}
