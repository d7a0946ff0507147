public struct ConnectorAbout: Sendable {
  /// As the configuration writes it: `slack`.
  public let name: String
  public let summary: String
  public var receives: Set<Reception>
  public var capabilities: Set<Capability>
  public var text: TextLimits
  public let idempotency: Idempotency
  /// Actions whose repetition is not harmless here, though it is elsewhere, such as a reaction that a second request
  /// takes away: in doubt a person settles them.
  public var onceOnly: Set<Capability> = []
  /// Requests are taken without proof of who sends them: the bot must then listen on this machine alone.
  public var trustsCallers = false
  /// The bot only prepares: a person does what the connector is given, and it performs nothing itself.
  public var isByHand = false
  /// The channels that there are, without `#`, where the settings tell them all.
  public var channels: [String]?
  /// Where a person opens the community, as far as the settings tell.
  public var link: String?
  /// How long the platform counts what the connector makes of a text, in the unit of `text`.
  public let length: @Sendable (Text) -> Int
  /// What the connector makes of a text, as it is handed to the platform: for a look beforehand.
  public let render: @Sendable (Text) -> String

  /// - Parameters:
  ///   - length: `nil` counts the text without its markup.
  ///   - render: `nil` sends the text without markup.
  public init(
    name: String, summary: String, receives: Set<Reception>, capabilities: Set<Capability>, text: TextLimits,
    idempotency: Idempotency, length: (@Sendable (Text) -> Int)? = nil, render: (@Sendable (Text) -> String)? = nil
  ) {
    self.name = name
    self.summary = summary
    self.receives = receives
    self.capabilities = capabilities
    self.text = text
    self.idempotency = idempotency
    self.length = length ?? { text.length($0.plain) }
    self.render = render ?? { $0.plain }
  }
}

/// How news reaches the bot.
public enum Reception: String, Sendable, Hashable, CaseIterable {
  /// The platform calls the bot's address.
  case webhook
  /// The bot asks and the platform answers when there is news.
  case longPoll
  /// The bot asks from time to time.
  case poll
}

/// How long a message may be, counted as the platform counts.
public struct TextLimits: Sendable, Hashable {
  public enum Unit: String, Sendable, Hashable { case scalars, utf16, graphemes, bytes }

  public let max: Int
  public let unit: Unit

  public init(max: Int, unit: Unit) {
    self.max = max
    self.unit = unit
  }

  public func length(_ text: String) -> Int {
    switch unit {
    case .scalars: text.unicodeScalars.count
    case .utf16: text.utf16.count
    case .graphemes: text.count
    case .bytes: text.utf8.count
    }
  }
}

/// What a platform offers against doing a thing twice.
public enum Idempotency: Sendable, Hashable {
  /// It takes a key and answers a repeated one with the first result, for this long.
  case key(validFor: Duration)
  /// Own posts can be searched.
  case lookup
  /// Neither: an unknown outcome is for a person to settle.
  case none
}
