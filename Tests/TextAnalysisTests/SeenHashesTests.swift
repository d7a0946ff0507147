import Testing

@testable import TextAnalysis

@Suite struct SeenHashesTests {
  @Test func aHashIsNewOnce() {
    var seen = SeenHashes()
    seen.begin(room: 4)
    #expect([7, 8, 7, 0, 0, 8, UInt32.max].map { seen.insert($0) } == [true, true, false, true, false, false, true])
  }

  @Test func beginningForgetsWhateverTheRoom() {
    var seen = SeenHashes()
    for room in [4, 4000, 1, 64, 0] {
      seen.begin(room: room)
      #expect((0..<50).map { seen.insert($0) } == Array(repeating: true, count: 50))
      #expect((0..<50).contains { seen.insert($0) } == false)
    }
  }

  @Test func aTableOfTheRightSizeTellsAllApart() {
    var seen = SeenHashes()
    seen.begin(room: 10_000)
    let hashes = (0..<10_000).map { UInt32(truncatingIfNeeded: $0 &* 2_246_822_519) }
    #expect(hashes.filter { seen.insert($0) }.count == 10_000)
    #expect(hashes.filter { seen.insert($0) }.isEmpty)
  }

  @Test func moreThanThereIsRoomForCostsNoMoreAndFailsNowhere() {
    var seen = SeenHashes()
    seen.begin(room: 1)
    // The table of 64 is full: each further hash is new at each try.
    let found = (0..<200).filter { _ in seen.insert(UInt32.random(in: 1...UInt32.max)) }
    #expect(found.count > 150)
    seen.begin(room: 1)
    #expect(seen.insert(1) && !seen.insert(1))
  }
}
