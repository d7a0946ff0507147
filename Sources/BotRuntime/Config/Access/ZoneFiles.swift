public import BotCore
import FoundationEssentials

/// The system's time zone files, as Debian's package tzdata installs them.
struct ZoneFiles {
  let folder: String

  /// - Parameter environment: `TZDIR` names another folder, as for the C library.
  init(environment: [String: String]) {
    folder = environment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/share/zoneinfo"
  }

  /// - Throws: `SettingFault` with the nearest name where there is no such zone.
  func zone(_ name: String) throws(SettingFault) -> Zone {
    if name == Zone.utc.name { return .utc }
    guard Self.isName(name), let content = try? FileAccess.read(ConfigPath.join(folder, name)),
      content.bytes.starts(with: "TZif".utf8)
    else { throw unknown(name) }
    do throws(ZoneError) {
      return try Zone(name: name, tzif: content.bytes)
    } catch {
      throw SettingFault("the file of the time zone \(name) \(error.fault)", error.remedy)
    }
  }

  /// Names are relative and go down only: they come from a file, and must not reach out of the folder.
  private static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return name.utf8.count <= 64 && !hidden.contains(parts[0])
      && parts.allSatisfy { part in
        !part.isEmpty && part.first != "." && part.utf8.allSatisfy { isNameByte($0) }
      }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
      true
    default: false
    }
  }

  // "posix" repeats all zones; "right" counts leap seconds, which no clock of ours does.
  private static let hidden: Set<Substring> = ["posix", "right"]

  private func unknown(_ name: String) -> SettingFault {
    let names = allNames
    guard !names.isEmpty else {
      return SettingFault(
        "the time zone \(Spelling.quoted(name)) cannot be looked up: there are no time zone files in \(folder)",
        "install tzdata (Debian: apt-get install tzdata), or use \"UTC\"")
    }
    // The names with GMT in them count the other way round: Etc/GMT+2 is two hours behind.
    if ["GMT", "UTC"].contains(name.prefix(3).uppercased()) {
      return SettingFault(
        "there is no time zone \(Spelling.quoted(name))",
        "name a place, such as \"Europe/Berlin\", which keeps summer time as well, or \"UTC\"")
    }
    return SettingFault(
      "there is no time zone \(Spelling.quoted(name))",
      nearest(to: name, in: names).map { "did you mean \"\($0)\"?" }
        ?? "use a name of the IANA list, such as \"Europe/London\" or \"UTC\"")
  }

  /// By the whole name, or by the city alone.
  private func nearest(to name: String, in names: [String]) -> String? {
    if name.contains("/"), let whole = Spelling.nearest(to: name, in: names),
      mayBeTyped(ConfigPath.last(name), ConfigPath.last(whole))
    {
      return whole
    }
    let cities = names.filter { $0.contains("/") }.map { (city: ConfigPath.last($0), name: $0) }
    let wanted = String(ConfigPath.last(name).map { $0 == " " ? "_" : $0 })
    guard let city = Spelling.nearest(to: wanted, in: cities.map(\.city)), mayBeTyped(wanted, city) else { return nil }
    return cities.first { $0.city == city }?.name
  }

  /// Cities are near to each other in spelling more often than by mistake: "Munich" is no "Zurich".
  private func mayBeTyped(_ name: String, _ other: String) -> Bool {
    name.first?.lowercased() == other.first?.lowercased()
      && Spelling.nearest(to: String(name.prefix(3)), in: [String(other.prefix(3))]) != nil
  }

  var allNames: [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).filter(isZone).sorted()
  }

  private func isZone(_ name: String) -> Bool {
    guard Self.isName(name) else { return false }
    return (try? FileAccess.read(ConfigPath.join(folder, name)))?.bytes.starts(with: "TZif".utf8) ?? false
  }
}

extension Zone {
  /// A zone of this machine by its IANA name.
  /// - Throws: `SettingFault` with the nearest name where there is no such zone.
  public static func system(_ name: String, environment: [String: String]) throws(SettingFault) -> Zone {
    try ZoneFiles(environment: environment).zone(name)
  }
}
