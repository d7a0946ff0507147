#if !__has_include(<openssl/evp.h>)
#error "OpenSSL headers not found. Debian/Ubuntu: apt-get install libssl-dev"
#else
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#endif
