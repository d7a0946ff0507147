import Signing
import Testing

@Suite struct RS256Tests {
  /// Made with `openssl dgst -sha256 -sign`.
  private let signature =
    "4e9e3085f351e2a3299fde17a67765316886f6a9a735833383ef4d3af7d6d3db04e242416cae554422781082de8d72887009"
    + "78070861cbbca15fe5023fff8257d5d987422c1e4805508c1ba67eda6d5cf22e3c30d4df59d1dca7421b443969d34bfe8a72"
    + "debff619471851dcf6c989b4bdaa91cf79a271b0bcce5683055f8d6b2f5f75a628cfe082157b913d863d96928c4cbd915c38"
    + "212a1fe2298d3488aa6880ad5e3e8ab573aaf3f85fdd51555752732b14579b73258eee69362f5c0a07416f4d11162fdbcfc9"
    + "9fc1e255e14d30d583e9751150418cc8957269c8576084a1e2fb4bf3edbcf29d161c31d08554716c4b05ddfd533e52e1c683"
    + "29f37a03fa81"
  private let message = Array("signed by a test".utf8)

  @Test func signsAsOpenSSLDoes() throws {
    let key = try #require(RS256(pem: TestKey.rsa))
    #expect(try Hex.encode(#require(key.sign(message))) == signature)
  }

  @Test func knowsItsOwnSignatures() throws {
    let key = try #require(RS256(pem: TestKey.rsa))
    let signature = try #require(Hex.decode(signature))
    #expect(key.verify(signature, of: message))
    #expect(!key.verify(signature, of: message + [0]))
    #expect(!key.verify(signature.dropLast(), of: message))
    #expect(!key.verify([], of: message))
  }

  @Test func aTokenHasThreePartsAndTheLastSignsTheOthers() throws {
    let key = try #require(RS256(pem: TestKey.rsa))
    let token = try #require(key.token(claims: Array(#"{"iss":"12","iat":1,"exp":2}"#.utf8)))
    let parts = token.split(separator: ".").map { String($0) }
    #expect(parts.count == 3)
    #expect(parts[0] == "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9")
    #expect(parts[1] == "eyJpc3MiOiIxMiIsImlhdCI6MSwiZXhwIjoyfQ")
    let signature = try #require(key.sign(Array((parts[0] + "." + parts[1]).utf8)))
    #expect(parts[2] == Base64.encodeURL(signature))
    #expect(token.utf8.allSatisfy { !"+/=".utf8.contains($0) })
  }

  @Test(arguments: ["", "x", TestKey.ed25519, TestKey.encrypted, String(TestKey.rsa.dropFirst(40))])
  func anythingElseIsNoKey(pem: String) { #expect(RS256(pem: pem) == nil) }
}

/// Keys made for these tests; they open nothing.
private enum TestKey {
  static let rsa = """
    -----BEGIN RSA PRIVATE KEY-----
    MIIEpAIBAAKCAQEAsRzzrp7rwl05O6yMMhOo8mof8QSwiCh+WZF2bPYltnhLzzjv
    3EVZWuMD8gEIzjdelHhz2hnI/MDSukkuuWXqVm146J94ZCSUPI/wDajzs5YbXRAj
    CbYwLGYSUeT/ME4qSW4Hp/6X/wOFoS5ufDU2IkosoiCt3zAj6bVUgNRNqZukkd5C
    qXQyHOQTdW4ma7tkaxq5eXOUi+PfNHeHHc0esqbNIIrVFf6Ly1TTh3MDoprK8pYk
    kaFa1LYbxpKekOLB+s5JyDcWr4ToRmz/jyfKfcEiUvtPF9fkFPZWGvSuBAFM3Ua5
    YjLXfdd3FAJf5FyMx4pwH5wzN2lEvos4gyPAKwIDAQABAoIBADkie1PCDZDiTOO8
    um8vG2m0JYC1QBN0aKoRPFBTKYBPFzmOhwYaUwR4Rl4LymDnyLmBj/H0Lnum4nPY
    xttlDq752q7EPuyjRjSxREHL1m4BBuvDGGJ6JNk1xkQn6NCW7ppIhezCOxs3ciS4
    W0jzS3bNUc+tVhmxKGyso8l5c2I6edpCbwgwTn8dFTxxKnRgI6H9PeKpb2auinPO
    WjOP5uTk6U3fY3ed7pQX9HqE/b9upNRvjueRSj16kLotDpOyNXKDW5HAad9svHxc
    XlLnFNQqUjb0KvWSf72Jf4X9Wb2tsfS15I0KrObm0t6KpSyg+asVWoBjo0q7tzGp
    8fsWnkUCgYEA+IO5BncxHFHTJJyIdmzIQgKUZdQWLJorAaK/mtEOWnhvmcavam1h
    Af9n2XjbeE75oJj3h8TwmlqZdzjxsX4E4qozPZOG9vcTuj9JEIEZ0AZYDHDQiewv
    bZCv/mDtleoDt2WAGqNDMEUCAb28QChuZlGWwcFN+CizCjgjLyJTiB8CgYEAtnKo
    aDwgbu19oVaFpBxLY9GmRw3LSAL9d34/7hGXjvgMieCuX58QDLSXah52BguL8o6z
    QpSvOn0qagWi5x5+ao7tKDNCZEVVbvFEdku21YBHR2fNWeg5Y/KBT+2/DK63/hJV
    46b52X25fuLxUqSA+p6sffEnh0vsElfYlkPANnUCgYEA2P/cLoMhhQMGBbARkKcI
    bmtmPUxmWGf+KZ19BaiKigEkIfjV7263CFGG0uSvb2w2mT841XroRT/bRbmZgkzx
    4yKPP7N0ZG328eiU2i6A5Z7Ef4h68BQmjduLceodS4xd1mRw6dGpt5pqWC7fFH65
    d+rCY0lx1cFkJQZD4sJsgi0CgYAR9AxwXWJPqB0RsELsWEBu7SVwnoHfbzPj+09t
    LNv+HJiXRL3D+RIKPgccUS0KAT7fOn2XUqw/lCuFTVKvbYfBEplxuEGTPmNezG0R
    Ovgd4EajVyqU604icK2a4OlI5TSD0ugSw86YQU/slYZrvHZYsx6EMiPSo3zyfSR5
    /ObANQKBgQDKjdsSIFa9EsHwJyeOJEdk8Q+k71NqlVRWpDcwQlILh8xA5lDd/epH
    aHC1HGOL9IewaNQrPzTqTzcpSr4hJA5mxYIXiGw3+gXf32RRdD6qIZdkL4hG45Wi
    XsK8seA5K3M9C9a2jF/xvR8eFuWp/uAwnGL1fE8es6UNg9Dw1N6aPA==
    -----END RSA PRIVATE KEY-----
    """

