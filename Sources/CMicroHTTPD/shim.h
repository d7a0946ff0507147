#if !__has_include(<microhttpd.h>)
#error "libmicrohttpd headers not found. Debian/Ubuntu: apt-get install libmicrohttpd-dev"
#else
#include <microhttpd.h>
#endif
