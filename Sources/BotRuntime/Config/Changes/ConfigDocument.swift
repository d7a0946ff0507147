public import BotCore
public import FoundationEssentials

/// A configuration as it is written, over all its files, and what could be made of it.
public struct ConfigDocument: Sendable {
  /// A community as it is written, and what the paths in it count from.
  struct Part: Sendable {
    let json: JSON
    let folder: String
  }

  let store: JSON
  let http: JSON
  let texts: [(name: String, text: String)]
  let communities: [Part]
  /// Of the files that settings name, by their whole paths.
  let files: [String: [UInt8]]

  public let config: BotConfig?
  public let problems: [Problem]

  /// What a setting of a part names, if it is a file that could be read.
  func file(_ path: String, in part: Part?) -> [UInt8]? {
    part.flatMap { files[ConfigPath.absolute(ConfigPath.join($0.folder, path))] }
  }
}

extension Configuration {
  /// Reads a configuration in order to look at it, not to run it: secrets need not be at hand.
  /// - Returns: `nil` for the document where a file of the configuration is no JSON; the problems tell of it.
  public static func document(
    path: String, registry: Registry, environment: [String: String], now: Date?
  ) -> (document: ConfigDocument?, problems: [Problem]) {
    let references = ConfigReferences(environment: environment, credentials: nil, now: now)
    references.needsSecrets = false
    var loader = ConfigLoader(registry: registry, references: references)
    let config = loader.load(path)
    let problems = loader.problems
    guard loader.isParsed else { return (nil, problems) }
    let isUsable = !problems.contains { $0.severity == .error }
    let files = loader.files
    let document = ConfigDocument(
      store: files[0].document.value["store"] ?? [:], http: files[0].document.value["http"] ?? [:],
      texts: files.flatMap { file in
        (file.document.value["texts"]?.object?.members ?? []).compactMap { member in
          member.value.string.map { (member.key, $0) }
        }
      },
      communities: files.flatMap { file in
        (file.document.value["communities"]?.array ?? []).map { ConfigDocument.Part(json: $0, folder: file.folder) }
      },
      files: references.readFiles, config: isUsable ? config : nil, problems: problems)
    return (document, problems)
  }
}
