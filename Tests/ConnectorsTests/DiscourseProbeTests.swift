import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct DiscourseProbeTests {
  private static let whole: [String: HTTPResponse] = [
    "GET /u/Forum_Bot.json": .json(["user": ["id": 3, "username": "Forum_Bot", "moderator": true]]),
    "GET /site.json": .json(DiscourseTest.site),
    "GET /site/settings.json": .json([
      "min_topic_title_length": 15, "max_topic_title_length": 255, "min_post_length": 20, "max_post_length": 32_000,
      "must_approve_users": false,
    ]),
    "GET /admin/users/list/new.json": .json([]), "GET /review.json": .json(["reviewables": []]),
    "GET /private-posts.json": .json(["private_posts": []]),
  ]

  private func problems(
    _ changed: [String: HTTPResponse] = [:], moderators: ID<Channel>? = nil,
    _ change: (inout DiscourseSettings) -> Void = { _ in }
  ) async -> [String] {
    let http = DiscourseTest.forum(Self.whole.merging(changed) { $1 })
    let community = Community(id: "lobby", name: "The Lobby", platform: "discourse", moderators: moderators)
    let discourse = Discourse(
      DiscourseTest.settings(change), .testing(http: http, community: community, now: DiscourseTest.now))
    return await discourse.probe().map { "\($0.severity.rawValue): \($0.subject): \($0.fault); \($0.remedy)" }
  }

  @Test func aForumThatIsSetUpHasNoProblems() async {
    #expect(await problems(moderators: "#support") { $0.categories = ["news", "5", "news/support"] } == [])
  }

  @Test func aWrongKeyIsNamed() async {
    #expect(
      await problems(["GET /u/Forum_Bot.json": DiscourseTest.wrongKey]) == [
        "error: apiKey: Discourse does not accept it for Forum_Bot: You are not permitted to view the requested "
          + "resource. The API username or key is invalid.; make a key for this account under Admin > API > New API key, "
          + "with the scope Global"
      ])
    #expect(
      await problems(["GET /u/Forum_Bot.json": DiscourseTest.missing]) == [
        "error: username: there is no account Forum_Bot; write the bot's username as it stands in its profile"
      ])
    #expect(
      await problems(["GET /site.json": DiscourseTest.forbidden]).first?.hasPrefix("error: apiKey: the key may not")
        == true)
    #expect(
      await problems(["GET /site.json": HTTPResponse(status: 301)]).first?.hasPrefix(
        "error: url: https://forum.test is no") == true)
  }

  @Test func aShortSecretIsNamed() async {
    #expect(
      await problems { $0.webhookSecret = Secret("short") } == [
        "error: webhookSecret: it has 5 characters, Discourse takes no secret below 12; make a longer one, and write it "
          + "into Admin > API > Webhooks as well"
      ])
    #expect(
      await problems {
        $0.webhookSecret = Secret("")
        $0.receive = .poll
      } == [])
  }

  @Test func rightsThatAreMissingAreNamed() async {
    let plain = HTTPResponse.json(["user": ["id": 3, "username": "Forum_Bot", "moderator": false, "admin": false]])
    let found = await problems([
      "GET /u/Forum_Bot.json": plain, "GET /admin/users/list/new.json": DiscourseTest.missing,
      "GET /review.json": DiscourseTest.forbidden,
    ])
    #expect(
      found == [
        "warning: account Forum_Bot: it is no moderator: it cannot hide, delete, pin, silence, suspend or approve, nor "
          + "read the lists of new members and reports; where that is wanted: Admin > Users > Forum_Bot > Grant Moderation",
        "warning: members: the bot may not read /admin/users/list/new.json: who registers is not seen by polling; make "
          + "the bot a moderator with a key of the scope Global, or set \"members\": false",
        "warning: reports: the bot may not read /review.json: reports are not seen by polling; make the bot a moderator "
          + "with a key of the scope Global, or set \"reports\": false",
      ])
    let silenced = HTTPResponse.json(["user": ["id": 3, "admin": true, "silenced": true]])
    #expect(
      await problems(["GET /u/Forum_Bot.json": silenced]) == [
        "error: account Forum_Bot: it is suspended or silenced and cannot post; lift that under Admin > Users > Forum_Bot"
      ])
  }

  @Test func categoriesThatAreMissingOrClosedAreNamed() async {
    #expect(
      await problems(moderators: "#news") { $0.categories = ["suport"] } == [
        "error: category #news: the bot may not make topics in it; let a group of the bot \"Create / Reply / See\" under "
          + "the category's Settings > Security",
        "error: category suport: there is none of this name that the bot can see; did you mean #support? correct the "
          + "name, or add the bot under the category's Settings > Security",
      ])
    #expect(await problems(moderators: "topic:77") == [])
    #expect(
      await problems { $0.categories = ["topic:77", "https://forum.test/c/support/5"] } == [
        "error: category topic:77: it is a topic: the bot listens to whole categories; name the topic's category under "
          + "\"categories\""
      ])
  }

  @Test func theSitesOwnLengthsAreNamed() async {
    let site = HTTPResponse.json([
      "min_topic_title_length": 10, "max_topic_title_length": 255, "min_post_length": 5, "max_post_length": 99_000,
      "must_approve_users": true,
    ])
    #expect(
      await problems(["GET /site/settings.json": site]) == [
        "warning: titleMin: it is 15, the site setting min topic title length is 10; set \"titleMin\": 10",
        "warning: bodyMin: it is 20, the site setting min post length is 5; set \"bodyMin\": 5",
        "warning: bodyMax: it is 32000, the site setting max post length is 99000; set \"bodyMax\": 99000",
        "warning: joining: the site must approve users, but who only registered counts as a member; set \"joining\": "
          + "\"approved\"",
      ])
    #expect(await problems(["GET /site/settings.json": DiscourseTest.forbidden]) == [])
  }

  @Test func noAnswerAtAllIsNamed() async {
    let http = ScriptedHTTP { _ in throw HTTPError.notSent("forum.test cannot be found") }
    let found = await DiscourseTest.discourse(http).probe()
    #expect(
      found == [
        Problem(
          subject: "url", fault: "https://forum.test gives no answer: forum.test cannot be found",
          remedy: "check the address and the network")
      ])
  }
}
