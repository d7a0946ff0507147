/// Letters that look like others (the idea of UTS #39, section 4; the pairs are our own reading of the glyphs): what the
/// eye reads as "a", whatever alphabet it was taken from.
enum Confusables {
  /// Pairs of a look-alike and the Latin letter, small letters only since a text is folded first.
  private static let pairs: [(alike: String, latin: Character)] = [
    ("аɑαａ⍺ạ", "a"), ("ЬьƄвᏴβ", "b"), ("сϲⅽᴄс", "c"), ("ԁɗժđ", "d"), ("еҽєɛεё", "e"), ("ғƒſ", "f"), ("ɡցǥԍ", "g"),
    ("һհнℎћ", "h"), ("іıιɩɪӏǐї", "i"), ("јϳ", "j"), ("кκⲕ", "k"), ("ⅼℓǀӏ", "l"), ("мⅿᴍ", "m"), ("ոпηռ", "n"),
    ("оοσօѳөо٥", "o"), ("рρⲣ", "p"), ("ԛգզ", "q"), ("гᴦⲅг", "r"), ("ѕꜱ", "s"), ("тτᴛ", "t"), ("υսцᴜʋ", "u"),
    ("ѵνᴠ", "v"), ("ѡԝшωɯ", "w"), ("хχⅹ", "x"), ("уүγყʏ", "y"), ("ᴢʐ", "z"), ("ʙ", "b"), ("ᴀ", "a"), ("ᴅ", "d"),
    ("ᴇ", "e"), ("ɢ", "g"), ("ʜ", "h"), ("ᴊ", "j"), ("ᴋ", "k"), ("ʟ", "l"), ("ɴ", "n"), ("ᴏ", "o"), ("ᴘ", "p"),
    ("ʀ", "r"), ("ᴡ", "w"), ("ø", "o"), ("ł", "l"),
  ]

  private static let table: [UInt32: UInt8] = {
    var table: [UInt32: UInt8] = [:]
    for pair in pairs {
      for scalar in pair.alike.unicodeScalars { table[scalar.value] = pair.latin.asciiValue }
    }
    return table
  }()

  /// The Latin letter that a code point beyond ASCII looks like. Enclosed letters ("🅰", "🇦") are read as letters too.
  static func latin(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0x1F130...0x1F149: UInt8(scalar - 0x1F130) + 0x61
    case 0x1F150...0x1F169: UInt8(scalar - 0x1F150) + 0x61
    case 0x1F170...0x1F189: UInt8(scalar - 0x1F170) + 0x61
    case 0x1F1E6...0x1F1FF: UInt8(scalar - 0x1F1E6) + 0x61
    default: table[scalar]
    }
  }

  /// The letter that a digit or mark stands for in "leet": for flags only, since "3 apples" are no "e apples".
  static func leet(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0"): UInt8(ascii: "o")
    case UInt8(ascii: "1"), UInt8(ascii: "!"), UInt8(ascii: "|"): UInt8(ascii: "i")
    case UInt8(ascii: "3"): UInt8(ascii: "e")
    case UInt8(ascii: "4"), UInt8(ascii: "@"): UInt8(ascii: "a")
    case UInt8(ascii: "5"), UInt8(ascii: "$"): UInt8(ascii: "s")
    case UInt8(ascii: "7"), UInt8(ascii: "+"): UInt8(ascii: "t")
    case UInt8(ascii: "8"): UInt8(ascii: "b")
    case UInt8(ascii: "9"): UInt8(ascii: "g")
    default: nil
    }
  }
}
