#if !__has_include(<sqlite3.h>)
#error "SQLite headers not found. Debian/Ubuntu: apt-get install libsqlite3-dev"
#else
#include <sqlite3.h>
#endif