  static let ed25519 = """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIEHRotgPeHQo4jZLqAtjS8iBcOL8FxkMWkdNRHnKLf9S
    -----END PRIVATE KEY-----
    """

  /// The same key under the passphrase `x`.
  static let encrypted = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIk8XZPOXRxFoCAggA
    MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAECBBBROY04LLU8Z85ZTEG2o9//BIIE
    0BTEaAAb2ZT8+5uXTTmJT/Tm6fdW3oAZxf62kWQ9TI6vx4YaD+4FvJ1Zw5XdXnIH
    L2Z5E24hAPpegzJnwrk8fKbvI+6PwMe7OLLUjx6cxfTEss3Ugvyjz7pym+HzwNCg
    o1mDsiNEGiJM0sdH2WtbEmc+SeLlZyX85qPP4KsqboOGjBJJoQfEtNGB+RWJu42O
    gnCSu2W6DhN9McWWMbLhNh7fuKLR3N6mIWgN7E2vkPLjKeo2MPX8xIcc6xFENHmv
    /Ovg98378dTn9xS3xQnjTTRpBir/yQ7W+POkvDk98MSXVq3bqva+InS4MHuq6qWO
    A8ly+0fmJRey5bHnjj7tiOHVowbtlaaeCZRJnUivA9yCEhjaoRUS+ce40ONIwJLx
    wiHAsmlqBVXR+O/x1mnDj0ADUnam+cPScHOfcRZPN04nJl0KSCd5dzdX/mjHO6zx
    VJw6a749BhM93hkWC/shSyAE+VidIBEQPw/4s1Ey/X1cVoNaWDAHhLKnv/pSd2a1
    msxsBoJlN7hMnmOI9WarMxhR/MahJPr5CYrReAc1s3tmp0K3CWcLfM57zI8pKAo4
    LBGJKvejODuMPqHVb8cWXry3sQeux57AZvKslMLWyFA/4oKnXXtbC309ReyA4X3v
    ggrwk2gMm+nP6QiKny+O+8iY7BEphxnpatucgZ60MpGMTX/BzBl7H53xU1Wcz2Ww
    I2zqqTuxogMYlsKk8kxOEyKOxzttWdO7mYj0rq5bxDDVqTWHcJxf3gAvlcclCNJq
    TOXbJc3mKoRD9NV87ytAd1cVk8hGlnkj3Hz6/SgAXTiL7IQg2FG/XyqZnTCninNn
    zz49CtUMD6v0fyqTbH2UEb8WfhyGEID86DR67H3J0BpdYhhA3pkUvB+MKQyxmm7s
    6/nhO8ARoBUZCoCSRiCyKULTbwD2mrQaLV4yJxy99P19QuVLX6t2YHb9Pk4mcZw9
    LH86j5PBNNugR8rAM61CXfrMAtzi7Na4vT32vsZ+dshcHt37B2SeL+K3tt5hja7K
    0sNLfmHaaGIZEJM5w8DhImAynoQtCEM6tq00nhb4IJ6n65Yj4fC481VRfNUvbFZt
    SkF+0bnqPLk3gH8DReYBRDO/YTf9ghlfhciB5jv6kURfaP+HuyJYBf5NgvCENXJ5
    ZW/XiklmnoHhjNqvGDfEwzNeMu8q5XjB/uMaaR/FsllklO3wvbemhOI6/NZatf2m
    sEQAG8RlGbTuXR1wzVHnEgsVVZ7K/3s85ig+tm+FzG7Q17lTbiI0AdKh0xyjWbA8
    qfxxvDAiKPKL2P7wXNe28l/uutmEehbjcihnXKpH32fELPCiuD/05hL0YQjWYMP3
    LiZlR1vZiG5XMbqix4UYQxUB1uNEu0pDmD6GQ5mgL6vc89HK+olIw5NeOy5BPebb
    8A3+MxbgOmuVxKuGslPAgGBB5uhmFrPhMXH3yfQIJQ3VCq4evMeeqyiwV1q7wvo4
    lDo3BE/4wy615jauRUYkwRQrAtVvuw9IJBc0v/3uVFX+vY1CI6MeVXsMGMv/ds53
    r16MXQTyTEAsCEwomyFENjMKbdpK3Ooiyqze7Ma7SUmolmQkHXZl00dYGJz4TUFB
    x/lXQNErwxv7+7gCnHtOXr4931AQ8ih7obEB3syLhGDx
    -----END ENCRYPTED PRIVATE KEY-----
    """
}
