import TextAnalysis

/// Finds the pairs of words in a text that may be worth telling: neighbours, neither of them a common word.
struct PhraseReader: Sendable {
  private static let mostOfAMessage = 30
  private static let wordLength = 3...24

  private let stopWords: Set<UInt64>

  init(stopWords: [String]) {
    self.stopWords = Set((Self.common + stopWords).flatMap { word in Tokens(word).hashes })
  }

  /// Each once, in the order of the text, in small letters.
  func phrases(in text: String) -> [String] {
    let tokens = Tokens(text)
    var phrases: [String] = []
    var last: Token?
    for token in tokens.list {
      guard token.kind == .word || token.kind == .number, !token.flags.contains(.quoted) else {
        if token.kind != .emoji { last = nil }
        continue
      }
      guard token.kind == .word, Self.wordLength.contains(token.count), !stopWords.contains(tokens.hash(token)) else {
        last = nil
        continue
      }
      if let last {
        let phrase = tokens.string(last) + " " + tokens.string(token)
        if !phrases.contains(phrase) { phrases.append(phrase) }
        if phrases.count == Self.mostOfAMessage { return phrases }
      }
      last = token
    }
    return phrases
  }

  private static let common = [
    "a about actually after again ago all also always am an and another any anyone anything are aren't around as ask at",
    "away back be because been before being best better between both but by came can can't cannot come could couldn't day did",
    "didn't different do does doesn't doing don't done down each either else even ever every everyone everything far few",
    "find first for from fine get gets getting give go goes going gone good got great had hadn't has hasn't have haven't",
    "having he hello hello her here hey hi him his hope how however i i'd i'll i'm i've idea if in instead into is isn't",
    "it it'd it'll it's its just keep kind know known last later least less let let's like little long look looking looks",
    "lot lots made make makes making many maybe me mean means might mine more most much must my need needs never new next",
    "nice no nobody none not nothing now of off oh ok okay old on once one only or other others our out over own part",
    "people perhaps please point possible pretty probably put quite rather really right same say said says see seem seems",
    "seen set she should shouldn't show since so some somebody someone something sorry sort still stuff such sure take",
    "than thank thanks that that'd that'll that's the their them then there there's these they they'll they're they've",
    "thing things think this those though thought through time to today together told tomorrow too tried try trying two",
    "under until up us use used using very want wanted wants was wasn't way ways we we'd we'll we're we've well went were",
    "weren't what what's whatever when where whether which while who whole whose why will with within without won't work",
    "works would wouldn't wrong yeah yes yesterday yet you you'd you'll you're you've your",
    "aber alle als also am an auch auf aus bei bin bis bitte da danke dann das dass dein den denn der des die dies diese",
    "dir doch dort du ein eine einem einen einer eines er es für ganz gibt habe haben hat hier ich ihr im in ist ja jetzt",
    "kann kein keine man mehr mein mich mir mit nach nicht nichts noch nur ob oder ohne schon sehr sein sich sie sind so",
    "um und uns von vor war was wenn wer wie wir wird wo zu zum zur über",
  ].flatMap { $0.split(separator: " ").map(String.init) }
}

extension Tokens {
  fileprivate var hashes: [UInt64] { list.map(hash) }
}
