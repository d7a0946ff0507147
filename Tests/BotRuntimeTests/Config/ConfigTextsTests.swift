import BotRuntime
import Testing

/// Templates and the shared texts: the whole of what a person reads.
struct ConfigTextsTests {
  @Test(arguments: cases) func tells(_ broken: BrokenConfig) throws {
    #expect(try broken.rendered() == broken.output)
  }

  static let cases: [BrokenConfig] = [
    BrokenConfig(
      "aBraceThatIsNeverClosed",
      files: [
        "config.json": #"""
        { "texts": { "rules": "Be kind" },
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        "text": "Hi {membr.name} {texts.ruls" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:9: error: communities[0].plugins[0].text (welcome): the { is never closed; write {{ for the brace itself, or close it with }
          "text": "Hi {membr.name} {texts.ruls" } ] } ]
                  ^
        1 error
        """#),
    BrokenConfig(
      "anUnknownVariable",
      files: [
        "config.json": #"""
        { "texts": { "rules": "Be kind" },
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        "text": "Hi {membr.name} {texts.rules}" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:9: error: communities[0].plugins[0].text (welcome): the variable {membr.name} is not known here; did you mean {member.name}? use {member.name}, {community.name}, or {{ for a brace
          "text": "Hi {membr.name} {texts.rules}" } ] } ]
                  ^
        1 error
        """#),
    BrokenConfig(
      "anUnknownText",
      files: [
        "config.json": #"""
        { "texts": { "rules": "Be kind" },
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        "text": "Hi {texts.ruls}" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:9: error: communities[0].plugins[0].text (welcome): there is no text "ruls" in the table "texts"; did you mean {texts.rules}?
          "text": "Hi {texts.ruls}" } ] } ]
                  ^
        1 error
        """#),
    BrokenConfig(
      "allFaultsOfOneTemplateAreTold",
      files: [
        "config.json": #"""
        { "texts": { "rules": "Be kind" },
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        "text": "{texts.ruls} {texts.x} {membr.name}" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:9: error: communities[0].plugins[0].text (welcome): there is no text "ruls" in the table "texts"; did you mean {texts.rules}?
        ~/config.json:7:9: error: communities[0].plugins[0].text (welcome): there is no text "x" in the table "texts"; add "x" to "texts"
        ~/config.json:7:9: error: communities[0].plugins[0].text (welcome): the variable {membr.name} is not known here; did you mean {member.name}? use {member.name}, {community.name}, or {{ for a brace
          "text": "{texts.ruls} {texts.x} {membr.name}" } ] } ]
                  ^
        3 errors
        """#),
    BrokenConfig(
      "textsAreCheckedInTheTable",
      files: [
        "config.json": #"""
        { "texts": { "a": "{texts.b}", "b": "}", "c": 3 },
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome", "text": "{texts.a}{texts.b}" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:1:19: error: texts.a: a text of the table cannot use another one: {texts.b}; write out what it says
          { "texts": { "a": "{texts.b}", "b": "}", "c": 3 },
                            ^
        ~/config.json:1:37: error: texts.b: there is a } without its {; write }} for the brace itself
          { "texts": { "a": "{texts.b}", "b": "}", "c": 3 },
                                              ^
        ~/config.json:1:47: error: texts.c: a text in quotes is expected here, but this is a number; write for example "general"
          { "texts": { "a": "{texts.b}", "b": "}", "c": 3 },
                                                        ^
        3 errors
        """#),
    BrokenConfig(
      "twoFilesCannotShareTheNameOfAText",
      files: [
        "b.json": #"""
        { "texts": { "rules": "Be nice" } }
        """#,
        "config.json": #"""
        { "texts": { "rules": "Be kind" }, "include": ["b.json"],
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome", "text": "{texts.rules}" } ] } ]
        }
        """#,
      ],
      output: #"""
        ~/b.json:1:23: error: texts.rules: there is a text "rules" at ~/config.json:1 already; give one of them another name
          { "texts": { "rules": "Be nice" } }
                                ^
        1 error
        """#),
    BrokenConfig(
      "aTextThatNobodyUsesIsAWarning",
      files: [
        "config.json": #"""
        { "texts": { "rules": "Be kind" },
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:1:23: warning: texts.rules: the text "rules" is never used; write {texts.rules} where it is wanted, or remove it
          { "texts": { "rules": "Be kind" },
                                ^
        1 warning
        """#),
    BrokenConfig(
      "aCommunityWithoutPluginsIsAWarning",
      files: [
        "config.json": #"""
        { "communities": [
         { "id": "a", "platform": "feed" } ] }
        """#
      ],
      output: #"""
        ~/config.json:2:2: warning: communities[0]: the community has no plugins; add "plugins": [ { "plugin": … } ]
           { "id": "a", "platform": "feed" } ] }
           ^
        1 warning
        """#),
  ]
}
