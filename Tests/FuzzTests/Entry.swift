import CMalloc
import Dispatch
import Glibc

/// What libFuzzer calls before all else. `BOTRUN_FUZZ_TARGET` names the target. With `BOTRUN_FUZZ_LIST` in the
/// environment the names of all targets are printed, and nothing is run; with `BOTRUN_FUZZ_STRETCH` long inputs are made of
/// the seeds and run.
@_cdecl("LLVMFuzzerInitialize")
public func initialise(_ count: UnsafeMutablePointer<CInt>, _ words: UnsafeMutableRawPointer) -> CInt {
  if getenv("BOTRUN_FUZZ_LIST") != nil {
    for target in allTargets { print(target.name) }
    exit(0)
  }
  if getenv("BOTRUN_FUZZ_STRETCH") != nil { stretch() }
  return 0
}

private let target: FuzzTarget = {
  let name = getenv("BOTRUN_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = allTargets.first(where: { $0.name == name }) else {
    print("set BOTRUN_FUZZ_TARGET to one of: \(allTargets.map(\.name).joined(separator: " "))")
    exit(2)
  }
  return target
}()

/// Only the one thread that runs inputs touches these.
nonisolated(unsafe) private var runs = 0
nonisolated(unsafe) private var slowest = 0.0

/// Runs the target on one input. What does not hold ends the process, and libFuzzer keeps the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  if runs == 0 { tellTheSlowestAtTheEnd() }
  let begun = processorSeconds()
  perform(input)
  let took = processorSeconds() - begun
  // The first one also reads models and tables.
  if runs > 0 { slowest = max(slowest, took) }
  if runs > 0, took > 1 { stop(Broken("one input takes \(took) seconds")) }
  runs += 1
  if runs % 4096 == 0 { mustNotGrow(input) }
  return 0
}

/// Runs what `Stretch` makes of the seeds, and tells the slowest of each piece that takes more than a tenth of a second.
private func stretch() -> Never {
  var slow: [String: Double] = [:]
  perform(target.seeds.first ?? [])
  for seed in target.seeds {
    for (piece, input) in Stretch(seed: seed) {
      let begun = processorSeconds()
      perform(input)
      let took = processorSeconds() - begun
      runs += 1
      slowest = max(slowest, took)
      if took > max(0.1, slow[piece] ?? 0) { slow[piece] = took }
    }
  }
  for (piece, seconds) in slow.sorted(by: { $0.value > $1.value }).prefix(12) {
    print("SLOW \(target.name) \(piece.debugDescription) \((seconds * 1000).rounded()) ms")
  }
  print("STRETCHED \(target.name) \(runs) slowest \((slowest * 10_000).rounded() / 10) ms")
  Scratch.remove()
  exit(slowest > 1 ? 1 : 0)
}

private func tellTheSlowestAtTheEnd() {
  atexit {
    print("SLOWEST \((slowest * 10_000).rounded() / 10)")
    fflush(nil)
    Scratch.remove()
  }
}

private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func perform(_ input: [UInt8]) {
  switch target.run {
  case .now(let run):
    do { try run(input) } catch let broken as Broken { stop(broken) } catch {}
  case .waiting(let run):
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do { try await run(input) } catch let broken as Broken { stop(broken) } catch {}
      done.signal()
    }
    done.wait()
  }
}

/// The same input again and again must not take more and more memory.
private func mustNotGrow(_ input: [UInt8]) {
  var last = Int.max
  var grown = 0
  for _ in 0..<12 {
    for _ in 0..<8 { perform(input) }
    let held = Int(mallinfo2().uordblks)
    grown = held > last ? grown + 1 : 0
    last = held
  }
  if grown >= 9 { stop(Broken("memory grows with every run of the same input")) }
}

private func stop(_ broken: Broken) -> Never {
  print("BROKEN \(target.name): \(broken.description)")
  fflush(nil)
  abort()
}
