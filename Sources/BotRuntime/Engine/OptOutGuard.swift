import BotCore

extension Engine {
  func mayWrite(to member: ID<Member>, after event: Event, in seat: Seat) throws -> Bool {
    if try store.mayWrite(to: member, after: event, by: seat.config.about, in: seat.community) { return true }
    count("opted_out_total", "instance=\"\(seat.id)\"")
    log(.debug, "a message was left out: its member opted out", ["plugin": seat.id.raw, "trace": event.trace])
    return false
  }
}
