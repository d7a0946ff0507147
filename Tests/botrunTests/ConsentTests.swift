import Testing

@testable import botrun

@Suite struct ConsentTests {
  @Test(arguments: ["y", "Y", "yes", "YES", " Yes. ", "ja", "j", "oui", "sí"])
  func agreeing(line: String) { #expect(Consent(line) == .yes) }

  @Test(arguments: ["n", "No", "nein!", "NON"])
  func refusing(line: String) { #expect(Consent(line) == .no) }

  @Test func allElseIsNeither() {
    #expect(Consent("") == .nothing)
    #expect(Consent("  ") == .nothing)
    #expect(Consent("yes please") == .unclear("\"yes please\""))
    #expect(Consent("ye") == .unclear("\"ye\""))
    #expect(Consent("yesno") == .unclear("\"yesno\""))
  }
}
