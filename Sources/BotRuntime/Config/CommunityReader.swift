import BotCore

/// Reads one community: the platform, the way to it, and the plugins.
struct CommunityReader {
  let registry: Registry
  let source: ConfigSource
  /// Where the server listens; empty for none, `nil` where that could not be read.
  let listen: String?

  private static let ownKeys = ["connection", "plugins"]

  /// `nil` after the source was told why.
  func read(_ node: SettingNode) -> CommunityConfig? {
    guard node.json.object != nil else {
      node.wrongKind("an object", "{ \"id\": \"lobby\", \"platform\": … }")
      return nil
    }
    // Each part is read even where another failed, so that all problems are told at once.
    let settings = CommunitySettings.read(node, ignoring: Self.ownKeys)
    let kind = platform(node)
    let plan = kind.flatMap { connection(node, $0) }
    var about = plan?.about ?? kind?.about
    let isByHand = settings?.drafts == true || about?.isByHand == true
    // What the connector cannot do, a person can.
    if isByHand { about?.capabilities.formUnion(Capability.acts) }
    if let plan, let listen { checkReception(node, plan.about, listen) }
    if let about = plan?.about ?? kind?.about, let connection = node.member("connection") {
      ClearTraffic(about, source).check(connection)
      AddressPasswords(source: source).check(connection: connection)
    }
    ExampleValues(source).check(node)
    if let about { checkModerators(node, about, kind) }
    let instances = instances(node, on: about, settings)
    if let about { checkChannels(node, about) }
    guard let settings, let plan, let about else { return nil }
    let words = SecretWords(source.secrets(in: node.json["connection"] ?? [:]))
    return CommunityConfig(
      community: Community(
        id: settings.id, name: settings.name, platform: settings.platform, timezone: settings.timezone,
        locale: settings.locale, moderators: settings.moderators, managers: settings.managers),
      about: about, connect: { try plan.make($0.masking(words)) },
      credential: Self.credential(settings.platform, node.json["connection"] ?? [:]), instances: instances,
      isDrafting: isByHand, mode: settings.mode, mentions: source.origin.mentions(in: node.path),
      place: source.origin.place(of: node.path.key("connection")))
  }

  /// Where the settings tell all channels that there are, no platform need be asked.
  private func checkChannels(_ node: SettingNode, _ about: ConnectorAbout) {
    guard let channels = about.channels else { return }
    let known = Set(channels.map(Claim.plain))
    for mention in source.origin.mentions(in: node.path) where mention.name.kind == .channel {
      guard !known.contains(Claim.plain(mention.name.name)) else { continue }
      let missing = MissingName(mention.name, "on this \(about.name)", among: channels)
      let link = missing.remedy.hasSuffix("?") ? " Or add it to" : ", or add it to"
      let remedy = missing.remedy + link + " \"connection\": { \"channels\": [ … ] }"
      source.origin.report(mention.problem(MissingName(mention.name, missing.fault, remedy)))
    }
  }

  /// What comes by webhook alone needs a server, and what nobody has to sign needs one that only this machine reaches.
  private func checkReception(_ node: SettingNode, _ about: ConnectorAbout, _ listen: String) {
    if listen.isEmpty, about.receives == [.webhook] {
      source.warn(
        "nothing can reach \(about.name): \"http.listen\" is empty", "set \"http\": { \"listen\": \"127.0.0.1:8080\" }",
        at: node.path)
    }
    let isLoopback = ["127.", "localhost:", "[::1]:"].contains { listen.hasPrefix($0) }
    if !listen.isEmpty, !isLoopback, about.trustsCallers {
      node.place(of: "connection").fail(
        "anybody who reaches \(listen) could speak for members: requests are taken without proof of who sends them",
        "choose another \"auth\", or set \"http\": { \"listen\": \"127.0.0.1:8080\" }")
    }
  }

  /// Flags for the moderators are posts like others.
  private func checkModerators(_ node: SettingNode, _ about: ConnectorAbout, _ kind: ConnectorKind?) {
    guard let member = node.member("moderators"), member.json != .null, !about.capabilities.contains(.post) else {
      return
    }
    let could = kind?.about.capabilities.contains(.post) == true
    member.fail(
      "nothing can be told to moderators here: the platform \(about.name) "
        + (could ? "posts nothing with these settings" : "posts nothing"),
      (could ? "change the settings of the connection (botrun connectors \(about.name)), or " : "")
        + "remove it; what is flagged is kept all the same: botrun flags list")
  }

  private func platform(_ node: SettingNode) -> ConnectorKind? {
    guard let member = node.member("platform"), let name = member.json.string else { return nil }
    if let kind = registry.connector(name) { return kind }
    // Nobody can tell which of its settings are secrets.
    source.conceal(node.path.key("connection"))
    member.unknownName("platform", name, among: registry.connectors.map(\.about.name))
    return nil
  }

  private func connection(_ node: SettingNode, _ kind: ConnectorKind) -> ConnectorPlan? {
    if let member = node.member("connection") { return kind.read(member) }
    let required = kind.schema["required"]?.array?.compactMap(\.string) ?? []
    guard required.isEmpty else {
      let members = required.map { "\"\($0)\": \(kind.schema["properties"]?[$0]?.settingHint ?? "…")" }
      node.fail("\"connection\" is missing", "add \"connection\": { \(members.joined(separator: ", ")) }")
      return nil
    }
    return kind.read(SettingNode([:], at: node.path.key("connection"), from: source))
  }

  private func instances(
    _ node: SettingNode, on platform: ConnectorAbout?, _ settings: CommunitySettings?
  ) -> [InstanceConfig] {
    let plugins = node.member("plugins")
    if let plugins, plugins.json.array == nil {
      plugins.wrongKind("a list", "[ { \"plugin\": … } ]")
      return []
    }
    let elements = plugins?.elements ?? []
    if elements.isEmpty {
      source.warn("the community has no plugins", "add \"plugins\": [ { \"plugin\": … } ]", at: node.path)
    }
    var names = InstanceNames()
    var claims = InstanceClaims()
    let reader = InstanceReader(
      registry: registry, community: node.json["id"]?.string ?? "", platform: platform, settings: settings)
    return elements.compactMap { element in
      names.check(element, source.origin)
      let instance = reader.read(element)
      if let instance { claims.check(instance, element, source) }
      return instance
    }
  }

  /// The same for two communities whose connections are written alike; the order of keys does not count. It is made
  /// of references to secrets, never of secrets.
  private static func credential(_ platform: String, _ connection: JSON) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(platform.utf8)
    fingerprint.add(connection.sorted.bytes)
    return fingerprint.hex
  }
}

extension JSON {
  /// With the keys of all objects in their order.
  fileprivate var sorted: JSON {
    switch self {
    case .null, .bool, .int, .double, .string: self
    case .array(let items): .array(items.map(\.sorted))
    case .object(let object):
      .object(JSONObject(object.members.map { ($0.key, $0.value.sorted) }.sorted { $0.0 < $1.0 }))
    }
  }
}

extension SettingNode {
  /// Reports a name that stands for nothing, with the nearest that does.
  func unknownName(_ kind: String, _ name: String, among known: [String]) {
    let nearest = Spelling.nearest(to: name, in: known).map { "did you mean \"\($0)\"? " } ?? ""
    fail(
      "there is no \(kind) \(Spelling.quoted(name))", nearest + "use one of: \(known.sorted().joined(separator: ", "))")
  }
}
