public import BotCore

/// A plugin that says what stands in a file of its settings, so that all of it can be looked at beforehand.
public protocol FixedTexts: Plugin {
  /// What it says, each with what brings it about.
  var fixedTexts: [(occasion: String, text: Text)] { get }
}
