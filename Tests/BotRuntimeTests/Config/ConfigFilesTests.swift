import BotRuntime
import Testing

/// Files that the configuration names: the whole of what a person reads.
struct ConfigFilesTests {
  @Test(arguments: cases) func tells(_ broken: BrokenConfig) throws {
    #expect(try broken.rendered() == broken.output)
  }

  static let cases: [BrokenConfig] = [
    BrokenConfig(
      "aMissingFileIsToldWithTheNearest",
      files: [
        "answer.md": #"""
        x
        """#,
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome"},
        { "plugin": "answers",
        "file": "answers.md" } ] } ]
        }
        """#,
      ],
      output: #"""
        ~/config.json:8:9: error: communities[0].plugins[1].file (answers): there is no file ~/answers.md; did you mean "answer.md"?
          "file": "answers.md" } ] } ]
                  ^
        1 error
        """#),
    BrokenConfig(
      "aFolderIsNoFile",
      files: [
        "config.json": #"""
        {
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome"},
        { "plugin": "answers",
        "file": "faq" } ] } ]
        }
        """#,
        "faq/a.md": #"""
        x
        """#,
      ],
      output: #"""
        ~/config.json:8:9: error: communities[0].plugins[1].file (answers): ~/faq is no file; name a regular file
          "file": "faq" } ] } ]
                  ^
        1 error
        """#),
    BrokenConfig(
      "anEmptyPath",
      files: [
        "config.json": #"""
        { "include": [""],
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:1:15: error: include[0]: the path is empty; write the path of a file
          { "include": [""],
                        ^
        1 error
        """#),
    BrokenConfig(
      "includesThatFindNothing",
      files: [
        "config.json": #"""
        { "include": ["more.json", "c/*.json", "*/a.json", "config.json"],
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#
      ],
      output: #"""
        ~/config.json:1:15: error: include[0]: there is no file ~/more.json; create it, or correct the path; it counts from the folder of this configuration file
          { "include": ["more.json", "c/*.json", "*/a.json", "config.json"],
                        ^
        ~/config.json:1:28: error: include[1]: no file matches ~/c/*.json; correct the path, or remove it
          { "include": ["more.json", "c/*.json", "*/a.json", "config.json"],
                                     ^
        ~/config.json:1:40: error: include[2]: * can stand only in the last part of a path; name the folder, as in "communities/*.json"
          { "include": ["more.json", "c/*.json", "*/a.json", "config.json"],
                                                 ^
        ~/config.json:1:52: error: include[3]: the file includes itself; remove it
          { "include": ["more.json", "c/*.json", "*/a.json", "config.json"],
                                                             ^
        4 errors
        """#),
    BrokenConfig(
      "includedFilesAreCheckedLikeTheMainFile",
      files: [
        "c/a.json": #"""
        { "include": [], "store": {}, "comunities": [] }
        """#,
        "c/b.json": #"""
        { "communities": [ { "id": "lobby", "platform": "feed", "plugins": [ { "plugin": "answers", "file": "faq.md" } ] } ]
        """#,
        "c/d.json": #"""
        { "communities": [ { "id": "lobby", "platform": "feed", "plugins": [ { "plugin": "answers", "file": "faq.md" } ] } ] }
        """#,
        "config.json": #"""
        { "include": ["c/*.json"],
          "communities": [
            { "id": "lobby", "platform": "chat",
              "connection": { "token": "env:TOKEN" },
              "plugins": [
                { "plugin": "welcome" } ] } ]
        }
        """#,
      ],
      output: #"""
        ~/c/a.json:1:3: error: the key "include" cannot stand in an included file; move it to the main file
          { "include": [], "store": {}, "comunities": [] }
            ^
        ~/c/a.json:1:18: error: the key "store" cannot stand in an included file; move it to the main file
          { "include": [], "store": {}, "comunities": [] }
                           ^
        ~/c/a.json:1:31: error: the key "comunities" is not known here; did you mean "communities"?
          { "include": [], "store": {}, "comunities": [] }
                                        ^
        ~/c/b.json:1:117: error: '}' is missing before the end of the file; add '}'
          { "communities": [ { "id": "lobby", "platform": "feed", "plugins": [ { "plugin": "answers", "file": "faq.md" } ] } ]
                                                                                                                              ^
        ~/c/d.json:1:28: error: communities[0].id: the id "lobby" belongs to the community at ~/config.json:3; give each community an id of its own
          { "communities": [ { "id": "lobby", "platform": "feed", "plugins": [ { "plugin": "answers", "file": "faq.md" } ] } ] }
                                     ^
        ~/c/d.json:1:101: error: communities[0].plugins[0].file (answers of lobby): there is no file ~/c/faq.md; create it, or correct the path; it counts from the folder of this configuration file
          { "communities": [ { "id": "lobby", "platform": "feed", "plugins": [ { "plugin": "answers", "file": "faq.md" } ] } ] }
                                                                                                              ^
        6 errors
        """#),
  ]
}
