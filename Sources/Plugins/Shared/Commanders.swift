public import BotCore

extension FAQ: Commander {
  public var help: [CommandUse] {
    [
      CommandUse(
        "!faq and a question", "what the list of questions and answers says of it; !faq list shows the questions",
        for: .everybody),
      CommandUse("!faq add and a question = its answer", "writes an answer; !faq remove takes it back"),
    ]
  }
}

extension Gate: Commander {
  public var help: [CommandUse] {
    [
      CommandUse("!\(settings.command)", "says that you accept the rules", for: .everybody),
      CommandUse("!gate", "which newcomers have not come through yet"),
      CommandUse("!pass or !refuse and a name", "lets them in, or not"),
    ]
  }
}

extension Invitations: Commander {
  public var help: [CommandUse] {
    [
      CommandUse("!\(settings.command)", "gives you a code with which you may invite somebody", for: .everybody),
      CommandUse("!invited", "whom you invited", for: .everybody),
      CommandUse("!\(settings.command) waiting", "whose request to join waits for your word"),
    ]
  }
}

extension Listen: Commander {
  public var help: [CommandUse] {
    [CommandUse("!crisis on, status or off", "gathers what happens in a crisis, and holds the scheduled posts")]
  }
}

extension ScheduledPosts: Commander {
  public var help: [CommandUse] {
    triggers.contains(.command)
      ? [CommandUse("!approve or !reject and the name of a post", "says whether it may be posted")] : []
  }
}

extension Seed: Commander {
  public var help: [CommandUse] {
    [CommandUse("!seed list", "the messages whose spread is followed; !seed plant posts one")]
  }
}

extension Topics: Commander {
  public var help: [CommandUse] { [CommandUse("!topics", "what people have talked about")] }
}
