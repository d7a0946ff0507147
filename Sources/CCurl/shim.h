#if !__has_include(<curl/curl.h>)
#error "libcurl headers not found. Debian/Ubuntu: apt-get install libcurl4-openssl-dev"
#else
#include <curl/curl.h>
#endif
