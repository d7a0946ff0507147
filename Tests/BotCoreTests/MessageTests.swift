import BotCore
import Testing

@Suite struct MessageTests {
  private func message(in channel: String, named name: String?) -> Message {
    Message("m", in: ID(channel), named: name, by: Member("alice"), "hello")
  }

  @Test(arguments: ["C1", "help", "#help"])
  func settingsMeanAChannelByIdOrName(_ setting: String) {
    #expect(message(in: "C1", named: "help").isIn(setting))
  }

  @Test(arguments: ["!r:example.org", "help", "#help", "#help:example.org"])
  func aNameWithoutItsServerMeansTheChannelToo(_ setting: String) {
    #expect(message(in: "!r:example.org", named: "help:example.org").isIn(setting))
  }

  @Test(arguments: ["", "#", "hel", "helper", "#help:other.org", "C2"])
  func otherNamesMeanOtherChannels(_ setting: String) {
    #expect(!message(in: "C1", named: "help:example.org").isIn(setting))
    #expect(!message(in: "C1", named: nil).isIn(setting))
  }
}
