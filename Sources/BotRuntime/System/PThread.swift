import Glibc

/// A thread of our own for work that blocks, so that it never holds one of Swift's few cooperative threads.
struct PThread: Sendable {
  private let id: pthread_t

  /// Runs the body on a new thread. Signals go to other threads, and a closed socket gives an error instead of
  /// SIGPIPE; faults of the program itself stay deliverable, so that a crash still prints its backtrace.
  init(_ body: @escaping @Sendable () -> Void) {
    var id = pthread_t()
    let box = Unmanaged.passRetained(Body(run: body))
    let code = pthread_create(
      &id, nil,
      { context in
        PThread.blockSignals()
        Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    precondition(code == 0, "no thread could be started; raise the limit of processes (ulimit -u)")
    self.id = id
  }

  /// Waits until the body has returned. Called on the thread itself it lets it run out instead.
  func join() {
    if pthread_equal(id, pthread_self()) != 0 {
      pthread_detach(id)
    } else {
      pthread_join(id, nil)
    }
  }

  private static func blockSignals() {
    var signals = sigset_t()
    sigfillset(&signals)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}

private final class Body: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) { self.run = run }
}
