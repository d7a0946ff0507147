import Testing

@testable import Connectors

@Suite struct MastodonAudienceTests {
  @Test(arguments: [
    ("public", MastodonAudience(visibility: "public")), ("Unlisted", MastodonAudience(visibility: "unlisted")),
    ("quiet", MastodonAudience(visibility: "unlisted")), ("private", MastodonAudience(visibility: "private")),
    ("followers", MastodonAudience(visibility: "private")),
    ("#Swift", MastodonAudience(visibility: "unlisted", tags: ["swift"])),
    ("public #swift, #news", MastodonAudience(visibility: "public", tags: ["swift", "news"])),
    ("@alice", MastodonAudience(visibility: "direct", accounts: ["alice"])),
    ("@alice @bob@b.example:3000", MastodonAudience(visibility: "direct", accounts: ["alice", "bob@b.example:3000"])),
    ("public @alice", MastodonAudience(visibility: "public", accounts: ["alice"])),
    ("direct @alice #x", MastodonAudience(visibility: "direct", tags: ["x"], accounts: ["alice"])),
  ])
  func readsWhoShallSeeAPost(_ name: String, _ audience: MastodonAudience) {
    #expect(MastodonAudience(name, otherwise: .unlisted) == audience)
  }

  @Test(arguments: [
    "", " ", "general", "direct", "reports", "public private", "#", "#123", "#a-b", "@", "@a b", "@a@", "@-a",
  ])
  func refusesWhatNamesNobody(_ name: String) {
    #expect(MastodonAudience(name, otherwise: .public) == nil)
  }

  @Test func tellsAccountsFromOtherWords() {
    let accounts = ["alice", "a_1", "a.b-c", "alice@host.example", "bob@127.0.0.1:18010"]
    for account in accounts { #expect(MastodonAudience.account(account) == account) }
    for word in ["", "a b", ".a", "a.", "a@", "a@b@c", "é", "a@h/x", "a@.h", "a\n"] {
      #expect(MastodonAudience.account(word) == nil, "\(word)")
    }
  }

  @Test func theNarrowerVisibilityHolds() {
    #expect(MastodonAudience.narrower("public", "unlisted") == "unlisted")
    #expect(MastodonAudience.narrower("private", "unlisted") == "private")
    #expect(MastodonAudience.narrower("direct", "public") == "direct")
    #expect(MastodonAudience.narrower("something new", "public") == "direct")
    #expect(MastodonAudience.narrower("public", "public") == "public")
  }
}
