internal import BotCore

/// By channel and message: the edit that was last seen.
typealias SlackEdits = [ID<Channel>: [String: String]]

/// What a round over the channels has gathered so far.
struct SlackRound {
  var place: SlackCursor
  var events: [Event] = []
  var edits: SlackEdits

  /// How much it has gathered: an equal amount later means that nothing was added.
  var amount: Amount { Amount(place: place, events: events.count) }

  struct Amount: Hashable {
    let place: SlackCursor
    let events: Int
  }
}

extension SlackDirectory {
  /// The edits that were seen, as far as the events that told of them were stored: which shows in a round that begins
  /// where the last one ended.
  func edits(from cursor: Cursor?) -> SlackEdits {
    state.withLock { state in
      if let told = state.told, told.cursor == cursor { state.edits = told.edits }
      state.told = nil
      return state.edits
    }
  }

  func remember(_ edits: SlackEdits, told cursor: Cursor) { state.withLock { $0.told = (cursor, edits) } }
}
