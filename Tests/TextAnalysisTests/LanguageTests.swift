import Testing

@testable import TextAnalysis

@Suite struct LanguageTests {
  private func code(_ text: String) -> String? { LanguageReader.shared.guess(Tokens(text)).language?.rawValue }

  @Test(arguments: [
    ("How do I change my password?", "en"), ("omg this is soooo good lol", "en"), ("great work!", "en"),
    ("Happy birthday Lionel Messi!", "en"), ("Das ist leider nicht so gut, wie ich dachte", "de"),
    ("Guten Morgen zusammen!", "de"),
    ("Je ne comprends pas pourquoi ça ne marche pas", "fr"), ("Hola, ¿alguien sabe cómo se hace esto?", "es"),
    ("Você tem certeza que isso não funciona?", "pt"), ("Non riesco a capire perché questo non va", "it"),
    ("Ik heb geen idee waarom het niet werkt", "nl"), ("Jag förstår inte varför det inte fungerar", "sv"),
    ("Nie wiem dlaczego to nie działa", "pl"), ("Nem tudom, hogy miért nem működik ez", "hu"),
    ("Neden çalışmadığını bilmiyorum ama çok güzel bir şey", "tr"), ("En tiedä miksi se ei toimi", "fi"),
    ("Saya tidak tahu kenapa ini tidak bisa", "id"), ("Tôi không biết tại sao nó không được", "vi"),
    ("Я не знаю, почему это не работает, мы пытались", "ru"), ("Я не знаю, чому це не працює і що її", "uk"),
    ("Δεν ξέρω γιατί", "el"),
    ("なぜ動かないのか分かりません", "ja"), ("我不知道为什么", "zh"), ("왜 안 되는지 모르겠어요", "ko"), ("لا أعرف لماذا", "ar"),
    ("نمی‌دانم چرا این گونه است", "fa"),
    ("אני לא יודע למה", "he"), ("मुझे नहीं पता क्यों", "hi"), ("ฉันไม่รู้ว่าทำไม", "th"),
  ])
  func aPlainSentenceTellsItsLanguage(_ text: String, _ language: String) {
    #expect(code(text) == language)
  }

  @Test(arguments: ["zxcv qwrt plmk vbnh", "Sinasabi niyang pupuntahan nating lahat bukas", "12345 !!!", ""])
  func whatIsUnknownIsNotTakenForTheNearest(_ text: String) {
    #expect(code(text) == nil)
  }

  @Test func codeAddressesAndNamesDoNotCount() {
    #expect(code("`for der in die das` and then it works https://de.wikipedia.org/wiki/der_die_das") == "en")
    #expect(code("I met Saltalamacchia, Boko Haram, Sun Wukong and Jarrod") == "en")
  }

  @Test func onlyItsLanguageOrNoWordsPermitAModel() {
    let reader = LanguageReader.shared
    #expect(reader.guess(Tokens("this is fine")).permits(.english))
    #expect(reader.guess(Tokens("👍🎉")).permits(.english))
    #expect(!reader.guess(Tokens("das ist nicht gut")).permits(.english))
    #expect(!reader.guess(Tokens("zxcv qwrt plmk vbnh")).permits(.english))
  }

  @Test func theSmallWordsOfEveryLanguageAreTakenForIt() {
    for entry in FunctionWords.byLanguage {
      #expect(code(entry.words) == entry.code, "\(entry.code)")
    }
  }
}
