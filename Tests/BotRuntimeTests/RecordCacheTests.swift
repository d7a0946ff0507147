import BotCore
import FoundationEssentials
import Testing

@testable import BotRuntime

/// Records between the plugins and the file: never newer or older than the transaction says.
@Suite struct RecordCacheTests {
  private struct Failure: Error {}
  private let folder = Folder()
  private var path: String { folder.file("s.sqlite") }

  /// What another process would see.
  private func onDisk(_ key: String) throws -> JSON? {
    let other = try SQLiteStore(path: path, readOnly: true)
    defer { other.close() }
    return try other.record(key, of: "a/p")?.value
  }

  @Test func whatIsWrittenReachesTheFileWithTheCommit() throws {
    let store = try SQLiteStore(path: path)
    try store.transaction { () throws in
      for number in 1...5 { try store.write(Record(.int(number)), "k", of: "a/p") }
      #expect(try store.record("k", of: "a/p")?.value == 5)
      #expect(try onDisk("k") == nil)
    }
    #expect(try onDisk("k") == 5)
    #expect(try store.record("k", of: "a/p")?.value == 5)
  }

  @Test(arguments: [":memory:", "file"]) func aTransactionThatFailsLeavesNothing(place: String) throws {
    let store = try SQLiteStore(path: place == "file" ? path : place)
    try store.transaction { () throws in try store.write(Record(1), "k", of: "a/p") }
    #expect(throws: Failure.self) {
      try store.transaction { () throws in
        try store.write(Record(2), "k", of: "a/p")
        try store.write(Record(2), "new", of: "a/p")
        // Reading them all brings them to the file, from where they have to vanish again.
        #expect(try store.records(startingWith: "", limit: 9, of: "a/p").map(\.1.value) == [2, 2])
        try store.write(nil, "k", of: "a/p")
        throw Failure()
      }
    }
    try store.transaction { () throws in
      #expect(try store.record("k", of: "a/p")?.value == 1)
      #expect(try store.record("new", of: "a/p") == nil)
      #expect(try store.records(startingWith: "", limit: 9, of: "a/p").map(\.1.value) == [1])
    }
  }

  @Test(arguments: [":memory:", "file"]) func aTurnThatFailsUndoesItsOwnRecordsAlone(place: String) throws {
    let store = try SQLiteStore(path: place == "file" ? path : place)
    try store.transaction { () throws in
      try store.write(Record("before"), "k", of: "a/p")
      try store.write(Record("other"), "m", of: "a/q")
      #expect(throws: Failure.self) {
        try store.savepoint { () throws in
          try store.write(Record("within"), "k", of: "a/p")
          try store.write(Record("within"), "n", of: "a/p")
          _ = try store.records(startingWith: "", limit: 9, of: "a/p")
          _ = try store.records(startingWith: "", limit: 9, of: "a/q")
          throw Failure()
        }
      }
      #expect(try store.record("k", of: "a/p")?.value == "before")
      #expect(try store.record("n", of: "a/p") == nil)
      try store.savepoint { () throws in try store.write(Record("next"), "n", of: "a/p") }
    }
    #expect(try store.records(startingWith: "", limit: 9, of: "a/p").map(\.1.value) == ["before", "next"])
    #expect(try store.records(startingWith: "", limit: 9, of: "a/q").map(\.1.value) == ["other"])
  }

  @Test func whatAnotherProcessWroteIsSeen() throws {
    let store = try SQLiteStore(path: path)
    try store.transaction { () throws in try store.write(Record(1), "k", of: "a/p") }
    let other = try SQLiteStore(path: path)
    try store.transaction { () throws in #expect(try store.record("k", of: "a/p")?.value == 1) }
    try other.transaction { () throws in try other.write(Record(2), "k", of: "a/p") }
    try store.transaction { () throws in #expect(try store.record("k", of: "a/p")?.value == 2) }
    try other.transaction { () throws in try other.write(nil, "k", of: "a/p") }
    try store.transaction { () throws in
      #expect(try store.record("k", of: "a/p") == nil)
      try store.write(Record(3), "k", of: "a/p")
    }
    try other.transaction { () throws in #expect(try other.record("k", of: "a/p")?.value == 3) }
  }

  @Test func whatIsForgottenIsGoneFromMemoryToo() throws {
    let store = try SQLiteStore(path: path)
    try store.transaction { () throws in try store.write(Record(1, expires: .at(10)), "k", of: "a/p") }
    _ = try store.prune(now: .at(20), keep: .days(30), limit: 100)
    try store.transaction { () throws in #expect(try store.record("k", of: "a/p") == nil) }
    // What was written outside a transaction, too.
    try store.write(Record(5), "k", of: "a/p")
    try store.transaction { () throws in #expect(try store.record("k", of: "a/p")?.value == 5) }
    try store.settleRecords()
    try store.transaction { () throws in #expect(try store.record("k", of: "a/p")?.value == 5) }
  }

  /// Many times what the cache holds: what was dropped from memory is read again.
  @Test(arguments: [":memory:", "file"]) func moreThanFitsIsWrittenAndReadAgain(place: String) throws {
    let store = try SQLiteStore(path: place == "file" ? path : place)
    let text = String(repeating: "x", count: 100_000)
    for round in 0..<2 {
      try store.transaction { () throws in
        for number in 0..<300 {
          #expect(try store.record("k\(number)", of: "a/p")?.value["round"]?.int == (round == 0 ? nil : 0))
          try store.write(Record(["round": .int(round), "text": .string(text)]), "k\(number)", of: "a/p")
        }
      }
    }
    try store.transaction { () throws in
      for number in 0..<300 { #expect(try store.record("k\(number)", of: "a/p")?.value["round"] == 1) }
    }
    #expect(try store.records(startingWith: "k", limit: 1000, of: "a/p").count == 300)
  }

  /// A long random life beside a plain dictionary.
  @Test(arguments: [":memory:", "file"]) func itIsAlwaysWhatADictionaryWouldBe(place: String) throws {
    let store = try SQLiteStore(path: place == "file" ? path : place)
    var random = SeededRandom(seed: "life")
    var truth: [String: JSON] = [:]
    func step(_ model: inout [String: JSON]) throws {
      let key = "k\(Int.random(in: 0..<12, using: &random))"
      switch Int.random(in: 0..<5, using: &random) {
      case 0:
        try store.write(nil, key, of: "a/p")
        model[key] = nil
      case 1, 2:
        let value = JSON.int(Int.random(in: 0..<1000, using: &random))
        try store.write(Record(value), key, of: "a/p")
        model[key] = value
      case 3: #expect(try store.record(key, of: "a/p")?.value == model[key])
      default:
        let all = try store.records(startingWith: "k", limit: 100, of: "a/p")
        #expect(all.map(\.0) == model.keys.sorted())
      }
    }
    for _ in 0..<300 {
      var model = truth
      let failsWhole = Int.random(in: 0..<4, using: &random) == 0
      do {
        try store.transaction { () throws in
          for _ in 0..<4 {
            var inner = model
            let fails = Int.random(in: 0..<3, using: &random) == 0
            do {
              try store.savepoint { () throws in
                for _ in 0..<5 { try step(&inner) }
                if fails { throw Failure() }
              }
              model = inner
            } catch is Failure {}
          }
          if failsWhole { throw Failure() }
        }
        truth = model
      } catch is Failure {}
    }
    let all = try store.records(startingWith: "", limit: 100, of: "a/p")
    #expect(Dictionary(uniqueKeysWithValues: all.map { ($0.0, $0.1.value) }) == truth)
  }
}
