/// What the clocks of a zone do during one period: how far ahead of UTC they are, in seconds, and its short name.
struct ZoneKind: Sendable, Hashable {
  let offset: Int
  let abbreviation: String
}

/// The moment from which a kind holds, in seconds since 1970.
struct ZoneTransition: Sendable, Hashable {
  let second: Int
  let kind: Int
}

/// A stretch of time, from `start` up to but not including `end`, during which a zone's clocks run evenly.
struct ZonePeriod: Sendable, Hashable {
  let start: Int
  let end: Int
  let offset: Int
  let kind: Int
}

/// The periods of a zone, for all time: the file's own transitions, then 400 years of its closing rule, which is one
/// cycle of the calendar and therefore repeats.
final class ZoneTable: Sendable {
  let kinds: [ZoneKind]
  private let starts: [Int]
  private let kindOfPeriod: [Int]
  /// From here on the table repeats what it says one cycle earlier; `nil` when the last period never ends.
  private let repeatsFrom: Int?

  /// Stand for "always has been" and "for ever": far outside every file, and safe to add to.
  static let always = -(1 << 60)
  static let never = 1 << 60
  /// More than any clock has been away from UTC; RFC 8536 asks for less than 26 hours.
  static let widestOffset = 26 * 3600
  private static let cycle = CivilDate.daysInCycle * 86_400

  /// - Parameter transitions: in ascending order; before the first one, kind 0 holds.
  init(transitions: [ZoneTransition], kinds: [ZoneKind], rule: ZoneRule?) {
    var all = [ZoneTransition(second: Self.always, kind: 0)] + transitions
    var kinds = kinds
    repeatsFrom = rule.flatMap { Self.extend(&all, &kinds, by: $0) }
    self.kinds = kinds
    starts = all.map(\.second)
    kindOfPeriod = all.map(\.kind)
  }

  func period(at second: Int) -> ZonePeriod {
    var shift = 0
    if let repeatsFrom, second >= repeatsFrom {
      shift = ((second - repeatsFrom) / Self.cycle + 1) * Self.cycle
    }
    let index = indexOfPeriod(at: second - shift)
    let kind = kindOfPeriod[index]
    return ZonePeriod(
      start: starts[index] + shift, end: index + 1 < starts.count ? starts[index + 1] + shift : Self.never,
      offset: kinds[kind].offset, kind: kind)
  }

  /// The last period that starts at or before the second; the first one starts always.
  private func indexOfPeriod(at second: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= second { low = middle } else { high = middle }
    }
    return low
  }

  /// Appends the rule's transitions after the last listed one and returns from where on the table repeats.
  private static func extend(_ all: inout [ZoneTransition], _ kinds: inout [ZoneKind], by rule: ZoneRule) -> Int? {
    let last = all[all.count - 1].second
    guard let daylight = rule.daylight else {
      // The last listed transition already leads to the rule's one kind.
      return nil
    }
    let firstYear = last == always ? 1 : CivilDate(dayNumber: last.floored(by: 86_400)).year
    let standardKind = index(of: rule.standard, in: &kinds)
    let daylightKind = index(of: daylight.kind, in: &kinds)
    for year in firstYear...(firstYear + 402) {
      let forward = ZoneTransition(second: daylight.begins.second(in: year) - rule.standard.offset, kind: daylightKind)
      let back = ZoneTransition(second: daylight.ends.second(in: year) - daylight.kind.offset, kind: standardKind)
      let ordered = forward.second < back.second ? [forward, back] : [back, forward]
      for transition in ordered where transition.second > last { append(transition, to: &all) }
    }
    // Two years in, every period is the rule's; one year before the end, every period has its end.
    return CivilDate(year: firstYear + 402, month: 1, day: 1).dayNumber * 86_400
  }

  /// Daylight time all year round is spelled as an end and a start at one moment: the later word counts.
  /// Dropping whatever is not earlier also keeps the table in order when a rule is nonsense.
  private static func append(_ transition: ZoneTransition, to all: inout [ZoneTransition]) {
    while all[all.count - 1].second >= transition.second { all.removeLast() }
    all.append(transition)
  }

  private static func index(of kind: ZoneKind, in kinds: inout [ZoneKind]) -> Int {
    if let index = kinds.firstIndex(of: kind) { return index }
    kinds.append(kind)
    return kinds.count - 1
  }
}
