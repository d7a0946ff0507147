import BotRuntime
import Testing

/// Files that are no JSON: the whole of what a person reads.
struct ConfigSyntaxTests {
  @Test(arguments: cases) func tells(_ broken: BrokenConfig) throws {
    #expect(try broken.rendered() == broken.output)
  }

  static let cases: [BrokenConfig] = [
    BrokenConfig(
      "anEmptyFile",
      files: [
        "config.json": #"""

        """#
      ],
      output: #"""
        ~/config.json: error: the file is empty; write { "communities": [ … ] }, or begin with the one of botrun example try
        1 error
        """#),
    BrokenConfig(
      "aMissingComma",
      files: [
        "config.json": #"""
        {
          "store": { "path": "a" }
          "texts": {} }
        """#
      ],
      output: #"""
        ~/config.json:2:27: error: a comma is missing here; write a comma between two values
            "store": { "path": "a" }
                                    ^
        1 error
        """#),
    BrokenConfig(
      "aTextThatIsNotClosed",
      files: [
        "config.json": #"""
        {
          "store": { "path": "a },
          "texts": {} }
        """#
      ],
      output: #"""
        ~/config.json:2:22: error: this text is not closed before the end of the line; close it with a double quote, and write \n for a line break
            "store": { "path": "a },
                               ^
        1 error
        """#),
    BrokenConfig(
      "aMissingBraceIsToldBehindTheLastThingWritten",
      files: [
        "config.json": #"""
        {
          "store": { "path": "a" },



        """#
      ],
      output: #"""
        ~/config.json:2:28: error: '}' is missing before the end of the file: the '{' of line 1 is still open; add '}'
            "store": { "path": "a" },
                                     ^
        1 error
        """#),
    BrokenConfig(
      "aBackslashThatEscapesNothing",
      files: [
        "config.json": #"""
        { "a\q": 1 }
        """#
      ],
      output: #"""
        ~/config.json:1:5: error: this backslash starts no escape; write \\ for a backslash itself
          { "a\q": 1 }
              ^
        1 error
        """#),
    BrokenConfig(
      "textAfterTheEnd",
      files: [
        "config.json": #"""
        { "communities": [] }
        }
        """#
      ],
      output: #"""
        ~/config.json:2:1: error: this '}' is one too many: line 1 closes the '{' of line 1 already; remove it
          }
          ^
        1 error
        """#),
    BrokenConfig(
      "aKeyWithoutQuotes",
      files: [
        "config.json": #"""
        {
          communities: [] }
        """#
      ],
      output: #"""
        ~/config.json:2:3: error: a key in double quotes is expected here; write "key": value
            communities: [] }
            ^
        1 error
        """#),
    BrokenConfig(
      "aWordThatIsNoValue",
      files: [
        "config.json": #"""
        {
          "communities": True }
        """#
      ],
      output: #"""
        ~/config.json:2:18: error: True is no value; write true in small letters
            "communities": True }
                           ^
        1 error
        """#),
    BrokenConfig(
      "aCommentThatIsNeverClosed",
      files: [
        "config.json": #"""
        { /* never closed
         }
        """#
      ],
      output: #"""
        ~/config.json:1:3: error: this comment is never closed; close it with */
          { /* never closed
            ^
        1 error
        """#),
  ]
}
