/// What is wrong with a text that should be a local date and time, and what was most likely meant.
struct LocalTimeHint {
  let fault: String
  let remedy: String

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  init(_ text: String) {
    let told = "\(Spelling.quoted(text)) is no local date and time"
    if let fields = LocalTimeText.fields(Array(text.utf8)) {
      (fault, remedy) = (told + Self.reason(fields), "write one that is in the calendar, like \"2026-10-25T09:00\"")
    } else if let local = Self.withoutZone(text) {
      (fault, remedy) = (
        "a time zone stands behind the local time",
        "write \"\(local)\", and the zone as \"timezone\" where it is another"
      )
    } else if let date = Self.turned(text) {
      (fault, remedy) = (told, "write the year first: \"\(date)\"")
    } else {
      (fault, remedy) = (told, "write it like \"2026-10-25T09:00\", without a zone")
    }
  }

  private static func reason(_ fields: [Int]) -> String {
    guard (1...12).contains(fields[1]) else { return ": there is no month \(fields[1])" }
    let length = CivilDate.daysInMonth(fields[1], of: fields[0])
    if !(1...length).contains(fields[2]) { return ": \(months[fields[1] - 1]) \(fields[0]) has \(length) days" }
    return fields[3] > 23 ? ": the last hour of a day is 23" : ": minutes and seconds go to 59"
  }

  /// "2026-10-25T09:00Z" and "…+02:00" without what follows the time.
  private static func withoutZone(_ text: String) -> String? {
    [19, 16].lazy.map { String(text.prefix($0)) }.first { $0.count < text.count && LocalTime($0) != nil }
      .flatMap { local in text.dropFirst(local.count).first.map("Zz+- ".contains) == true ? local : nil }
  }

  /// "31.12.2026 10:00" and "12/31/2026" with the year first, where it is plain which number is the day.
  private static func turned(_ text: String) -> String? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "T" || $0 == "," })
    let numbers = (words.first ?? "").split(omittingEmptySubsequences: false) { "./-".contains($0) }
    guard numbers.count == 3, numbers[2].count == 4, let first = Int(numbers[0]), let second = Int(numbers[1]),
      let year = Int(numbers[2])
    else { return nil }
    let isDayFirst = words[0].contains(".") || first > 12
    guard isDayFirst || second > 12 else { return nil }
    let (day, month) = isDayFirst ? (first, second) : (second, first)
    let time = words.dropFirst().first.map { "T" + ($0.count == 4 ? "0" : "") + $0 } ?? ""
    let turned = "\(year)-\(LocalTimeText.digits(month, 2))-\(LocalTimeText.digits(day, 2))"
    return LocalTime(turned) == nil ? nil : LocalTime(turned + time) == nil ? turned : turned + time
  }
}
