import BotCore

/// Finds the secrets that the configuration only refers to: `env:NAME`, `file:PATH`, `credential:NAME`.
/// No fault repeats what may be a secret itself.
struct Secrets {
  let environment: [String: String]
  /// `$CREDENTIALS_DIRECTORY` of the service manager.
  let credentials: String?

  struct Found {
    let secret: Secret
    /// What is doubtful about it, though it can be used.
    var warning: SettingFault?
  }

  /// - Parameter folder: what relative paths count from.
  func find(_ reference: String, folder: String) throws(SettingFault) -> Found {
    if let name = after("env:", reference) { return try variable(name) }
    if let path = after("file:", reference) {
      return try file(ConfigPath.absolute(ConfigPath.join(folder, path)), "the secret file \(path)")
    }
    if let name = after("credential:", reference) { return try credential(name) }
    if environment[reference] != nil || Self.isVariable(reference) {
      throw SettingFault("a variable is named here without \"env:\"", "write \"env:\(reference)\"")
    }
    throw SettingFault(
      "a secret stands here in plain text",
      "move it into the environment, a file or a service credential, and write \"env:NAME\", \"file:PATH\" or "
        + "\"credential:NAME\"")
  }

  private func after(_ prefix: String, _ reference: String) -> String? {
    reference.hasPrefix(prefix) ? String(reference.dropFirst(prefix.count)) : nil
  }

  private func variable(_ name: String) throws(SettingFault) -> Found {
    guard Self.isName(name, also: "_") else {
      throw SettingFault(
        "what follows \"env:\" is no name of a variable", "write env: and a name of letters, digits and _")
    }
    guard let value = environment[name] else {
      throw SettingFault("the environment variable \(name) is not set", "set \(name) before the bot starts")
    }
    guard !value.isEmpty else { throw SettingFault("the environment variable \(name) is empty", "give it a value") }
    return Found(secret: Secret(value))
  }

  private func credential(_ name: String) throws(SettingFault) -> Found {
    guard Self.isName(name, also: "_-."), !name.hasPrefix(".") else {
      throw SettingFault("what follows \"credential:\" is no name of a credential", "write credential: and its name")
    }
    guard let credentials, !credentials.isEmpty else {
      throw SettingFault(
        "the credential \(name) cannot be looked up: CREDENTIALS_DIRECTORY is not set",
        "run the bot as a systemd service with LoadCredential=\(name):PATH, or write \"env:NAME\" or \"file:PATH\"")
    }
    // The service manager sets modes of its own, which let nobody else read.
    var found = try file(ConfigPath.join(credentials, name), "the credential \(name)")
    found.warning = nil
    return found
  }

  private func file(_ path: String, _ name: String) throws(SettingFault) -> Found {
    let content: FileContent
    do throws(FileFault) {
      content = try FileAccess.read(path)
    } catch {
      throw told(error, name)
    }
    guard var text = String(validating: content.bytes, as: UTF8.self) else {
      throw SettingFault("\(name) is not UTF-8 text", "save it as UTF-8")
    }
    if text.last?.isNewline == true { text.removeLast() }
    guard !text.isEmpty else { throw SettingFault("\(name) is empty", "write the secret into it") }
    let warning = SettingFault("\(name) is open to other users", "run chmod 600 on it")
    return Found(secret: Secret(text), warning: content.isOpenToOthers ? warning : nil)
  }

  private func told(_ fault: FileFault, _ name: String) -> SettingFault {
    switch fault {
    case .missing: SettingFault("\(name) does not exist", "create it, or correct the reference")
    case .forbidden: SettingFault("\(name) may not be read", "let the user that runs the bot read it")
    case .noFile: SettingFault("\(name) is no file", "name a regular file")
    case .tooLarge: SettingFault("\(name) is larger than 4 MiB", "name a file that holds only the secret")
    case .failed(let reason): SettingFault("\(name) cannot be read: \(reason)", "check the path and the disk")
    }
  }

  /// Words of capital letters, two or more: no token is made like that.
  private static func isVariable(_ text: String) -> Bool {
    let words = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    return words.count > 1 && text.utf8.count < 40
      && words.allSatisfy { !$0.isEmpty && $0.allSatisfy { 0x41...0x5A ~= $0 } }
  }

  private static func isName(_ name: String, also others: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 255
      && name.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
          || others.unicodeScalars.contains(scalar)
      }
  }
}
