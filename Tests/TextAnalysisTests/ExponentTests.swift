import Testing

@testable import TextAnalysis

@Suite struct ExponentTests {
  @Test func halvesAreExact() {
    #expect([0, 1, 2, 10].map(Exponent.half) == [1, 0.5, 0.25, 1 / 1024])
    #expect(abs(Exponent.half(0.5) * Exponent.half(0.5) - 0.5) < 1e-15)
    #expect(Exponent.half(5000) == 0)
    #expect(Exponent.half(1074) == 0)
  }

  @Test func logarithmsUndoThem() {
    #expect(Exponent.logarithm(1) == 0)
    #expect(abs(Exponent.logarithm(2.718_281_828_459_045) - 1) < 1e-15)
    for exponent in stride(from: 0.0, to: 300, by: 0.37) {
      #expect(abs(Exponent.logarithm(Exponent.half(exponent)) + exponent * 0.693_147_180_559_945_3) < 1e-12)
    }
    #expect(abs(Exponent.logarithm(1e9) - 20.723_265_836_946_41) < 1e-13)
  }
}
