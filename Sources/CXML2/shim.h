#if !__has_include(<libxml/parser.h>)
#error "libxml2 headers not found. Debian/Ubuntu: apt-get install libxml2-dev"
#else
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#endif
