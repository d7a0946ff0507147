import BotCore
import FoundationEssentials
import Signing

/// Whether the world reaches the bot's webhooks: asks its own public address, and takes only its own answer.
struct DoorExam {
  let config: BotConfig
  let http: any HTTPClient
  let proof: DoorProof?

  func findings() async -> [Finding] {
    let needing = config.communities.filter { $0.about.receives == [.webhook] && $0.about.name != "sandbox" }
    guard !config.http.publicURL.isEmpty else {
      return needing.map {
        Finding(
          .warn, "webhook",
          "\($0.about.name) must reach the bot for \($0.community.id), and no public address is known",
          "set http.publicURL, and doctor asks whether it leads here")
      }
    }
    guard let proof else { return [] }
    // Where the bot does not run, doctor itself answers for this moment.
    let ours =
      config.http.listen.isEmpty
      ? nil
      : try? WebhookServer(listen: config.http.listen) { request, respond in
        respond(proof.answer(to: request.query).map { .text($0) } ?? .text("", status: 404))
      }
    defer { ours?.stop(within: .seconds(1)) }
    return [await ask(proof)]
  }

  private func ask(_ proof: DoorProof) async -> Finding {
    var base = config.http.publicURL
    while base.hasSuffix("/") { base.removeLast() }
    let query = DoorProof.query(Hex.encode(Entropy.bytes(16)))
    var request = HTTPRequest("GET", "\(base)\(DoorProof.path)?\(query)")
    request.limits.total = .seconds(15)
    do {
      let response = try await http.send(request)
      if response.text == proof.answer(to: query) { return Finding(.ok, "webhook", "\(base) leads to this bot") }
      if response.status == 404 || response.status == 200 {
        return Finding(
          .fail, "webhook", "\(base) answers, but it is not this bot",
          "have the proxy pass everything on to \(config.http.listen), or correct http.publicURL")
      }
      return Finding(
        .fail, "webhook", "\(base) answers with the status \(response.status)",
        "see whether the proxy reaches \(config.http.listen) and lets \(DoorProof.path) through")
    } catch {
      return Finding(
        .fail, "webhook", "\(base) cannot be reached: \(error)",
        "check the name, the firewall and the proxy; the server listens on \(config.http.listen)")
    }
  }
}
