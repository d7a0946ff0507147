import BotCore
import FoundationEssentials
import Testing

@testable import Connectors

struct DiscordIngestTests {
  /// Of the seed 00 01 … 1f (RFC 8032), as are the signatures below, made for the time 1767225600.
  private static let publicKey = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
  private static let ping = """
    25aa4784bff62901fdfb578701f99af3dd1d7ebd0a0de05316b3453d30c2d592\
    ce160c002a6c878a7fae2e0dd551179e7f002c0a600c04899e3c5fd7e652d00a
    """
  private static let eventPing = """
    6a61cdba95bd794abe30a10431521e47078c15d4888436878674b2b3c07c577c\
    e8dfa89f746a2fcb9f31c6eda6845bebe767438910c020264522cf545714a408
    """
  private static let noJSON = """
    2e66032f08fe4baaede85ef0bf29d9dc7d2d724b31b3b6ebc8485147f7a30f26\
    6b1c14e63595ff1e35312d6ab28c74e9499053e342dde34286a0e81c23609a08
    """

  private let town = DiscordTown()

  private var discord: Discord { town.connector { $0.publicKey = Self.publicKey } }

  private func ingest(
    _ body: String, _ signature: String, timestamp: String = "1767225600", path: String = "/webhook",
    method: String = "POST", now: Date = DiscordTown.start
  ) -> Ingest {
    discord.ingest(
      WebhookRequest(
        method: method, path: path,
        headers: ["x-signature-ed25519": signature, "X-Signature-Timestamp": timestamp], body: Array(body.utf8)),
      now: now)
  }

  private func read(_ json: JSON) -> Ingest {
    let decoder = DiscordDecoder(
      community: "lobby", me: "900", guildID: "700", guild: nil, members: [:], names: ["1000": "general"])
    return DiscordIngest(settings: DiscordTown.settings(), decoder: decoder, publicKey: [])
      .read(json, now: DiscordTown.start)
  }

  @Test func discordsTryIsAnswered() throws {
    let response = try #require(ingest(#"{"type":1}"#, Self.ping).response)
    #expect(response.status == 200)
    #expect(response.headers["Content-Type"] == "application/json")
    #expect(response.json == ["type": 1])
  }

  @Test func aTryOfTheEventsAddressIsAnsweredWithNothing() throws {
    let response = try #require(ingest(#"{"version":1,"application_id":"1","type":0}"#, Self.eventPing).response)
    #expect(response.status == 204)
    #expect(response.headers["Content-Type"] == "application/json")
    #expect(response.text.isEmpty)
  }

  @Test func whatIsNotSignedIsRefusedBeforeItIsRead() {
    #expect(ingest(#"{"type":1}"#, Self.eventPing).status == 401)
    #expect(ingest(#"{"type":1} "#, Self.ping).status == 401)
    #expect(ingest(#"{"type":1}"#, "").status == 401)
    #expect(ingest(#"{"type":1}"#, "zz").status == 401)
    #expect(ingest(#"{"type":1}"#, Self.ping, timestamp: "1767225601").status == 401)
    #expect(ingest(#"{"type":1}"#, Self.ping, timestamp: "").status == 401)
    #expect(ingest(#"{"type":1}"#, Self.ping, now: DiscordTown.start + .seconds(301)).status == 401)
    #expect(ingest("not json", "00").status == 401)
    #expect(ingest("not json", Self.noJSON).status == 400)
    #expect(ingest(#"{"type":1}"#, Self.ping, path: "/other").status == 404)
    #expect(ingest(#"{"type":1}"#, Self.ping, method: "GET").status == 405)
  }

