public import BotCore

/// The plugins that botrun brings along, by name.
public let builtInPlugins: [PluginKind] = [
  PluginKind(FAQ.self),
  PluginKind(FeedPosts.self),
  PluginKind(Gate.self),
  PluginKind(Invitations.self),
  PluginKind(Listen.self),
  PluginKind(Noticeboard.self),
  PluginKind(Reminders.self),
  PluginKind(WeeklyReport.self),
  PluginKind(ScheduledPosts.self),
  PluginKind(Seed.self),
  PluginKind(NewcomerSequence.self),
  PluginKind(Topics.self),
  PluginKind(Unanswered.self),
  PluginKind(Welcome.self),
]
