import BotCore
import BotTesting
import FoundationEssentials
import Testing

@testable import Connectors

@Suite struct SlackSettingsTests {
  private func read(_ json: JSON) -> (settings: SlackSettings?, faults: [String]) {
    let source = ScenarioSource()
    let settings = SlackSettings.read(SettingNode(json, at: JSONPath(), from: source))
    return (settings, source.faults)
  }

  @Test func aTokenAndASecretAreEnough() {
    let read = read(["token": "env:T", "signingSecret": "env:S"])
    #expect(read.faults == [])
    #expect(read.settings?.api == "https://slack.com/api/")
    #expect(read.settings?.receive == .webhook)
  }

  @Test func webhooksWithoutASecretAreRefused() {
    #expect(
      read(["token": "env:T"]).faults == [
        "error : webhooks cannot be verified without a signing secret; "
          + "add \"signingSecret\": \"env:SLACK_SIGNING_SECRET\", or set \"receive\": \"poll\""
      ])
    #expect(read(["token": "env:T", "receive": "poll"]).faults == [])
  }

  @Test func anAddressWithoutASchemeIsRefused() {
    #expect(
      read(["token": "env:T", "receive": "poll", "api": "slack.com/api"]).faults == [
        "error api: \"slack.com/api\" is no web address; write an address that begins with https://"
      ])
  }

  @Test func aRateIsNoneOrNotTooSmall() {
    func faults(_ rate: JSON) -> [String] {
      read(["token": "env:T", "receive": "poll", "messagesPerSecondPerChannel": rate]).faults
    }
    #expect(
      faults(1e-30) == [
        "error messagesPerSecondPerChannel: 1e-30 is less than one message in 100 seconds; "
          + "write 0.01 or more, or 0 for no limit"
      ])
    #expect(faults(0) == [])
    #expect(faults(0.01) == [])
  }

  @Test func theRegistryKnowsSlack() {
    #expect(builtInConnectors.contains { $0.about.name == "slack" })
    #expect(builtInConnectors.map(\.about.name) == builtInConnectors.map(\.about.name).sorted())
  }

  @Test func theChannelsListsAreForPollingOnly() {
    #expect(
      read(["token": "env:T", "signingSecret": "env:S", "members": "channels"]).faults == [
        "error members: with webhooks the channels' lists are not compared: the same joining would be told twice; "
          + "set \"members\" to \"workspace\" or \"off\", or \"receive\" to \"poll\""
      ])
    #expect(read(["token": "env:T", "receive": "poll", "members": "channels"]).faults == [])
  }

  @Test func whatIsPromisedDependsOnTheSettings() {
    func about(_ change: (inout SlackSettings) -> Void) -> ConnectorAbout {
      Slack.about(with: SlackTest.settings(change))
    }
    let webhook = about { _ in }
    #expect(webhook.receives == [.webhook, .poll])
    #expect(
      webhook.capabilities == [
        .joins, .messages, .edits, .deletions, .reactions, .commands, .post, .reply, .direct, .schedule, .edit, .react,
        .pin, .ban, .grant,
      ])
    #expect(about { $0.catchUp = false }.receives == [.webhook])
    let poll = about { $0.receive = .poll }
    #expect(poll.receives == [.poll])
    #expect(webhook.capabilities.subtracting(poll.capabilities) == [.edits, .deletions, .reactions, .commands])
    #expect(about { $0.members = .workspace }.capabilities.subtracting(webhook.capabilities) == [.members])
    #expect(
      about { $0.adminToken = Secret("xoxp-1") }.capabilities.subtracting(webhook.capabilities)
        == [.delete, .hide, .joinRequests, .approve])
    #expect(Set(Capability.allCases).subtracting(Slack.about.capabilities) == [.timeout, .reports])
  }

  @Test func aTextIsAsLongAsItsMarkup() {
    let about = Slack.about(with: SlackTest.settings { $0.longestText = 500 })
    #expect(about.text == TextLimits(max: 500, unit: .utf16))
    #expect(about.length(Text("<&😀")) == 4 + 5 + 2)
    #expect(Slack.about.text.max == 4000)
  }
}
