import BotCore
import Testing

struct JSONTests {
  @Test func valuesAnswerForTheirOwnKindOnly() {
    #expect(JSON.string("a").string == "a")
    #expect(JSON.int(1).string == nil)
    #expect(JSON.bool(true).bool == true)
    #expect(JSON.int(1).bool == nil)
    #expect(JSON.array([1]).array == [1])
    #expect(JSON.string("[]").array == nil)
    #expect(JSON.null.object == nil)
  }

  @Test func numbersAnswerForEachOtherWhereNothingIsLost() {
    #expect(JSON.int(3).double == 3)
    #expect(JSON.double(3).int == 3)
    #expect(JSON.double(3.5).int == nil)
    #expect(JSON.double(1e300).int == nil)
    #expect(JSON.string("3").int == nil)
  }

  @Test func whatIsNotThereIsNil() {
    let json: JSON = ["a": [1]]
    #expect(json["a"]?[0] == 1)
    #expect(json["a"]?[1] == nil)
    #expect(json["a"]?[-1] == nil)
    #expect(json["b"] == nil)
    #expect(json[0] == nil)
  }

  @Test func anObjectCanBeChangedByKey() {
    var object = JSONObject([("a", 1), ("b", 2)])
    object["a"] = 3
    object["c"] = 4
    object["b"] = nil
    #expect(JSON.object(object) == ["a": 3, "c": 4])
  }

  @Test func compactLeavesOutWhatIsNil() {
    #expect(JSON.compact(("a", 1), ("b", nil), ("c", .optional(nil)), ("d", .optional("x"))) == ["a": 1, "d": "x"])
  }
}
