import Signing
import Testing

@Suite struct Ed25519Tests {
  /// RFC 8032, 7.1: public key, message, signature.
  private static let vectors = [
    (
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    (
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    ),
  ]

  @Test(arguments: vectors)
  func acceptsTheSignaturesOfTheRFC(key: String, message: String, signature: String) throws {
    let bytes = try [key, message, signature].map { try #require(Hex.decode($0)) }
    #expect(Ed25519.verify(bytes[2], of: bytes[1], by: bytes[0]))
  }

  @Test func refusesWhatWasChangedAnywhere() throws {
    let (key, message, signature) = (
      try #require(Hex.decode(Self.vectors[2].0)), try #require(Hex.decode(Self.vectors[2].1)),
      try #require(Hex.decode(Self.vectors[2].2))
    )
    for place in signature.indices {
      var forged = signature
      forged[place] ^= 1
      #expect(!Ed25519.verify(forged, of: message, by: key))
    }
    #expect(!Ed25519.verify(signature, of: message + [0], by: key))
    #expect(!Ed25519.verify(signature, of: [], by: key))
    #expect(!Ed25519.verify(signature.dropLast(), of: message, by: key))
    #expect(!Ed25519.verify(signature + [0], of: message, by: key))
    #expect(!Ed25519.verify(signature, of: message, by: key.dropLast()))
    #expect(!Ed25519.verify(signature, of: message, by: []))
    #expect(!Ed25519.verify([], of: message, by: key))
  }

  @Test func aWebhookIsVerifiedWithItsTimestamp() throws {
    // Made with PyNaCl from the seed 00 01 … 1f.
    let key = try #require(Hex.decode("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"))
    let body = Array("{\"text\":\"héllo ✅ 日本\"}".utf8)
    let signature =
      "5bc4ec38e2bc82599429ce0e1387443a06fd6124c7c77af6da27c7836e2b86ba3487d3eeb46bf4d392a16c8b4b3a457a382289ceb8a67fee9c35d022a0142808"
    func verify(_ signature: String, _ timestamp: String, _ now: Int) -> Bool {
      Ed25519.verifyWebhook(signature, timestamp: timestamp, body: body, publicKey: key, now: now)
    }
    #expect(verify(signature, "1700000000", 1_700_000_300))
    #expect(!verify(signature, "1700000000", 1_700_000_301))
    #expect(!verify(signature, "1700000001", 1_700_000_000))
    #expect(!verify("zz" + signature.dropFirst(2), "1700000000", 1_700_000_000))
    #expect(!verify(signature, "", 1_700_000_000))
  }
}
