import BotCore

/// The steps that bring a store to the form this version works with. Forward only, each in a transaction of its own:
/// a store is always of exactly one version. A step that was released is never changed; a new one is added.
enum Migrations {
  /// Marks the file as ours: "botr".
  static let applicationID: Int64 = 0x626F_7472
  static let all = [version1, version2, facts, suggestions, privacy, wordsInUse, deliveryMembers, reasons, openFlags]

  /// Creates what is missing or refuses the file.
  /// - Throws: `StoreError` for another program's file, and for a store that a newer version wrote.
  static func apply(_ steps: [String] = all, to db: SQLiteConnection) throws {
    let version = try check(db, knows: steps.count)
    for (index, step) in steps.enumerated().dropFirst(version) {
      do {
        try db.execute("BEGIN IMMEDIATE")
        try db.execute(step)
        try db.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(index + 1); COMMIT")
        FaultPoint.storeMigrated.pass()
      } catch {
        if db.isInTransaction { try? db.execute("ROLLBACK") }
        throw error
      }
    }
  }

  /// The store's version; 0 is an empty file.
  static func check(_ db: SQLiteConnection, knows newest: Int) throws -> Int {
    let application = try db.first("PRAGMA application_id", read: { $0.int(0) }) ?? 0
    let version = try db.first("PRAGMA user_version", read: { $0.count(0) }) ?? 0
    let tables = try db.first("SELECT count(*) FROM sqlite_schema", read: { $0.count(0) }) ?? 0
    let isEmpty = application == 0 && version == 0 && tables == 0
    guard isEmpty || application == applicationID else {
      throw StoreError(
        db.path, "the file belongs to another program", "name another file in the configuration, at store.path")
    }
    guard version <= newest else {
      throw StoreError(
        db.path, "a newer botrun wrote it (its form is \(version), this botrun knows up to \(newest))",
        "start the newer botrun, or restore a backup from before the upgrade")
    }
    return version
  }

  // `events` and `deliveries` are mostly done and sent: partial indexes hold only the rows that are looked for.
  // `seen` is ordered by its text, not a hash of it: keys of one channel grow with time, so new rows go to few pages.
  private static let version1 = """
    CREATE TABLE events (
      sequence INTEGER PRIMARY KEY, community TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL,
      at INTEGER NOT NULL, received INTEGER NOT NULL, depth INTEGER NOT NULL, kind TEXT NOT NULL,
      state TEXT NOT NULL, attempts INTEGER NOT NULL, note TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_open ON events (state) WHERE state <> 'done';
    CREATE TABLE seen (
      community TEXT NOT NULL, token TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (community, token)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE turns (
      instance TEXT NOT NULL, event TEXT NOT NULL, at INTEGER NOT NULL, attempts INTEGER NOT NULL, due INTEGER,
      note TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (instance, event)
    ) STRICT;
    CREATE INDEX turns_due ON turns (due);

    CREATE TABLE records (
      instance TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, member TEXT, expires INTEGER,
      PRIMARY KEY (instance, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX records_expires ON records (expires) WHERE expires IS NOT NULL;

    CREATE TABLE deliveries (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, community TEXT NOT NULL, instance TEXT NOT NULL,
      event TEXT NOT NULL, depth INTEGER NOT NULL, lane INTEGER NOT NULL, ordering TEXT NOT NULL,
      action TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL,
      created INTEGER NOT NULL, first_try INTEGER, updated INTEGER NOT NULL, remote TEXT, note TEXT NOT NULL,
      config TEXT NOT NULL
    ) STRICT;
    CREATE INDEX deliveries_unsent ON deliveries (id) WHERE state <> 'sent';
    CREATE TABLE posted (
      instance TEXT NOT NULL, name TEXT NOT NULL, message TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT,
      PRIMARY KEY (instance, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE timers (
      instance TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (instance, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX timers_at ON timers (at);
    CREATE TABLE cursors (community TEXT PRIMARY KEY, cursor TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE flags (
      id INTEGER PRIMARY KEY, community TEXT NOT NULL, instance TEXT NOT NULL, flag TEXT NOT NULL, state TEXT NOT NULL,
      created INTEGER NOT NULL, updated INTEGER NOT NULL, person TEXT NOT NULL
    ) STRICT;
    CREATE INDEX flags_resolved ON flags (updated) WHERE state = 'resolved';

    CREATE TABLE counters (
      window INTEGER NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (window, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE pauses (name TEXT PRIMARY KEY, until INTEGER NOT NULL, note TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE measures (
      id INTEGER PRIMARY KEY, instance TEXT NOT NULL, name TEXT NOT NULL, value REAL, at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """

