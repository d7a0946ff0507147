import BotCore

/// The end of a webhook server, step by step.
extension WebhookDesk {
  /// Turns new requests away and lets streams end; their clients come back by themselves.
  /// - Returns: whether this call is the first.
  func beginDraining() -> Bool {
    let outlets = state.withLock { state -> [StreamOutlet]? in
      guard state.stage == .serving else { return nil }
      state.stage = .draining
      return Array(state.streams.values)
    }
    for outlet in outlets ?? [] { outlet.finish() }
    return outlets != nil
  }

  func waitUntilIdle(atMost limit: Duration) {
    _ = state.wait(atMost: limit) { $0.open == 0 }
  }

  /// Nobody may wait any longer: libmicrohttpd must not be stopped with a connection suspended.
  func answerEveryone() {
    let (waiting, streams) = state.withLock { state in
      state.stage = .closed
      return (Array(state.waiting.values), Array(state.streams.values))
    }
    for exchange in waiting { answer(exchange, Admission.busy) }
    for outlet in streams { outlet.abandon() }
  }

  func markStopped() {
    state.withLock { $0.stage = .stopped }
    ring()
  }
}
