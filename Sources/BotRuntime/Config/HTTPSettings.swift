public import BotCore

public struct HTTPSettings: SettingGroup {
  @Setting(
    "Address and port for webhooks, health and the sandbox page. Empty: no server.",
    .shape("^(.+:[0-9]{1,5})?$"))
  public var listen: String = "127.0.0.1:8080"
  @Setting(
    "The address under which the world reaches the server, for the webhook URLs that are shown.",
    .shape("^(https?://.*)?$"))
  public var publicURL: String = ""
  /// Once it is read, as the bot's own folder sees it.
  @Setting("A file with further certificate authorities (PEM) that outgoing connections may trust.")
  public var caFile: String = ""

  @Setting("The bot's own page, at /console.")
  public var console: ConsoleSettings = ConsoleSettings()

  public init() {}

  public var checks: [(SettingNode) -> Void] { [checkListen, checkAddress, checkAuthorities] }

  private func checkListen(_ node: SettingNode) {
    if !listen.isEmpty, !Self.isAddress(listen) {
      node.member("listen")?.fail(
        "\(Spelling.quoted(listen)) is no address with a port", "write for example \"127.0.0.1:8080\"")
    }
  }

  private func checkAddress(_ node: SettingNode) {
    if !publicURL.isEmpty, !publicURL.hasPrefix("https://"), !publicURL.hasPrefix("http://") {
      node.member("publicURL")?.fail("\(Spelling.quoted(publicURL)) is no web address", "begin it with https://")
    }
  }

  private func checkAuthorities(_ node: SettingNode) {
    guard !caFile.isEmpty, let member = node.member("caFile") else { return }
    do throws(SettingFault) {
      _ = try node.source.file(caFile)
    } catch {
      member.fail(error.fault, error.remedy)
    }
  }

  /// What is sound of the addresses, without the bot's own page. For a bot whose settings here are faulty.
  static func receiving(_ json: JSON) -> HTTPSettings {
    var http = HTTPSettings()
    http.console.enabled = false
    if let listen = json["listen"]?.string, listen.isEmpty || isAddress(listen) { http.listen = listen }
    http.publicURL = json["publicURL"]?.string ?? ""
    http.caFile = json["caFile"]?.string ?? ""
    return http
  }

  /// "127.0.0.1:8080", "[::1]:8080", "localhost:0".
  private static func isAddress(_ text: String) -> Bool {
    guard let colon = text.lastIndex(of: ":") else { return false }
    let host = text[..<colon]
    let port = text[colon...].dropFirst()
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    return !host.isEmpty && (isBracketed || !host.contains(":"))
      && port.allSatisfy { $0.isASCII && $0.isNumber } && UInt16(port) != nil
  }
}
