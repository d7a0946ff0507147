#if !__has_include(<sqlite3.h>)
#error "SQLite headers not found. Debian/Ubuntu: apt-get install libsqlite3-dev"
#else
#include <sqlite3.h>

// Macros and variadic functions that Swift cannot call.

static inline int botrun_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
  return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}

// SQL that could damage the file itself, such as writing to the schema table, is refused.
static inline int botrun_sqlite_defensive(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

// Where SQLite's own passing files lie. To be called once, before the first connection is opened.
static inline void botrun_sqlite_temporary_folder(const char *folder) {
  sqlite3_temp_directory = sqlite3_mprintf("%s", folder);
}
#endif
