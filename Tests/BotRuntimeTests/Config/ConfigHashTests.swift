import BotCore
import Testing

@testable import BotRuntime

struct ConfigHashTests {
  @Test func hashesAreThoseOfFNV1a() {
    #expect(Fingerprint().hex == "cbf29ce484222325")
    var fingerprint = Fingerprint()
    fingerprint.add([])
    #expect(fingerprint.hex == "a8c7f832281a39c5")
  }

  @Test func piecesAreToldApart() {
    var one = Fingerprint()
    one.add("ab".utf8)
    one.add("c".utf8)
    var other = Fingerprint()
    other.add("a".utf8)
    other.add("bc".utf8)
    #expect(one.hex != other.hex)
  }

  private func hash(_ changes: [String: String] = [:], environment: [String: String] = ["TOKEN": "t0p"]) throws
    -> String
  {
    let files = ConfigLoadTests.files.merging(changes) { $1 }
    return try #require(ConfigFolder(files).load(environment: environment).config).hash
  }

  @Test func theHashIsTheSameInEveryFolder() throws {
    #expect(try hash() == hash())
  }

  @Test(arguments: ["config.json", "faq.md", "ca.pem", "communities/a.json", "communities/faq.md"])
  func theHashKnowsEveryFile(_ name: String) throws {
    let text = ConfigLoadTests.files[name] ?? ""
    #expect(try hash() != hash([name: text + " "]))
  }

  @Test func theHashKnowsNoSecret() throws {
    #expect(try hash() == hash(environment: ["TOKEN": "another"]))
  }

  private func credentials(_ connections: [String]) throws -> [String] {
    let communities = connections.enumerated().map { index, connection in
      #"{ "id": "c\#(index)", "platform": "chat", "connection": \#(connection) }"#
    }
    let folder = try ConfigFolder(["config.json": #"{ "communities": [\#(communities.joined(separator: ","))] }"#])
    let environment = ["TOKEN": "t0p", "OTHER": "t0p"]
    return try #require(folder.load(environment: environment).config).communities.map(\.credential)
  }

  @Test func connectionsThatAreWrittenAlikeShareTheirPacing() throws {
    let found = try credentials([
      #"{ "token": "env:TOKEN", "every": "1m" }"#, #"{ "every": "1m", "token": "env:TOKEN" }"#,
      #"{ "token": "env:OTHER", "every": "1m" }"#,
    ])
    #expect(found[0] == found[1])
    #expect(found[0] != found[2])
  }
}
