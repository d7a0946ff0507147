import BotCore

/// The look for damage after an unclean end, at the start and at the end of a run.
extension Bot {
  /// Before anything is written, where the verdict comes soon. Nobody waits for a run that ends by itself.
  /// - Returns: the look, which may go on beside the bot; `nil` where the last run ended by itself.
  /// - Throws: `StoreError`, where the store is known to be damaged; the look is ended then.
  func lookForDamage(in store: HandOver<SQLiteStore>) async throws -> StoreCheck? {
    guard let check = try StoreCheck.begin(store.value) else { return nil }
    let patience = options.isOnce ? StoreCheck.anyTime : check.patience
    if let damage = await check.damage(within: patience, clock) {
      _ = check.stop()
      throw damage
    }
    if let failure = check.failure {
      log(.warning, "the store could not be looked through for damage", ["store": store.value.path, "reason": failure])
    } else if !check.isWhole {
      log(
        .info, "the store is large: it is looked through for damage while the bot works", ["store": store.value.path])
    }
    return check
  }

  /// A store that was found damaged, or not looked through to its end, is looked through again by the next run.
  /// - Throws: `StoreError`, where it is damaged.
  func noteLook(_ check: StoreCheck?, _ storePath: String) throws {
    guard let check, !check.stop() else { return }
    let store = try SQLiteStore(path: storePath)
    defer { store.close() }
    try store.setMeta(Engine.runningKey, check.damage == nil ? StoreCheck.unfinished : StoreCheck.damaged)
    if let damage = check.damage { throw damage }
  }
}
