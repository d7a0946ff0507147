import BotRuntime
import Testing

/// Names that stand for nothing, or for two things: the whole of what a person reads.
struct ConfigNamesTests {
  @Test(arguments: cases) func tells(_ broken: BrokenConfig) throws {
    #expect(try broken.rendered() == broken.output)
  }

  static let cases: [BrokenConfig] = [
    BrokenConfig(
      "anUnknownPlatformHidesItsConnection",
      files: [
        "config.json": #"""
        { "communities": [ { "id": "a", "platform": "chta", "connection": { "token": "xoxb-1" },
         "plugins": [ { "plugin": "welcom" } ] } ] }
        """#
      ],
      output: #"""
        ~/config.json:1:45: error: communities[0].platform: there is no platform "chta"; did you mean "chat"? use one of: chat, feed
        ~/config.json:2:27: error: communities[0].plugins[0].plugin: there is no plugin "welcom"; did you mean "welcome"? use one of: answers, welcome
           "plugins": [ { "plugin": "welcom" } ] } ] }
                                    ^
        2 errors
        """#),
    BrokenConfig(
      "aPluginNeedsWhatItsPlatformLacks",
      files: [
        "config.json": #"""
        { "communities": [ { "id": "a", "platform": "feed",
         "plugins": [ { "plugin": "welcome" } ] } ] }
        """#
      ],
      output: #"""
        ~/config.json:2:27: error: communities[0].plugins[0].plugin: welcome needs joins, which the platform feed does not bring; remove it here; it can work on: chat
           "plugins": [ { "plugin": "welcome" } ] } ] }
                                    ^
        1 error
        """#),
    BrokenConfig(
      "twoInstancesOfOneName",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome"},
         { "plugin": "welcome"  } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:7:14: error: communities[0].plugins[1].plugin: the name "welcome" belongs to the plugin at line 6; give this one a name of its own: "name": "welcome-2"
           { "plugin": "welcome"  } ] } ]
                       ^
        1 error
        """#),
    BrokenConfig(
      "twoCommunitiesOfOneID",
      files: [
        "config.json": #"""
        { "communities": [
         { "id": "a", "platform": "feed" },
         { "id": "a", "platform": "feed" } ] }
        """#
      ],
      output: #"""
        ~/config.json:2:2: warning: communities[0] (a): the community has no plugins; add "plugins": [ { "plugin": … } ]
           { "id": "a", "platform": "feed" },
           ^
        ~/config.json:3:2: warning: communities[1] (a): the community has no plugins; add "plugins": [ { "plugin": … } ]
           { "id": "a", "platform": "feed" } ] }
           ^
        ~/config.json:3:10: error: communities[1].id: the id "a" belongs to the community at line 2; give each community an id of its own
           { "id": "a", "platform": "feed" } ] }
                   ^
        1 error (~/config.json:3), 2 warnings
        """#),
    BrokenConfig(
      "anIDOfOtherLetters",
      files: [
        "config.json": #"""
        { "communities": [
         { "id": "The Lobby", "platform": "feed" }
         ] }
        """#
      ],
      output: #"""
        ~/config.json:2:2: warning: communities[0]: the community has no plugins; add "plugins": [ { "plugin": … } ]
           { "id": "The Lobby", "platform": "feed" }
           ^
        ~/config.json:2:10: error: communities[0].id: "The Lobby" is no name here; use at most 40 of a to z, 0 to 9 and -
           { "id": "The Lobby", "platform": "feed" }
                   ^
        1 error (~/config.json:2), 1 warning
        """#),
    BrokenConfig(
      "aMisspeltZone",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
        "timezone": "Europe/Londn",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:13: error: communities[0].timezone: there is no time zone "Europe/Londn"; did you mean "Europe/London"?
          "timezone": "Europe/Londn",
                      ^
        1 error
        """#),
    BrokenConfig(
      "aZoneByItsCityAlone",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
        "timezone": "New York",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:13: error: communities[0].timezone: there is no time zone "New York"; did you mean "America/New_York"?
          "timezone": "New York",
                      ^
        1 error
        """#),
    BrokenConfig(
      "aZoneCannotLeaveItsFolder",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
        "timezone": "../../etc/passwd",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:13: error: communities[0].timezone: there is no time zone "../../etc/passwd"; use a name of the IANA list, such as "Europe/London" or "UTC"
        1 error
        """#),
    BrokenConfig(
      "aLocaleWithAnUnderscore",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
        "locale": "en_GB",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:11: error: communities[0].locale: "en_GB" is no language tag; did you mean "en-GB"?
          "locale": "en_GB",
                    ^
        1 error
        """#),
  ]
}
