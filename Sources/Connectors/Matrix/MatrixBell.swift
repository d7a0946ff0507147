import BotCore

/// Wakes the one who waits, from any thread. A ring while nobody waits is not lost.
final class MatrixBell: Sendable {
  private struct State {
    var isRung = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Lock(State())

  func ring() { resume { $0.isRung = true } }

  /// - Returns: whether it rang before the time was over.
  func wait(atMost limit: Duration, _ tools: Tools) async throws -> Bool {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await self.wait() }
      group.addTask { try await tools.sleep(limit) }
      defer { group.cancelAll() }
      try await group.next()
    }
    try Task.checkCancellation()
    return state.withLock { state in
      defer { state.isRung = false }
      return state.isRung
    }
  }

  private func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Whoever was cancelled before this place finds it out here.
        let isOver = state.withLock { state in
          if state.isRung || Task.isCancelled { return true }
          state.waiter = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      resume { _ in }
    }
  }

  private func resume(_ change: @Sendable (inout State) -> Void) {
    let waiter = state.withLock { state in
      change(&state)
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }
}
