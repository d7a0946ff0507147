import BotCore
import BotRuntime
import Glibc

/// What the machine tells of the person in front of it: time zone and language.
struct MachineHabits {
  let environment: [String: String]

  /// An IANA name; UTC where the machine has none.
  var zone: String {
    let candidates = [environment["TZ"].map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }, linked]
    return candidates.compactMap { $0 }.first { zoneFault($0) == nil } ?? "UTC"
  }

  func zoneFault(_ name: String) -> String? {
    if let fault = Asking.line(name) { return fault }
    do throws(SettingFault) {
      _ = try Zone.system(name, environment: environment)
      return nil
    } catch {
      return "\(error.fault); \(error.remedy)"
    }
  }

  /// BCP 47, from what the terminal speaks.
  var language: String {
    let name = environment["LC_ALL"] ?? environment["LC_TIME"] ?? environment["LANG"] ?? ""
    let tag = String(name.prefix { $0 != "." && $0 != "@" }.map { $0 == "_" ? "-" : $0 })
    return tag.isEmpty || tag == "C" || tag == "POSIX" ? "en" : tag
  }

  /// Where /etc/localtime points to.
  private var linked: String? {
    guard let path = realpath("/etc/localtime", nil) else { return nil }
    defer { free(path) }
    let prefix = "/usr/share/zoneinfo/"
    let text = String(cString: path)
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }
}
