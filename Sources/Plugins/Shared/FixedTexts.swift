public import BotCore

/// A plugin that says what stands in a file of its settings, so that all of it can be looked at beforehand.
public protocol FixedTexts: Plugin {
  /// What it says, each with what brings it about.
  var fixedTexts: [(occasion: String, text: Text)] { get }
}

/// A plugin that leaves out what still has to be filled in.
public protocol GapKeeper: Plugin {
  /// How much it leaves out: answers, notices, events.
  var heldBack: Int { get }
}
