import BotRuntime
import Testing

/// Values that do not fit: the whole of what a person reads.
struct ConfigValuesTests {
  @Test(arguments: cases) func tells(_ broken: BrokenConfig) throws {
    #expect(try broken.rendered() == broken.output)
  }

  static let cases: [BrokenConfig] = [
    BrokenConfig(
      "valuesOfTheWrongTypeOrRange",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        "text": 3,
        "delay": "soon",
        "most": 11,
        "mode": "obsrve",
        "maxEventAge": true,
        "allowBots": "yes" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:9: error: communities[0].plugins[0].text (welcome): a text in quotes is expected here, but this is a number; write for example "general"
          "text": 3,
                  ^
        ~/config.json:8:10: error: communities[0].plugins[0].delay (welcome): "soon" is no length of time; write a number with s, m, h, d or w, such as "10m" or "1h30m"
          "delay": "soon",
                   ^
        ~/config.json:9:9: error: communities[0].plugins[0].most (welcome): 11 is out of range; use a whole number from 1 to 10
          "most": 11,
                  ^
        ~/config.json:10:9: error: communities[0].plugins[0].mode (welcome): "obsrve" is no choice here; did you mean "observe"? use one of observe, suggest, act
          "mode": "obsrve",
                  ^
        ~/config.json:11:16: error: communities[0].plugins[0].maxEventAge (welcome): a length of time is expected here, but this is true or false; write for example "10m", "1h30m" or "2d"
          "maxEventAge": true,
                         ^
        ~/config.json:12:14: error: communities[0].plugins[0].allowBots (welcome): true or false is expected here, but this is a text in quotes; write for example true (without quotes)
          "allowBots": "yes" } ] } ]
                       ^
        6 errors
        """#),
    BrokenConfig(
      "settingsWithinListsAndTables",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome"},
        { "plugin": "answers",
        "entries": [ { "question": "" },
        "x" ], "synonyms": { "a": "b" },
        "threshold": "high", "tone": 3 } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:8:14: error: communities[0].plugins[1].entries[0] (answers): "answer" is missing; add "answer": "…"
          "entries": [ { "question": "" },
                       ^
        ~/config.json:8:28: error: communities[0].plugins[1].entries[0].question (answers): the text is empty; write at least one character
          "entries": [ { "question": "" },
                                     ^
        ~/config.json:9:1: error: communities[0].plugins[1].entries[1] (answers): an object is expected here, but this is a text in quotes; write for example { … }
          "x" ], "synonyms": { "a": "b" },
          ^
        ~/config.json:9:27: error: communities[0].plugins[1].synonyms.a (answers): a list is expected here, but this is a text in quotes; put it into brackets: [ "…" ]
          "x" ], "synonyms": { "a": "b" },
                                    ^
        ~/config.json:10:14: error: communities[0].plugins[1].threshold (answers): a number is expected here, but this is a text in quotes; write for example 0.5 (without quotes)
          "threshold": "high", "tone": 3 } ] } ]
                       ^
        ~/config.json:10:30: error: communities[0].plugins[1].tone (answers): one of plain, friendly is expected here, but this is a number; write for example "plain"
          "threshold": "high", "tone": 3 } ] } ]
                                       ^
        6 errors
        """#),
    BrokenConfig(
      "rulesBetweenSettings",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome"},
        { "plugin": "answers" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:1: error: communities[0].plugins[1] (answers): there is nothing to answer; give "file" or "entries"
          { "plugin": "answers" } ] } ]
          ^
        1 error
        """#),
    BrokenConfig(
      "nullIsForOptionalSettingsOnly",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        "delay": null, "most": null } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:24: error: communities[0].plugins[0].most (welcome): a whole number is expected here, but this is null; write for example 3 (without quotes)
          "delay": null, "most": null } ] } ]
                                 ^
        1 error
        """#),
    BrokenConfig(
      "theServersSettings",
      files: [
        "config.json": #"""
        {
        "http": { "listen": "8080",
        "publicURL": "bot.example",
        "caFile": "ca.pem" },
        "store": { "path": "", "keep": 30 },
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:2:21: error: http.listen: "8080" is no address with a port; write for example "127.0.0.1:8080"
          "http": { "listen": "8080",
                              ^
        ~/config.json:3:14: error: http.publicURL: "bot.example" is no web address; begin it with https://
          "publicURL": "bot.example",
                       ^
        ~/config.json:4:11: error: http.caFile: there is no file ~/ca.pem; create it, or correct the path; it counts from the folder of this configuration file
          "caFile": "ca.pem" },
                    ^
        ~/config.json:5:20: error: store.path: the text is empty; write at least one character
          "store": { "path": "", "keep": 30 },
                             ^
        ~/config.json:5:32: error: store.keep: a length of time is expected here, but this is a number; write for example "10m", "1h30m" or "2d"
          "store": { "path": "", "keep": 30 },
                                         ^
        5 errors
        """#),
    BrokenConfig(
      "aLongValueIsNotRepeatedInFull",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        "delay": "cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd " } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:10: error: communities[0].plugins[0].delay (welcome): "cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd…" is no length of time; write a number with s, m, h, d or w, such as "10m" or "1h30m"
          "delay": "cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd c…
                   ^
        1 error
        """#),
    BrokenConfig(
      "theCaretStandsBelowTheColumnForWideLettersAndTabs",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        	"text": "日本é👍🏽", "mots": 3 } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:20: error: communities[0].plugins[0] (welcome): the key "mots" is not known here; did you mean "most"?
          	"text": "日本é👍🏽", "mots": 3 } ] } ]
          	                   ^
        1 error
        """#),
    BrokenConfig(
      "aLongLineIsClippedAroundTheCaret",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome",
        "text": "ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ", "mots": 3, "maxEventAge": "cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd " } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:9: warning: communities[0].plugins[0].text (welcome): the text is too long for one message on chat: about 300 characters, where 100 fit; it goes out in several; shorten it by 200, if one message is wanted
          "text": "ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab…
                  ^
        ~/config.json:7:313: error: communities[0].plugins[0] (welcome): the key "mots" is not known here; did you mean "most"?
          …b ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ", "mots": 3, "maxEventAge": "cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd …
                                                                                           ^
        ~/config.json:7:339: error: communities[0].plugins[0].maxEventAge (welcome): "cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd…" is no length of time; write a number with s, m, h, d or w, such as "10m" or "1h30m"
          …ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ", "mots": 3, "maxEventAge": "cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd…
                                                                                           ^
        2 errors (~/config.json:7), 1 warning
        """#),
  ]
}