  // Actions that wait for a person's yes; the action itself is a delivery that is held. What is settled is kept for its
  // announcement, and forgotten with other old rows.
  private static let suggestions = """
    CREATE TABLE suggestions (
      delivery INTEGER PRIMARY KEY, community TEXT NOT NULL, told TEXT NOT NULL, why TEXT NOT NULL,
      expires INTEGER NOT NULL, state TEXT NOT NULL, person TEXT NOT NULL
    ) STRICT;
    CREATE INDEX suggestions_open ON suggestions (community, expires) WHERE state = 'open';
    CREATE INDEX suggestions_told ON suggestions (told);
    """

  // Flags that are known by a name, and posts that are found by the message that people react to.
  private static let version2 = """
    ALTER TABLE flags ADD COLUMN name TEXT;
    ALTER TABLE flags ADD COLUMN until INTEGER;
    CREATE INDEX flags_named ON flags (instance, name) WHERE name IS NOT NULL AND state <> 'resolved';
    CREATE INDEX posted_message ON posted (message);
    ALTER TABLE posted ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
    UPDATE posted SET at = unixepoch() * 1000;
    CREATE INDEX posted_at ON posted (at);
    """

  // What reports are made of.
  private static let facts = """
    CREATE TABLE fact_words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE facts (
      id INTEGER PRIMARY KEY, community INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL, member INTEGER,
      place INTEGER NOT NULL, message INTEGER, root INTEGER, value INTEGER NOT NULL, traits INTEGER NOT NULL
    ) STRICT;
    """

  // Who was erased and who opted out, as hashes; and since when a member's record is as it is: the next look of `prune`
  // writes it, because a record that is written anew loses it.
  private static let privacy = """
    CREATE TABLE erased (
      community TEXT NOT NULL, member TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (community, member)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE optouts (
      community TEXT NOT NULL, member TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (community, member)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE records ADD COLUMN same_since INTEGER;
    CREATE INDEX records_same ON records (same_since) WHERE member IS NOT NULL AND expires IS NULL;
    """

  // The time of the newest fact that a word stands in, to the day: with the last of its facts it may go.
  private static let wordsInUse = """
    ALTER TABLE fact_words ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
    UPDATE fact_words SET used = unixepoch() * 1000;
    """

  // Whom a delivery is for: what a timer brought about names nobody who came before it.
  private static let deliveryMembers = """
    ALTER TABLE deliveries ADD COLUMN members TEXT NOT NULL DEFAULT '[]';
    """

  // Why plugins did what they did. Only people who ask read it, so no index slows the writing.
  private static let reasons = """
    CREATE TABLE reasons (
      id INTEGER PRIMARY KEY, community TEXT NOT NULL, instance TEXT NOT NULL, event TEXT NOT NULL, member TEXT,
      at INTEGER NOT NULL, reason TEXT NOT NULL
    ) STRICT;
    """

  // The flags that are not resolved, in the order in which they are told: tens are 0 for what nobody takes care of yet, 1 for
  // what somebody does, 2 for what was put off; ones 0 for danger to somebody, 1 for urgent, 2 for a warning, 3 for a notice.
  private static let openFlags = """
    ALTER TABLE flags ADD COLUMN gravity INTEGER NOT NULL DEFAULT 3;
    UPDATE flags SET gravity =
      CASE state WHEN 'open' THEN 0 WHEN 'acknowledged' THEN 10 ELSE 20 END
      + CASE WHEN json_extract(flag, '$.danger') THEN 0 ELSE
        CASE json_extract(flag, '$.severity') WHEN 'urgent' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END END
      WHERE json_valid(flag);
    CREATE INDEX flags_open ON flags (community, gravity, created) WHERE state <> 'resolved';
    """
}
