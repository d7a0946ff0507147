extension Listen {
  /// Whether it measures how messages sound, for the reports.
  public var measuresMood: Bool { settings.mood }
}
