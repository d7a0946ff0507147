#if !__has_include(<openssl/evp.h>)
#error "OpenSSL headers not found. Debian/Ubuntu: apt-get install libssl-dev"
#else
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

// A context that holds the key of an HMAC with SHA-256, to be copied for each message; NULL when out of memory.
// A key of no bytes is passed as one that is not NULL: OpenSSL takes NULL for "the key that was set before".
static inline EVP_MAC_CTX *cc_hmac_sha256_new(const unsigned char *key, size_t count) {
  EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
  EVP_MAC_CTX *context = mac ? EVP_MAC_CTX_new(mac) : NULL;
  EVP_MAC_free(mac);
  char digest[] = "SHA256";
  OSSL_PARAM options[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
  if (context && EVP_MAC_init(context, key ? key : (const unsigned char *)"", count, options) != 1) {
    EVP_MAC_CTX_free(context);
    return NULL;
  }
  return context;
}

// A private key in PEM; NULL where there is none. The empty passphrase keeps OpenSSL from asking a terminal for one.
static inline EVP_PKEY *cc_private_key(const unsigned char *pem, int count) {
  BIO *bytes = BIO_new_mem_buf(pem, count);
  EVP_PKEY *key = bytes ? PEM_read_bio_PrivateKey(bytes, NULL, NULL, (void *)"") : NULL;
  BIO_free(bytes);
  return key;
}
#endif
