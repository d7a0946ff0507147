import BotCore

/// Finds plugin instances of one community that would both do the same in answer to members.
struct InstanceClaims {
  private var earlier: [Claim.Deed: [Owner]] = [:]

  private struct Owner {
    let claim: Claim
    let plugin: String
    let name: String
    let line: Int
  }

  /// What only observes answers nobody: two instances may be compared so.
  mutating func check(_ instance: InstanceConfig, _ node: SettingNode, _ source: ConfigSource) {
    guard instance.common.mode == .act else { return }
    let line = source.origin.place(of: node.path).line
    let name = instance.id.raw.split(separator: "/").last.map(String.init) ?? ""
    let claims = instance.plugin.claims
    // One sentence for each pair of instances: the gravest.
    var told: Set<String> = []
    for claim in claims.filter({ $0.severity == .error }) + claims.filter({ $0.severity == .warning }) {
      if case .command(let command) = claim.deed, Engine.ownCommands.contains(command) {
        node.fail("the bot itself obeys !\(command)", claim.remedy)
      }
      for other in earlier[claim.deed] ?? [] where claim.collides(with: other.claim) && told.insert(other.name).inserted
      {
        tell(claim, instance.about.name, other, node)
      }
    }
    for claim in claims {
      earlier[claim.deed, default: []].append(Owner(claim: claim, plugin: instance.about.name, name: name, line: line))
    }
  }

  private func tell(_ claim: Claim, _ plugin: String, _ other: Owner, _ node: SettingNode) {
    let owner = "the plugin \"\(other.name)\" at line \(other.line)"
    var isError = claim.severity == .error && other.claim.severity == .error
    var remedy = claim.remedy
    let fault: String
    switch claim.deed {
    case .command(let name):
      fault = "\(owner) obeys !\(name), too: who writes it would get two answers"
      // One of two plugins may well be told to listen to another word.
      if plugin != other.plugin { (isError, remedy) = (true, claim.severity == .error ? remedy : other.claim.remedy) }
    case .act(let act): fault = "\(owner) \(act) already: it would be done twice"
    }
    if isError { node.fail(fault, remedy) } else { node.warn(fault, remedy) }
  }
}
