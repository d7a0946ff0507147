/// The name under which a page was asked for. Whoever serves a page that only this machine may see looks at it: another
/// site could let a name of its own point here (DNS rebinding).
public enum HostName {
  /// The name in a Host field without its port, in lower case: `[::1]`, `localhost`. `nil`: it is none.
  public static func name(ofHost host: String) -> String? {
    let host = host.lowercased()
    guard !host.isEmpty, host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return nil }
      return String(host[...end])
    }
    return host.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init)
  }

  public static func isLoopback(_ name: String) -> Bool {
    if name == "localhost" || name == "[::1]" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
