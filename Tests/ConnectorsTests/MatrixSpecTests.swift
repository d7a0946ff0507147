import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

/// The official specification of the client-server API, as far as its files stand beside the project.
@Suite(.enabled(if: SpecFolder.isThere, SpecFolder.skipped))
struct MatrixSpecTests {
  /// Documented on pages whose files are not there.
  private static let elsewhere = [
    "GET /joined_rooms": [], "GET /directory/room/{}": [], "POST /_matrix/client/v1/appservice/{}/ping": [],
    // Synapse's Admin API.
    "GET /_synapse/admin/v1/event_reports": ["dir", "from", "limit"],
  ]

  /// The methods and query parameters of each path: all that can be read of these files without a reader of YAML.
  private struct Endpoints {
    var queries: [String: Set<String>] = [:]

    init() throws {
      for file in try SpecFolder.files(in: "matrix/client-server", suffix: ".yaml") { try read(file) }
    }

    private mutating func read(_ file: String) throws {
      var path = ""
      var call = ""
      var isQuery = false
      for line in String(decoding: try SpecFolder.bytes(file), as: UTF8.self).split(separator: "\n") {
        let depth = line.prefix { $0 == " " }.count
        let word = line.drop { $0 == " " }
        if depth == 2, word.hasPrefix("/") || word.hasPrefix("\"/") {
          path = String(word.filter { $0 != "\"" && $0 != " " }.dropLast())
        } else if depth == 4, ["get:", "put:", "post:", "delete:"].contains(word), !path.isEmpty {
          call = word.dropLast().uppercased() + " " + path
          queries[call] = []
        } else if word.hasPrefix("- in: ") {
          isQuery = word == "- in: query"
        } else if isQuery, word.hasPrefix("name: ") {
          queries[call, default: []].insert(String(word.dropFirst(6)))
          isQuery = false
        }
      }
    }

    /// What no path of the files allows; `nil` where one does.
    func fault(_ request: HTTPRequest) -> String? {
      let parts = request.url.dropFirst("https://matrix.test".count).split(separator: "?", maxSplits: 1)
      let root = "/_matrix/client/v3"
      let path = parts[0].hasPrefix(root) ? parts[0].dropFirst(root.count) : parts[0]
      let asked = Set((parts.count > 1 ? Percent.fields(of: parts[1]) : []).map(\.name))
      let fitting = queries.merging(elsewhere.mapValues(Set.init)) { $1 }.filter {
        Self.fits(request.method + " " + path, $0.key)
      }
      guard !fitting.isEmpty else { return "\(request.method) \(path) is not documented" }
      let unknown = fitting.values.map { asked.subtracting($0) }.min { $0.count < $1.count } ?? []
      return unknown.isEmpty ? nil : "\(request.method) \(path) knows no \(unknown.sorted())"
    }

    private static func fits(_ call: String, _ template: String) -> Bool {
      let parts = (
        call.split(separator: "/", omittingEmptySubsequences: false),
        template.split(separator: "/", omittingEmptySubsequences: false)
      )
      return parts.0.count == parts.1.count && zip(parts.0, parts.1).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }
  }

