/// Powers and logarithms of this module's own, so that it needs no C library and gives the same bits everywhere.
enum Exponent {
  /// 2^(−x) for x >= 0, to 1e-15 relative.
  static func half(_ x: Double) -> Double {
    guard x < 1000 else { return 0 }
    let whole = x.rounded()
    let rest = (whole - x) * 0.693_147_180_559_945_3
    // Taylor's series; |rest| <= 0.35.
    var (term, sum) = (1.0, 1.0)
    for index in 1...16 {
      term *= rest / Double(index)
      sum += term
    }
    return sum * Double(sign: .plus, exponent: -Int(whole), significand: 1)
  }

  /// The logistic function, 1/(1 + e^(−x)).
  static func logistic(_ x: Double) -> Double {
    let power = half(abs(x / 0.693_147_180_559_945_3))
    return x < 0 ? power / (1 + power) : 1 / (1 + power)
  }

  /// Natural logarithm of a positive, finite number, to 1e-15 relative to its size or absolute near 1.
  static func logarithm(_ x: Double) -> Double {
    var (exponent, significand) = (Double(x.exponent), x.significand)
    if significand > 1.414_213_562_373_095_1 {
      significand /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m − 1)/(m + 1)); the fraction is at most 0.172.
    let fraction = (significand - 1) / (significand + 1)
    let square = fraction * fraction
    var sum = 0.0
    for index in stride(from: 21, through: 1, by: -2) { sum = sum * square + 1 / Double(index) }
    return exponent * 0.693_147_180_559_945_3 + 2 * fraction * sum
  }
}
