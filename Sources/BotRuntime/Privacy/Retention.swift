import BotCore

/// How long each class of data is kept once nothing will happen with it any more.
public struct Retention: Sendable, Hashable {
  /// Handled events, with what members wrote and what the plugins said of it, and turns that were given up.
  public var events: Duration
  /// What was sent, refused or given up.
  public var deliveries: Duration
  /// Resolved flags.
  public var flags: Duration
  /// Figures for the reports; they name nobody.
  public var measures: Duration
  /// What plugins remember of a member without a time of their own, counted from the last time that it changed. `nil`: until
  /// the member is erased.
  public var members: Duration?

  public init(_ all: Duration) {
    (events, deliveries, flags, measures) = (all, all, all, all)
  }

  /// What the settings of the store say.
  public init(_ settings: StoreSettings) {
    self.init(settings.keep)
    events = settings.keepEvents ?? settings.keep
    deliveries = settings.keepDeliveries ?? settings.keep
    flags = settings.keepFlags ?? settings.keep
    measures = settings.keepFigures
    members = settings.keepMembers
  }
}
