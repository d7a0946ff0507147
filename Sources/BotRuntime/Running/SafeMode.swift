import BotCore

/// Where something other than the store is not as it should be, the bot receives and stores, and acts on nothing, until the
/// configuration can be read without an error: at SIGHUP, or when it looks again by itself.
extension Bot {
  func noteSafeMode() {
    guard !options.safeMode.isEmpty else { return }
    let reasons = options.safeMode.map { "\($0.about): \($0.fault); \($0.remedy)" }
    pulse.note { $0.safeMode = reasons }
    for problem in options.safeMode {
      let place = problem.place.map { "\($0.file):\($0.line):\($0.column)" } ?? ""
      log(
        .error, "safe mode: what comes is stored, and nothing is done with it until this is mended",
        ["place": place, "about": problem.about, "fault": problem.fault, "remedy": problem.remedy])
    }
  }

  /// Looks again and again, and takes the configuration when it can.
  func recover() async {
    while !Task.isCancelled, !pulse.now.safeMode.isEmpty {
      guard (try? await clock.sleep(options.recheck)) != nil else { return }
      if !pulse.now.safeMode.isEmpty, reread().config != nil { await reload() }
    }
  }
}
