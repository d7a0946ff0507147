import BotCore
import FoundationEssentials

/// Does outside what the engine decided, and posts what came of it.
struct Performer: Sendable {
  let mailbox: Mailbox
  let http: any HTTPClient
  let connector: @Sendable (ID<Community>) -> (any Connector)?
  /// Answers what is fetched from the bot itself.
  let own: OwnAnswers.Answer
  /// The engine hands out nothing in a dry run; should it do so for an instant, while the configuration changes, nothing
  /// reaches a connector all the same.
  var isDryRun: @Sendable () -> Bool = { false }

  func start(_ tasks: [Effects.Task]) {
    for task in tasks {
      switch task {
      case .perform(let delivery, let edits): Task { await perform(delivery, edits: edits) }
      case .lookUp(let delivery): Task { await lookUp(delivery) }
      case .fetch(let delivery, let url): Task { await fetch(delivery, url) }
      }
    }
  }

  private func perform(_ delivery: Delivery, edits: MessageRef?) async {
    FaultPoint.deliveryStarted.pass()
    let outcome: Outcome
    if isDryRun() {
      outcome = .retry(after: nil, scope: .action, reason: Delivery.dryRun)
    } else if let connector = connector(delivery.community) {
      outcome =
        if case .edit(_, let text) = delivery.action, let edits {
          await connector.edit(edits, text: text, key: delivery.key)
        } else {
          await connector.perform(delivery.action, key: delivery.key)
        }
    } else {
      outcome = .retry(after: nil, scope: .action, reason: "the connector is not running")
    }
    FaultPoint.deliveryPerformed.pass()
    mailbox.post(.outcome(delivery: delivery.id, outcome))
    FaultPoint.deliveryReported.pass()
  }

  private func lookUp(_ delivery: Delivery) async {
    let answer: OutboxDecision.LookUp
    do {
      guard let connector = connector(delivery.community) else { throw ConnectorError.refused("not running") }
      let since = delivery.firstTry ?? delivery.created
      let found = try await connector.findPosted(delivery.action, key: delivery.key, since: since)
      answer = found.map { .found($0) } ?? .notThere
    } catch {
      answer = .noAnswer("\(error)")
    }
    FaultPoint.deliveryLookedFor.pass()
    mailbox.post(.lookedUp(delivery: delivery.id, answer))
  }

  private func fetch(_ delivery: Delivery, _ url: String) async {
    if let path = OwnAnswers.path(url) {
      let (status, body) = own(delivery.community, path)
      return mailbox.post(.fetched(delivery: delivery.id, status: status, body: body))
    }
    var request = HTTPRequest("GET", url)
    request.limits.allowsPrivateAddresses = false
    request.limits.redirects = 3
    request.limits.maxBody = 2 << 20
    do {
      let response = try await http.send(request)
      mailbox.post(.fetched(delivery: delivery.id, status: response.status, body: response.text))
    } catch {
      mailbox.post(.fetched(delivery: delivery.id, status: 0, body: "\(error)"))
    }
  }
}
