import Signing
import Testing

@Suite struct HMACSHA256Tests {
  /// RFC 4231, 4.2 to 4.8 (without the truncated one).
  @Test(
    arguments: [
      (
        [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(1...25), [UInt8](repeating: 0xcd, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        [UInt8](repeating: 0xaa, count: 131),
        Array(
          "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
            .utf8), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ] as [([UInt8], [UInt8], String)])
  func givesTheCodesOfTheRFC(key: [UInt8], message: [UInt8], code: String) {
    #expect(Hex.encode(HMACSHA256(key: key).code(of: message)) == code)
  }

  @Test func anEmptyKeyAndAnEmptyMessageHaveACode() {
    let code = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
    #expect(Hex.encode(HMACSHA256(key: []).code(of: [])) == code)
    #expect(Hex.encode(HMACSHA256(key: "").code()) == code)
  }

  @Test func partsCountAsIfTheyWereJoined() {
    let hmac = HMACSHA256(key: "key")
    #expect(hmac.code(of: [1, 2], [], [3]) == hmac.code(of: [1, 2, 3]))
  }

  @Test func aKeyServesManyMessagesFromManyTasks() async {
    let hmac = HMACSHA256(key: "key")
    let expected = (0..<64).map { HMACSHA256(key: "key").code(of: [UInt8($0)]) }
    let codes = await withTaskGroup(of: (Int, [UInt8]).self) { group in
      for index in 0..<64 { group.addTask { (index, hmac.code(of: [UInt8(index)])) } }
      return await group.reduce(into: [Int: [UInt8]]()) { $0[$1.0] = $1.1 }
    }
    #expect((0..<64).map { codes[$0] } == expected)
  }
}
