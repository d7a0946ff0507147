/// Common words of chat, the most common first: a phrase is better looked for by its rarer words.
enum PhraseCosts {
  private static let list =
    "the to i a is it and that you in of for this but not be with on have if can do as so are what my "
    + "or just like code there use an how ubuntu i'm from would it's at your get then one some all was "
    + "don't which me think no by about when x will using see member want any way need know also work "
    + "should type does more has something could now only here we out f up make b help try am other "
    + "because right d time doesn't said why where problem into they well same its error set function "
    + "new maybe ok them first still good run github find trying might proof seems really than i've "
    + "works syntax did even very can't s used package things much docs anyone too thing p after "
    + "clojure system windows working been server check two probably you're since user actually please "
    + "tried without instead let go there's look bit write had name got data better these linux sorry "
    + "read say before running i'll doing change those guess already point another sudo line back both "
    + "m anything idea people l k over y support isn't such i'd test lot thank may being again having "
    + "looks r apt found theorem open give face project didn't most start ask slightly build going "
    + "community stuff looking while channel makes take fine someone many map java getting through "
    + "always done u smiling never show sense instance were topic number every message around pretty "
    + "option local thought reason nice kernel yet says put everything hard uses else real app tell "
    + "their last enough own long answer kind im call best least program what's rather next drive mode "
    + "simple down dont nothing end solution via order terminal exactly info okay class second id old "
    + "cannot bad bug network made users log off far level driver access given won't top keep easy home "
    + "currently key once thinking machine needs page software little who live missing making "
    + "information under match api computer thread place free called whether size process guys itself "
    + "inside post cache laptop haven't feel errors script drivers space lemma step wanted writing our "
    + "less us google pr come compile lol sounds single o return must left documentation here's easier "
    + "saying zero note compiler believe fixed sometimes json stuck takes he browser smile remember "
    + "wouldn't wait whole side master learn standard started often share likely expect everyone repo "
    + "happens reading pattern video cant unless failed later mind written js exist gets config ago "
    + "password keys "

  /// What it costs to look for a phrase by a word; 1 for words that are not listed.
  static let costs: [(word: String, cost: Int)] = list.split(separator: " ").enumerated().map { place, word in
    (String(word), 2 + 8000 / (place + 8))
  }

  /// Of mentions and numbers.
  static let mentionCost = 400
}
