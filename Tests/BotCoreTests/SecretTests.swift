import BotCore
import Testing

struct SecretTests {
  private let secret = Secret("t0p-s3cret")

  @Test func noWayOfPrintingShowsIt() {
    var dumped = ""
    dump([secret], to: &dumped)
    dump((name: "x", secret: Optional(secret)), to: &dumped)
    let texts = [
      "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(["a": secret])",
    ]
    #expect((texts + [dumped]).allSatisfy { !$0.contains("s3cret") })
    #expect("\(secret)" == "<secret>")
  }

  @Test func itIsToldOnlyOnDemand() {
    #expect(secret.reveal() == "t0p-s3cret")
    #expect(!secret.isEmpty)
    #expect(Secret("").isEmpty)
    #expect(secret == Secret("t0p-s3cret"))
    #expect(secret != Secret("another"))
  }

  @Test func itIsNoDefaultInASchema() {
    #expect(secret.json == nil)
    #expect(Optional(secret).json == nil)
    #expect([secret].json == nil)
  }
}
