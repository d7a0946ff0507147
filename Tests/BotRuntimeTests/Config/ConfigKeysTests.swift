import BotRuntime
import Testing

/// Keys that are wrong, missing or there twice: the whole of what a person reads.
struct ConfigKeysTests {
  @Test(arguments: cases) func tells(_ broken: BrokenConfig) throws {
    #expect(try broken.rendered() == broken.output)
  }

  static let cases: [BrokenConfig] = [
    BrokenConfig(
      "anUnknownKeyIsToldWithTheNearest",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome", "txet": "Hello" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:6:32: error: communities[0].plugins[0] (welcome): the key "txet" is not known here; did you mean "text"?
                  { "plugin": "welcome", "txet": "Hello" } ] } ]
                                         ^
        1 error
        """#),
    BrokenConfig(
      "anUnknownKeyWithoutANearestIsToldWithAll",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat", "zzzzzzz": 1,
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:3:42: error: communities[0]: the key "zzzzzzz" is not known here; remove it, or use one of: connection, drafts, id, locale, managers, mode, moderators, name, platform, plugins, timezone
              { "id": "lobby", "platform": "chat", "zzzzzzz": 1,
                                                   ^
        1 error
        """#),
    BrokenConfig(
      "anUnknownKeyAtTheTop",
      files: [
        "config.json": #"""
        { "community": [],
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:1:3: error: the key "community" is not known here; did you mean "communities"?
          { "community": [],
            ^
        1 error
        """#),
    BrokenConfig(
      "aKeyThatStandsTwiceNamesBothLines",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
         "locale": "en",
         "locale": "de",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:5:2: error: communities[0]: the key "locale" stands here again; line 4 has it already; remove one of the two
           "locale": "de",
           ^
        1 error
        """#),
    BrokenConfig(
      "requiredKeysAreMissedAtTheirObject",
      files: [
        "config.json": #"""
        { "communities": [ { "plugins": [ {} ] } ] }
        """#
      ],
      output: #"""
        ~/config.json:1:20: error: communities[0]: "id" is missing; add "id": "…"
        ~/config.json:1:20: error: communities[0]: "platform" is missing; add "platform": "…"
          { "communities": [ { "plugins": [ {} ] } ] }
                             ^
        ~/config.json:1:35: error: communities[0].plugins[0]: "plugin" is missing; add "plugin": "…"
          { "communities": [ { "plugins": [ {} ] } ] }
                                            ^
        3 errors
        """#),
    BrokenConfig(
      "everyPlaceOfAWrongKindIsTold",
      files: [
        "config.json": #"""
        { "communities": [ 1, { "id": "a", "platform": "feed", "connection": [],
        "plugins": {} } ], "texts": [],
         "include": 3, "http": false }
        """#
      ],
      output: #"""
        ~/config.json:1:20: error: communities[0]: an object is expected here, but this is a number; write for example { "id": "lobby", "platform": … }
          { "communities": [ 1, { "id": "a", "platform": "feed", "connection": [],
                             ^
        ~/config.json:1:70: error: communities[1].connection (a): an object is expected here, but this is a list [ … ]; write for example { … }
          { "communities": [ 1, { "id": "a", "platform": "feed", "connection": [],
                                                                               ^
        ~/config.json:2:12: error: communities[1].plugins (a): a list is expected here, but this is an object { … }; write for example [ { "plugin": … } ]
          "plugins": {} } ], "texts": [],
                     ^
        ~/config.json:2:29: error: texts: an object is expected here, but this is a list [ … ]; write for example { "rules": "Be kind." }
          "plugins": {} } ], "texts": [],
                                      ^
        ~/config.json:3:13: error: include: a list is expected here, but this is a number; write for example [ … ]
           "include": 3, "http": false }
                      ^
        ~/config.json:3:24: error: http: an object is expected here, but this is true or false; write for example { … }
           "include": 3, "http": false }
                                 ^
        6 errors
        """#),
    BrokenConfig(
      "pluginsOfAWrongKind",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome"},
        "welcome",
        { "plugin": 3 },
        { "plugin": "answers", "name": "A b", "file": "config.json"  } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:1: error: communities[0].plugins[1]: an object is expected here, but this is a text in quotes; write for example { "plugin": "welcome" }
          "welcome",
          ^
        ~/config.json:8:13: error: communities[0].plugins[2].plugin: a text in quotes is expected here, but this is a number; write for example "general"
          { "plugin": 3 },
                      ^
        ~/config.json:9:32: error: communities[0].plugins[3].name (answers): "A b" is no name here; use at most 40 of a to z, 0 to 9 and -
          { "plugin": "answers", "name": "A b", "file": "config.json"  } ] } ]
                                         ^
        3 errors
        """#),
    BrokenConfig(
      "aKeyCannotColourTheScreenNorBreakTheLine",
      files: [
        "config.json": #"""
        { "a\u001b[31m\nb": 1,
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:1:3: error: the key "a�[31m�b" is not known here; remove it, or use one of: $schema, communities, dryRun, http, include, store, texts
          { "a\u001b[31m\nb": 1,
            ^
        1 error
        """#),
    BrokenConfig(
      "aBotNeedsACommunity",
      files: [
        "config.json": #"""
        { "communities": [] }
        """#
      ],
      output: #"""
        ~/config.json:1:1: error: there is no community: the bot has nothing to do; add "communities": [ { "id": … } ]
          { "communities": [] }
          ^
        1 error
        """#),
    BrokenConfig(
      "theWholeIsAnObject",
      files: [
        "config.json": #"""
        []
        """#
      ],
      output: #"""
        ~/config.json:1:1: error: an object is expected here, but this is a list [ … ]; write for example { "communities": [ … ] }
          []
          ^
        1 error
        """#),
  ]
}
