import BotCore
import Testing

struct SettingSchemaTests {
  @Test func aGroupSaysAllThatItKnows() {
    #expect(
      Item.schema == [
        "type": "object",
        "properties": [
          "name": ["type": "string", "description": "Its name.", "minLength": 1],
          "count": ["type": "integer", "description": "How many.", "default": 1, "minimum": 0, "maximum": 9],
        ],
        "required": ["name"], "additionalProperties": false,
      ])
  }

  private func property(_ name: String) -> JSON? { Everything.schema["properties"]?[name] }

  @Test func optionalSettingsTakeNull() {
    #expect(property("wait")?["type"] == ["string", "null"])
    #expect(property("wait")?["default"] == .null)
    #expect(
      property("other") == [
        "enum": ["red", "green", "blue", nil], "description": "Perhaps a colour.", "default": "blue",
      ])
  }

  @Test func anOptionalSettingIsNeverRequired() {
    #expect(Everything.schema["required"] == nil)
    #expect(property("late")?["default"] == .null)
  }

  @Test func listsAndTablesSayWhatTheyHold() {
    #expect(property("items")?["items"] == Item.schema)
    #expect(property("items")?["minItems"] == 1)
    #expect(property("items")?["default"] == [["name": "one", "count": 1]])
    #expect(property("named")?["additionalProperties"] == Item.schema)
    #expect(property("numbers")?["additionalProperties"] == ["type": ["integer", "null"]])
  }

  @Test func groupsInOneObjectShareASchema() {
    let schema = Item.schema(with: [Everything.self])
    #expect(schema["properties"]?.object?.keys.prefix(3) == ["name", "count", "share"])
    #expect(schema["required"] == ["name"])
  }

  @Test(arguments: [
    (Secret.schema, "\"env:BOT_TOKEN\""), (Colour.schema, "\"red\""), (Int.schema, "1"), (Bool.schema, "true"),
    ([Int].schema, "[ … ]"), (Item.schema, "{ … }"), (String.schema, "\"…\""),
  ])
  func aMissingKeyIsToldWithAHint(_ schema: JSON, _ hint: String) {
    #expect(schema.settingHint == hint)
  }
}
