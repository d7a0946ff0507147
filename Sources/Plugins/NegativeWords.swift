/// English words that are rarely meant kindly: a start for a list of one's own.
enum NegativeWords {
  static let english = [
    "asshole", "awful", "bastard", "bitch", "bullshit", "crap", "crappy", "disgrace", "disgusting", "dumb", "fraud",
    "fuck", "fucking", "furious", "garbage", "hate", "hated", "horrible", "idiot", "idiotic", "idiots", "infuriating",
    "liar", "liars", "loser", "losers", "moron", "pathetic", "ridiculous", "rubbish", "scam", "scammer", "shit",
    "shut up", "stupid", "sucks", "terrible", "toxic", "trash", "unacceptable", "useless", "worst", "worthless",
  ]
}
