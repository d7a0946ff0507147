import BotCore
import Testing

@testable import Connectors

@Suite struct WebhookSettingsTests {
  @Test func aWholeConfigurationIsRead() throws {
    let (settings, faults) = WebhookTest.settings(
      """
      { "auth": { "kind": "hmac", "secret": "env:S", "header": "X-Sig", "signed": "timestamp.body", "timestampHeader": "X-T" },
        "in": { "items": "/data", "id": "/a~1b", "author": ["/x", "nobody"], "kinds": { "new": "joined" } },
        "out": { "url": "env:URL", "body": { "a": ["{{text}}"] }, "headers": { "X-Key": "env:S", "X-Plain": "yes" },
                 "urls": { "direct": "https://b.example" }, "actions": ["post", "edit"] } }
      """, environment: ["S": "s3cret", "URL": "https://a.example/k3y"])
    #expect(faults == [])
    let read = try #require(settings)
    #expect(read.out?.url.reveal() == "https://a.example/k3y" && read.out?.headers["X-Plain"]?.reveal() == "yes")
    #expect(read.in.author == WebhookField("/x", or: "nobody"))
    #expect(!(read.json?.text ?? "").contains("s3cret") && !(read.json?.text ?? "").contains("k3y"))
    #expect(!"\(read)".contains("s3cret") && !"\(read)".contains("k3y"))
  }

  @Test(arguments: [
    ("{}", "neither \"auth\" nor \"out\" is given"),
    (#"{"auth":{"kind":"bearer"}}"#, "auth: bearer needs its secret; add \"secret\": \"env:NAME\""),
    (#"{"auth":{"kind":"bearer","secret":"plain"}}"#, "auth.secret: no such secret"),
    (#"{"auth":{"kind":"hmac","secret":"env:S"}}"#, "auth: hmac needs the name of a header field"),
    (
      #"{"auth":{"kind":"hmac","secret":"env:S","header":"X","signed":"timestamp.body"}}"#,
      "the timestamp that is signed is nowhere"
    ),
    (
      #"{"auth":{"kind":"hmac","secret":"env:S","header":"X","timestampHeader":"T"}}"#,
      "a timestamp that is not signed protects from nothing"
    ),
    (#"{"auth":{"kind":"standard","secret":"env:S"}}"#, "auth.secret: the secret is no Base 64"),
    (#"{"auth":{"kind":"none"},"in":{"items":"data"}}"#, "in.items: \"data\" is no JSON Pointer"),
    (#"{"auth":{"kind":"none"},"in":{"id":["/a~x"]}}"#, "in.id[0]: \"/a~x\" is no JSON Pointer"),
    (
      #"{"auth":{"kind":"none"},"in":{"id":5}}"#,
      "in.id: a JSON Pointer, a constant in quotes, or a list of them is expected"
    ),
    (
      #"{"auth":{"kind":"none"},"in":{"text":"message.text"}}"#,
      "in.text: \"message.text\" is a constant here; a place in the body begins with a slash: \"/message/text\""
    ),
    (#"{"auth":{"kind":"none"},"in":{"id":["/id","id"]}}"#, "in.id[1]: \"id\" is a constant here"),
    (#"{"auth":{"kind":"none"},"in":{"author":"user"}}"#, "begins with a slash: \"/user\""),
    (#"{"auth":{"kind":"none"},"in":{"author":["/a","$.user.name"]}}"#, "begins with a slash: \"/user/name\""),
    (#"{"auth":{"kind":"none"},"in":{"channel":"post.board"}}"#, "in.channel: \"post.board\" is a constant here"),
    (#"{"auth":{"kind":"none"},"in":{"kind":"event.type"}}"#, "in.kind: \"event.type\" is a constant here"),
    (
      #"{"auth":{"kind":"none"},"in":{"kind":"event"}}"#,
      "in.kind: there is no kind \"event\"; use one of: posted, edited, deleted, joined, left, other"
    ),
    (#"{"out":{"url":"ftp://a"}}"#, "out.url: this is no web address"),
    (
      #"{"out":{"url":"https://a","body":{"x":["{{txet}}"]}}}"#,
      "out.body.x[0]: the variable {{txet}} is not known here; did you mean {{text}}?"
    ),
    (#"{"out":{"url":"https://a","format":"form","body":["{{text}}"]}}"#, "out.body: a form is made of an object"),
    (
      #"{"out":{"url":"https://a","headers":{"Authorization":"Bearer x"}}}"#,
      "out.headers.Authorization: a secret stands here in plain text"
    ),
    (#"{"out":{"url":"https://a","headers":{"a b":"x"}}}"#, "this is no name of a header field"),
    (
      #"{"out":{"url":"https://a","urls":{"dirct":"https://b"}}}"#,
      "out.urls.dirct: there is no action \"dirct\"; did you mean \"direct\"?"
    ),
    (#"{"out":{"url":"https://a","signingSecret":"env:S"}}"#, "out.signingSecret: the secret is no Base 64"),
    (#"{"out":{"url":""}}"#, "out.url: the text is empty"),
  ]) func everyMistakeIsToldWithItsPlace(json: String, fault: String) {
    let (settings, faults) = WebhookTest.settings(json, environment: ["S": "s3cret!"])
    #expect(settings == nil)
    #expect(faults.contains { $0.contains(fault) }, "\(faults)")
    #expect(!faults.joined().contains("s3cret"))
  }

  @Test(arguments: [
    #"{"kind":"joined","channel":"general","authorName":"Acme Inc. Ltd."}"#, #"{"kind":["/event","New"]}"#,
    #"{"kind":"form_sent","kinds":{"form_sent":"other"}}"#, #"{"author":["/user","A form"],"bot":"true"}"#,
  ]) func constantsAreGoodWhereTheyMeanSomething(fields: String) {
    let (settings, faults) = WebhookTest.settings("{\"auth\":{\"kind\":\"none\"},\"in\":\(fields)}")
    #expect(settings != nil && faults == [])
  }

  @Test func addressesAreNeverShown() {
    let source = TestSource()
    let node = SettingNode(["out": ["url": "https://a.example/k3y"]], at: JSONPath(), from: source)
    _ = WebhookSettings.read(node)
    #expect(source.concealed.contains("out.url"))
  }
}
