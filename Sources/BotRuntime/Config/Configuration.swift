public import BotCore
public import FoundationEssentials

/// Reads a configuration file and all that it names, and says everything that is wrong with it in one go.
public enum Configuration {
  /// - Parameters:
  ///   - path: of the main file; relative paths in a file count from the folder of that file.
  ///   - environment: where `env:NAME` is looked up; `TZDIR` moves the time zone files.
  ///   - credentialsDirectory: `$CREDENTIALS_DIRECTORY`, where `credential:NAME` is looked up.
  ///   - now: from when on what is planned counts as still to come; `nil`: nothing that is past is told.
  ///   - needsSecrets: whether it is an error that a secret is not at hand. Without, the configuration is only to be
  ///     looked at: nothing may be connected with it.
  /// - Returns: the configuration unless there is an error, and all problems in the order of their places. Warnings
  ///   alone leave it usable.
  public static func load(
    path: String, registry: Registry, environment: [String: String], credentialsDirectory: String?, now: Date? = nil,
    needsSecrets: Bool = true
  ) -> (config: BotConfig?, problems: [Problem]) {
    let references = ConfigReferences(environment: environment, credentials: credentialsDirectory, now: now)
    references.needsSecrets = needsSecrets
    var loader = ConfigLoader(registry: registry, references: references)
    let config = loader.load(path)
    let problems = loader.problems
    return (problems.contains { $0.severity == .error } ? nil : config, problems)
  }

  /// As much of a configuration that cannot be used as is needed to receive and store: the communities whose connection
  /// is sound, without any plugin; of a faulty `store` the path, as long as it can be read, and of a faulty `http` the
  /// address. `nil` where there is none, as where the main file is no JSON.
  public static func loadForSafeMode(
    path: String, registry: Registry, environment: [String: String], credentialsDirectory: String?
  ) -> BotConfig? {
    let references = ConfigReferences(environment: environment, credentials: credentialsDirectory)
    references.isForSafeMode = true
    var loader = ConfigLoader(registry: registry, references: references)
    guard let config = loader.load(path), !config.communities.isEmpty else { return nil }
    let communities = config.communities.map { community in
      CommunityConfig(
        community: community.community, about: community.about, connect: community.connect,
        credential: community.credential, instances: [], isDrafting: community.isDrafting)
    }
    return BotConfig(store: config.store, http: config.http, communities: communities, hash: config.hash)
  }
}
