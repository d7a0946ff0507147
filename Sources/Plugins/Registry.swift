public import BotCore

/// The plugins that botrun brings along, by name.
public let builtInPlugins: [PluginKind] = [
  PluginKind(FAQ.self),
  PluginKind(Gate.self),
  PluginKind(Invitations.self),
  PluginKind(Listen.self),
  PluginKind(ScheduledPosts.self),
  PluginKind(Seed.self),
  PluginKind(NewcomerSequence.self),
  PluginKind(Topics.self),
  PluginKind(Unanswered.self),
  PluginKind(Welcome.self),
]