  @Test func withoutAPublicKeyThereIsNoWebhook() {
    let request = WebhookRequest(method: "POST", path: "/webhook", body: Array(#"{"type":1}"#.utf8))
    #expect(town.connector().ingest(request, now: DiscordTown.start).status == 404)
  }

  private func command(_ members: (String, JSON)...) -> JSON {
    var object = JSONObject([
      ("id", "5000"), ("type", 2), ("token", "very-secret"), ("guild_id", "700"), ("channel_id", "1000"),
      ("channel", ["id": "1000", "type": 0, "name": "general", "parent_id": "9"]), ("locale", "de"),
      ("member", ["user": ["id": "50", "username": "ada"], "nick": "Ada", "roles": ["720"]]),
      (
        "data",
        [
          "id": "1", "name": "faq",
          "options": [
            [
              "type": 1, "name": "get",
              "options": [
                ["name": "topic", "type": 3, "value": "refund"], ["name": "count", "type": 4, "value": 3],
                ["name": "loud", "type": 5, "value": false],
              ],
            ]
          ],
        ]
      ),
    ])
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  @Test func aSlashCommandIsAnEventAndAcknowledgedToItsMemberAlone() throws {
    let ingest = read(command())
    let message = Message(
      "command-5000", in: "1000", named: "general",
      by: Member("50", name: "Ada", roles: ["720"], locale: "de"), "/faq get refund 3 false")
    #expect(
      ingest.events == [
        .command(
          "faq", "get refund 3 false", message, in: "lobby", at: Snowflake(value: 5000).date, id: "5000")
      ])
    #expect(
      ingest.response?.json == [
        "type": 4, "data": ["content": "Got it.", "flags": 64, "allowed_mentions": ["parse": []]],
      ])
  }

  @Test func aCommandInAThreadOrSaidAloneStandsWhereItWasSaid() throws {
    let thread: JSON = ["id": "2000", "type": 11, "name": "talk", "parent_id": "1000"]
    let inThread = try #require(read(command(("channel", thread), ("channel_id", "2000"))).events?.first?.message)
    #expect(inThread.ref == MessageRef("command-5000", in: "1000", thread: "2000"))
    var alone = command().object ?? JSONObject()
    for key in ["guild_id", "member"] { alone[key] = nil }
    alone["user"] = ["id": "50", "username": "ada"]
    let direct = try #require(read(.object(alone)).events?.first?.message)
    #expect(direct.isDirect)
    #expect(direct.author == Member("50", name: "ada", locale: "de"))
  }

  @Test func aCommandOnAMessageNamesItsID() {
    let data: JSON = ["id": "1", "name": "Report", "type": 3, "target_id": "4444"]
    guard case .command("Report", "4444", _)? = read(command(("data", data))).events?.first?.kind else {
      Issue.record("no command")
      return
    }
  }

  @Test func anotherServersCommandIsTurnedAway() {
    let ingest = read(command(("guild_id", "701")))
    #expect(ingest.events == nil)
    #expect(ingest.response?.json["data"]?["content"] == "I do not serve this place.")
  }

  @Test func otherInteractionsGetTheirProperAnswers() throws {
    let button = read(command(("type", 3), ("data", ["custom_id": "x", "component_type": 2])))
    #expect(button.response?.json == ["type": 6])
    #expect(button.events?.map(\.key) == ["other/interaction.component/5000"])
    #expect(read(command(("type", 4))).response?.json == ["type": 8, "data": ["choices": []]])
    #expect(read(command(("type", 4))).events == nil)
    #expect(read(command(("type", 5))).response?.json["type"] == 4)
    #expect(read(command(("type", 99))).events?.map(\.key) == ["other/interaction.99/5000"])
    guard case .other(_, let detail)? = button.events?.first?.kind else { throw ConnectorError.refused("no event") }
    #expect(!detail.contains("very-secret"))
  }

  @Test func aWebhookEventIsKnownByKindTimeAndIDs() {
    let event: JSON = [
      "version": 1, "application_id": "1", "type": 1,
      "event": [
        "type": "APPLICATION_AUTHORIZED", "timestamp": "2024-10-18T14:42:53.064834",
        "data": ["user": ["id": "50"], "guild": ["id": "700"], "scopes": ["bot"]],
      ],
    ]
    let ingest = read(event)
    #expect(ingest.response?.status == 204)
    #expect(
      ingest.events?.map(\.key) == ["other/APPLICATION_AUTHORIZED/2024-10-18T14:42:53.064834/50/700"])
    #expect(ingest.events?.first?.at == Date(timestamp: "2024-10-18T14:42:53.065Z"))
    #expect(read(event).events == ingest.events)
  }

  @Test func whatIsNeitherIsRefused() {
    #expect(read([:]).status == 400)
    #expect(read("x").status == 400)
    #expect(read(["type": 2]).events == nil)
  }
}

extension Ingest {
  fileprivate var response: WebhookResponse? {
    switch self {
    case .events(_, let response), .answer(let response): response
    case .reject: nil
    }
  }

  fileprivate var events: [Event]? {
    guard case .events(let events, _) = self else { return nil }
    return events
  }

  fileprivate var status: Int? {
    guard case .reject(let status, _) = self else { return nil }
    return status
  }
}
