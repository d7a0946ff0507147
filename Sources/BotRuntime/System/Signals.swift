import BotCore
import Dispatch
import Glibc

/// Signals as a stream: nothing happens in the handler but passing the number on.
enum Signals {
  static func stream(_ signals: [Int32]) -> AsyncStream<Int32> {
    AsyncStream { continuation in
      let queue = DispatchQueue(label: "signals")
      let sources = signals.map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler(handler: { @Sendable in _ = continuation.yield(number) })
        source.activate()
        return source
      }
      let kept = Lock(sources)
      continuation.onTermination = { _ in
        kept.withLock { sources in for source in sources { source.cancel() } }
      }
    }
  }
}
