import Testing
import TextAnalysis

@testable import Plugins

/// Which sentences want an answer though they ask nothing.
@Suite struct TroubleMannerTests {
  private func isTold(_ text: String) -> Bool { TroubleManner.isTold(in: Words(text).words) }

  @Test(arguments: [
    "I can't log in", "My login doesn't work", "Hi, I forgot my password, please help", "I want my money back",
    "I was charged twice this month", "I cannot come to my shift tomorrow, I am sick", "my parcel has not arrived",
    "Sorry, I can't make it on Friday", "somebody please help", "We still need help with this",
  ])
  func aTroubleIsOne(_ text: String) { #expect(isTold(text)) }

  @Test(arguments: [
    "I can't believe it", "I can't wait for Friday", "I got my refund, thanks", "My dog is sweet",
    "the weather is not nice",
    "Good morning everybody", "I love it", "help", "I can't", "We want to", "you cannot log in before noon", "",
  ])
  func smallTalkIsNone(_ text: String) { #expect(!isTold(text)) }
}
