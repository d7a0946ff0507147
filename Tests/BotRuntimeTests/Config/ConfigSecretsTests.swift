import BotRuntime
import Testing

/// Secrets: told by name, never shown: the whole of what a person reads.
struct ConfigSecretsTests {
  @Test(arguments: cases) func tells(_ broken: BrokenConfig) throws {
    #expect(try broken.rendered() == broken.output)
  }

  static let cases: [BrokenConfig] = [
    BrokenConfig(
      "aLiteralSecretIsRefusedAndNotRepeated",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "xoxb-123-abc" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:32: error: communities[0].connection.token: a secret stands here in plain text; move it into the environment, a file or a service credential, and write "env:NAME", "file:PATH" or "credential:NAME"
        1 error
        """#),
    BrokenConfig(
      "aVariableWithoutItsPrefix",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "SLACK_TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:32: error: communities[0].connection.token: a variable is named here without "env:"; write "env:SLACK_TOKEN"
        1 error
        """#),
    BrokenConfig(
      "aSecretUnderAMisspeltKeyIsNotShown",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "tokn": "xoxb-123-abc" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:21: error: communities[0].connection: "token" is missing; add "token": "env:BOT_TOKEN"
        ~/config.json:4:23: error: communities[0].connection: the key "tokn" is not known here; did you mean "token"?
        2 errors
        """#),
    BrokenConfig(
      "aVariableThatIsNotSet",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:NOPE" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:32: error: communities[0].connection.token: the environment variable NOPE is not set; set NOPE before the bot starts
        1 error
        """#),
    BrokenConfig(
      "aVariableThatIsEmpty",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:EMPTY" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:32: error: communities[0].connection.token: the environment variable EMPTY is empty; give it a value
        1 error
        """#),
    BrokenConfig(
      "whatFollowsEnvIsNotRepeatedUnlessItIsAName",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:xoxb-1" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:32: error: communities[0].connection.token: what follows "env:" is no name of a variable; write env: and a name of letters, digits and _
        1 error
        """#),
    BrokenConfig(
      "aSecretFileThatIsMissing",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "file:secrets/bot" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:32: error: communities[0].connection.token: the secret file secrets/bot does not exist; create it, or correct the reference
        1 error
        """#),
    BrokenConfig(
      "aCredentialWithoutAServiceManager",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "credential:bot" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:32: error: communities[0].connection.token: the credential bot cannot be looked up: CREDENTIALS_DIRECTORY is not set; run the bot as a systemd service with LoadCredential=bot:PATH, or write "env:NAME" or "file:PATH"
        1 error
        """#),
    BrokenConfig(
      "aNumberIsNoSecret",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": 12345 },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:4:32: error: communities[0].connection.token: a reference to a secret is expected here, but this is a number; write for example "env:BOT_TOKEN"
        1 error
        """#),
    BrokenConfig(
      "aMissingConnectionIsToldWithWhatItNeeds",
      files: [
        "config.json": #"""
        { "communities": [
         { "id": "a", "platform": "chat" } ] }
        """#
      ],
      output: #"""
        ~/config.json:2:2: error: communities[0]: "connection" is missing; add "connection": { "token": "env:BOT_TOKEN" }
        ~/config.json:2:2: warning: communities[0]: the community has no plugins; add "plugins": [ { "plugin": … } ]
           { "id": "a", "platform": "chat" } ] }
           ^
        1 error (~/config.json:2), 1 warning
        """#),
    BrokenConfig(
      "aBrokenLineThatNamesASecretIsNotShown",
      files: [
        "config.json": #"""
        {
          "token": "xoxb-123,
          "texts": {} }
        """#
      ],
      output: #"""
        ~/config.json:2:12: error: this text is not closed before the end of the line; close it with a double quote, and write \n for a line break
        1 error
        """#),
    BrokenConfig(
      "aBrokenLineBelowTheKeyOfASecretIsNotShown",
      files: [
        "config.json": #"""
        {
          "token":

         "xoxb-123,
          "texts": {} }
        """#
      ],
      output: #"""
        ~/config.json:4:2: error: this text is not closed before the end of the line; close it with a double quote, and write \n for a line break
        1 error
        """#),
  ]
}
