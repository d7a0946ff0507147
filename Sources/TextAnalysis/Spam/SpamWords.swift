/// Words of English, Spanish, Portuguese, German, French and Russian advertising that a model of single words learns too
/// slowly from few texts: what they are for matters more than which one it is.
struct SpamWords: OptionSet, Sendable {
  let rawValue: UInt16

  /// What the reader shall do.
  static let call = SpamWords(rawValue: 1)
  /// Whose it is.
  static let own = SpamWords(rawValue: 2)
  /// What is shown.
  static let work = SpamWords(rawValue: 4)
  static let money = SpamWords(rawValue: 8)
  /// What the reader gets.
  static let gain = SpamWords(rawValue: 16)
  static let hurry = SpamWords(rawValue: 32)
  /// A thumb asked for.
  static let like = SpamWords(rawValue: 64)
  static let everyone = SpamWords(rawValue: 128)
  /// After these a verb tells or asks and does not call: "I subscribe to both", "can you check".
  static let subject = SpamWords(rawValue: 256)

  @inline(__always)
  static func of(_ hash: UInt64) -> SpamWords { SpamWords(rawValue: UInt16(truncatingIfNeeded: table.bits(of: hash))) }

  private static let table: HashTable = {
    var table = HashTable(capacity: 1024)
    for (kind, words) in lists {
      for word in words.split(separator: " ") { table.insert(FNV.hash(word.utf8), bits: UInt32(kind.rawValue)) }
    }
    return table
  }()

  private static let lists: [(SpamWords, String)] = [
    (
      .call,
      """
      check checkout visit subscribe sub follow click watch join vote download register call text txt reply send share \
      listen add contact dm pm message whatsapp ring signup sponsor donate promote view buy order shop claim apply invest \
      install suscribete suscríbete suscribanse subscribirse sigueme visita únete seguime inscreva abonniere abonne \
      подпишись подписывайтесь пишите пиши переходи жми вступай заходи
      """
    ),
    (.own, "my our me us mine mi mis meu minha mein meine mon ma mes мой моя мне нам наш наша"),
    (
      .work,
      """
      channel channels chanel video videos vid vids song songs music album track tracks mixtape cover covers remix rap \
      band page profile blog website site playlist gameplay gaming instagram soundcloud facebook fb twitter snapchat \
      tiktok twitch youtube group link app store story book novel petition campaign fundraiser kickstarter single \
      canal página musica música kanal chaîne канал группа сайт бот
      """
    ),
    (
      .money,
      """
      money cash dollars dollar pounds pound euros usd btc bitcoin crypto cryptocurrency forex trading trader invest \
      investment investors profit profits earn earning earnings income salary payout paypal payment loan loans credit \
      debt rich wealth bank withdraw withdrawal wallet commission deposit binary dinero ganar dinheiro geld argent \
      деньги доход заработок заработка рублей прибыль инвестиции крипта крипто
      """
    ),
    (
      .gain,
      """
      free win won winner winners winning prize prizes award awarded reward rewards gift gifts giveaway bonus offer \
      offers discount sale deal deals voucher vouchers coupon coupons guaranteed jackpot lottery ringtone ringtones \
      nitro airdrop promo congratulations congrats selected claim unlimited gratis gratuit kostenlos бесплатно \
      бесплатный бонус подарок скидка розыгрыш выигрыш
      """
    ),
    (
      .hurry,
      "urgent now today hurry limited expires expire asap instantly immediately final last tonight ahora срочно сегодня"
    ),
    (
      .subject,
      """
      i you we they he she it who that which can could cant can't couldn't would will should must might may did does do \
      don't didn't not a an the this each every i'd i'll i've you'd you'll we'd we'll they'll if when
      """
    ),
    (.like, "like likes thumbs thumb upvote liked"),
    (
      .everyone,
      "guys everyone everybody all friends fans yall y'all people brothers sisters ladies gents amigos ребята всем друзья"
    ),
  ]
}
