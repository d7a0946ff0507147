public import BotCore

public struct SandboxSettings: SettingGroup {
  @Setting("The channels, without the leading #. Members join in the first.", .atLeastOne)
  public var channels: [String] = ["general", "help", "moderators"]

  @Setting("Who is there from the start. Nobody is told that they joined.")
  public var members: [String] = []

  @Setting("The name that the bot speaks under.", .notEmpty)
  public var bot: String = "bot"

  @Setting("A JSON Lines file of what happens by itself after the start.")
  public var script: TextFile? = nil

  @Setting("Whether a new member has to be approved by the bot first.")
  public var approval: Bool = false

  @Setting("Host names that the page may be opened under, beside localhost and the loopback addresses.")
  public var hosts: [String] = []

  public init() {}

  public func check(_ node: SettingNode) {
    check(channels, node.member("channels")) { SandboxName.channel($0) == nil }
    check(members, node.member("members")) { SandboxName.member($0) == nil }
    if SandboxName.member(bot) == nil {
      node.member("bot")?.fail("\"\(bot)\" cannot be a name", SandboxName.remedy)
    }
    guard let script else { return }
    do throws(SandboxScript.Fault) {
      _ = try SandboxScript(script, channels: channels, members: members)
    } catch {
      node.member("script")?.fail("line \(error.line) of \(script.path): \(error.fault)", error.remedy)
    }
  }

  private func check(_ names: [String], _ node: SettingNode?, isWrong: (String) -> Bool) {
    guard let node else { return }
    for (index, element) in (node.elements ?? []).enumerated() {
      if isWrong(names[index]) {
        element.fail("\"\(names[index])\" cannot be a name here", SandboxName.remedy)
      } else if names[..<index].contains(where: { SandboxName.same($0, names[index]) }) {
        element.fail("the name \"\(names[index])\" stands here twice", "remove one of them")
      }
    }
  }
}
