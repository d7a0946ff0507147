import BotCore

extension Engine {
  /// Whether a plugin may write to a member in private: not to somebody who opted out, unless it is in answer to what they
  /// themselves just said or did, or part of their duty.
  func mayWrite(to member: ID<Member>, after event: Event, in seat: Seat) throws -> Bool {
    guard try store.optedOut(member, in: seat.community.id) != nil else { return true }
    if seat.config.about.addressesStaff || seat.community.managers.contains(member.raw) { return true }
    if event.actor?.id == member, event.trigger != .memberJoined { return true }
    count("opted_out_total", "instance=\"\(seat.id)\"")
    log(.debug, "a message was left out: its member opted out", ["plugin": seat.id.raw, "trace": event.trace])
    return false
  }
}