  /// Every action, and every way of asking.
  private func requests() async throws -> [HTTPRequest] {
    let message = MessageRef("$m", in: "!lobby")
    let gap: JSON = ["events": [.matrixText("x")], "limited": true, "prev_batch": "t0"]
    let edit: JSON = [
      "body": "*", "m.new_content": ["body": "x"], "m.relates_to": ["rel_type": "m.replace", "event_id": "$old"],
    ]
    let invitation = JSON.matrixEvent("m.room.member", ["membership": "invite", "is_direct": true], key: "@bot:test")
    let rooms: JSON = [
      "join": [
        "!lobby": ["timeline": gap], "!alias": ["timeline": ["events": [.matrixEvent("m.room.message", edit)]]],
      ],
      "invite": ["!new": ["invite_state": ["events": [invitation]]]],
    ]
    var all: [HTTPRequest] = []
    let script = try MatrixScript(
      [
        "GET sync": .json(["next_batch": "s2", "rooms": rooms]), "POST join": .json(["room_id": "!new"]),
        "GET directory/room/#alias:test": .json(["room_id": "!alias"]),
        "GET rooms/!lobby/messages": .json(["chunk": [], "end": "t"]), "POST createRoom": .json(["room_id": "!d"]),
        "GET rooms/!lobby/messages?dir=b&from=t": .json(["chunk": [], "end": "t0"]),
        "GET rooms/!lobby/members": .json(["chunk": []]), "PUT user/@bot:test/account_data/m.direct": .json([:]),
        "GET rooms/!lobby/state/m.room.member/@eve:test": .json(["membership": "knock"]),
        "GET rooms/!new/joined_members": .json(["joined": ["@a:b": [:], "@c:d": [:], "@e:f": [:]]]),
      ], rooms: ["!lobby", "#alias:test"],
      change: { settings in
        settings.receive = .push
        settings.reports = true
      })
    for cursor in [nil, Cursor(#"{"next_batch":"s1","report":1}"#)] { _ = try await script.matrix.poll(cursor) }
    let actions: [Action] = [
      .post(text: "a", in: "!lobby", named: nil), .reply(text: "a", to: message), .direct(text: "a", to: "@eve:test"),
      .react(emoji: "👍", to: message), .pin(message: message), .hide(message: message, reason: "r"),
      .ban(member: "@eve:test", reason: "r"), .approve(member: "@eve:test"), .decline(member: "@eve:test", reason: ""),
      .grant(role: "admin", to: "@eve:test"), .timeout(member: "@eve:test", until: .distantFuture, reason: ""),
    ]
    for action in actions { _ = await script.matrix.perform(action, key: "k") }
    _ = await script.matrix.edit(message, text: "b", key: "k")
    _ = await script.matrix.probe()
    all += await script.http.requests
    return all
  }

  @Test func everyRequestIsDocumented() async throws {
    let endpoints = try Endpoints()
    let requests = try await requests()
    #expect(requests.compactMap(endpoints.fault) == [])
    let calls = Set(
      requests.map { request in
        request.method + String(request.url.split(separator: "?")[0].filter { !$0.isNumber })
      })
    print("matrix: \(requests.count) requests, \(calls.count) of a kind, \(endpoints.queries.count) documented calls")
    #expect(calls.count >= 30)
  }

  /// The samples are JSON, with the members that they share in files of their own.
  private func sample(_ file: String) throws -> JSON {
    let json = try SpecFolder.json(file)
    guard let base = json["$ref"]?.string, let own = json.object else { return json }
    let folder = file[...(file.lastIndex(of: "/") ?? file.startIndex)]
    var object = try sample(folder + base).object ?? JSONObject()
    for member in own.members where member.key != "$ref" { object[member.key] = member.value }
    return .object(object)
  }

  @Test func everySampleIsReadAndNoneStopsTheOthers() throws {
    let files = try SpecFolder.files(in: "matrix/examples", suffix: "")
      .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }
    let decoder = MatrixDecoder(me: "@bot:example.org", community: "lobby", now: .distantFuture)
    var triggers: [String: Int] = [:]
    for file in files {
      let event = try sample(file)
      var state = MatrixKnown.State()
      state.rooms["!r"] = MatrixRoom(id: "!r")
      state.rooms["!r"]?.isListed = true
      for variant in try [event, changed(event)] {
        guard case .events(let events) = state.read(variant, in: "!r", decoder) else { continue }
        for event in events { triggers[event.trigger.rawValue, default: 0] += 1 }
      }
    }
    print("matrix: \(files.count) samples, read as they are and changed: \(triggers.sorted { $0.key < $1.key })")
    #expect(files.count >= 75)
    #expect(triggers.keys.sorted() == ["joinRequested", "memberJoined", "messagePosted", "other", "reacted"])
  }

  /// With members and values that nobody has heard of.
  private func changed(_ event: JSON) throws -> JSON {
    var object = event.object ?? JSONObject()
    object["org.example.new"] = ["a": [1, nil, "x"]]
    object["event_id"] = "$changed"
    if var content = object["content"]?.object {
      content["org.example.new"] = true
      content["membership"] = content["membership"].map { _ in "levitate" }
      content["msgtype"] = content["msgtype"].map { _ in "org.example.smell" }
      object["content"] = .object(content)
    }
    return .object(object)
  }
}
