import BotCore
import Testing

@testable import BotRuntime

struct MailboxTests {
  private final class Luggage: Sendable {}

  @Test func whatWasTakenIsForgottenAlsoWhenItNeverRunsEmpty() {
    let mailbox = Mailbox()
    weak var first: Luggage?
    do {
      let luggage = Luggage()
      first = luggage
      mailbox.post(.events([], community: "lobby", cursor: nil) { _ in withExtendedLifetime(luggage) {} })
    }
    for _ in 1...(20 * Mailbox.maxBatch) {
      for _ in 1...2 { mailbox.post(.wake) }
      if mailbox.count > 4 * Mailbox.maxBatch { _ = mailbox.take() }
    }
    #expect(mailbox.count > 0)
    #expect(first == nil)
  }

  @Test func eventsThatComeAfterTheEndAreRefused() {
    let mailbox = Mailbox()
    mailbox.close()
    let told = Lock<[Bool]>([])
    mailbox.post(.events([], community: "lobby", cursor: nil) { isStored in told.withLock { $0.append(isStored) } })
    #expect(told.withLock { $0 } == [false])
    #expect(mailbox.take()?.count == nil)
  }

  @Test func theOrderIsThatOfArrival() {
    let mailbox = Mailbox()
    for number in 1...1000 { mailbox.post(.outcome(delivery: Int64(number), .unknown(""))) }
    mailbox.close()
    var taken: [Int64] = []
    while let batch = mailbox.take() {
      #expect(batch.count <= Mailbox.maxBatch)
      for case .outcome(let id, _) in batch { taken.append(id) }
    }
    #expect(taken == Array(1...1000))
  }
}
