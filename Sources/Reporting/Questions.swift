import BotCore

/// Whether questions are answered, and how fast.
struct Questions {
  /// A question that nobody has answered by then counts as unanswered.
  static let span = 48 * Span.hour

  let asked: Int
  /// Questions whose time is over: the others are too young to count.
  let judged: Int
  /// How long each answered one of them waited, in milliseconds, shortest first.
  let waits: [Int64]

  var unanswered: Ratio? { Ratio(judged - waits.count, judged) }
  var median: Ratio? { waits.median }
  var ninetieth: Int64? { waits.percentile(90) }

  init(_ ledger: Ledger, _ period: Period) {
    self.init(Replies(ledger), ledger, period)
  }

  init(_ replies: Replies, _ ledger: Ledger, _ period: Period) {
    let questions = ledger.questions(in: period)
    let old = questions.filter { $0.at + Self.span <= period.until }
    asked = questions.count
    judged = old.count
    waits = old.compactMap { question in
      replies.first(to: question).flatMap { $0 - question.at < Self.span ? $0 - question.at : nil }
    }.sorted()
  }
}

extension Ledger {
  /// Messages that ask and stand in no thread.
  func questions(in period: Period) -> [Post] { posts(in: period).filter { $0.asks && $0.root == nil } }
}

/// Finds the first answer to a question: the first message of another member in its thread. In a channel where threads are
/// rare, fewer than one message of ten, also the first of another member outside threads that does not ask itself.
struct Replies {
  private let threads: [UInt64: [Ledger.Post]]
  private let channels: [String: [Ledger.Post]]

  init(_ ledger: Ledger) {
    threads = Dictionary(grouping: ledger.posts.filter { $0.root != nil }) { $0.root ?? 0 }
    channels = Dictionary(grouping: ledger.posts) { $0.channel }.compactMapValues { posts in
      let open = posts.filter { $0.root == nil }
      return 10 * (posts.count - open.count) < posts.count ? open : nil
    }
  }

  func first(to question: Ledger.Post) -> Int64? {
    let inThread = threads[question.message]?.first { $0.member != question.member && $0.at >= question.at }?.at
    let inChannel = channels[question.channel].flatMap { posts in
      next(after: question, in: posts)
    }
    return [inThread, inChannel].compactMap(\.self).min()
  }

  private func next(after question: Ledger.Post, in posts: [Ledger.Post]) -> Int64? {
    var index = posts.first(atOrAfter: question.at, \.at)
    while index < posts.count, posts[index].message != question.message { index += 1 }
    let limit = question.at + Questions.span
    for post in posts[min(index + 1, posts.count)...] {
      if post.at >= limit { return nil }
      if post.member != question.member, !post.asks { return post.at }
    }
    return nil
  }
}

extension [Int64] {
  /// Of a sorted list; the mean of the two in the middle.
  var median: Ratio? {
    guard let first else { return nil }
    if count == 1 { return Ratio(Int(first), 1) }
    let (low, high) = (self[(count - 1) / 2], self[count / 2])
    return Ratio(Int(low + high), 2)
  }

  /// By the nearest rank: the smallest that so many of a hundred do not exceed.
  func percentile(_ hundredths: Int) -> Int64? {
    isEmpty ? nil : self[Swift.max(0, (count * hundredths + 99) / 100 - 1)]
  }
}
