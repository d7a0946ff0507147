import BotRuntime
import Testing

/// A configuration with something to tell about it, and all that is told. `TOKEN` is set, `EMPTY` is empty.
struct BrokenConfig: CustomTestStringConvertible {
  let claim: String
  let files: [String: String]
  let output: String

  init(_ claim: String, files: [String: String], output: String) {
    self.claim = claim
    self.files = files
    self.output = output
  }

  var testDescription: String { claim }

  func rendered() throws -> String {
    try ConfigFolder(files).rendered(environment: ["TOKEN": "t0p", "EMPTY": ""])
  }
}
