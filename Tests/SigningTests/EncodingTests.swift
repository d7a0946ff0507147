import Signing
import Testing

@Suite struct EncodingTests {
  @Test func hexIsWrittenInLowerCaseAndReadInEither() {
    #expect(Hex.encode([0, 1, 0xab, 0xff]) == "0001abff")
    #expect(Hex.decode("0001aBFf") == [0, 1, 0xab, 0xff])
    #expect(Hex.decode("") == [])
  }

  @Test(arguments: ["0", "0g", " 00", "00 ", "0x00", "é0", "-1"])
  func whatIsNoHexIsNotRead(text: String) { #expect(Hex.decode(text) == nil) }

  /// RFC 4648, 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func base64GivesTheVectorsOfTheRFC(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
  }

  @Test(arguments: ["Zg", "Zg=", "Z===", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zm-_", "=Zm9", "Zg==Zg=="])
  func whatIsNoBase64IsNotRead(text: String) { #expect(Base64.decode(text) == nil) }

  @Test func everyByteAtEveryPlaceComesBack() {
    for length in 0...5 {
      for byte in UInt8.min...UInt8.max {
        let bytes = [UInt8](repeating: byte, count: length)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
      }
    }
  }

  @Test func comparisonTellsEqualFromDifferent() {
    #expect(ConstantTime.equal([], []))
    #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
    #expect(!ConstantTime.equal([0], []))
  }

  @Test func anEmptyTokenLetsNobodyIn() {
    #expect(ConstantTime.equalToken("tok_123", "tok_123"))
    #expect(!ConstantTime.equalToken("tok_123", "tok_124"))
    #expect(!ConstantTime.equalToken("", ""))
  }
}
