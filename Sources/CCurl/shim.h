#if !__has_include(<curl/curl.h>)
#error "libcurl headers not found. Debian/Ubuntu: apt-get install libcurl4-openssl-dev"
#else
#include <curl/curl.h>
#include <stdbool.h>
#include <sys/socket.h>

// libcurl's setters and getters are variadic, which Swift cannot call: one typed wrapper per kind of value.

static inline CURLcode cc_start(void) { return curl_global_init(CURL_GLOBAL_ALL); }

static inline CURLcode cc_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_list(CURL *easy, struct curl_slist *headers) {
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}
/// Copies the bytes, zero bytes included.
static inline CURLcode cc_body(CURL *easy, const void *bytes, size_t count) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
  return code ? code : curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}
/// Copies the certificates, in PEM form.
static inline CURLcode cc_authorities(CURL *easy, const void *bytes, size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
}

typedef size_t (*cc_data)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*cc_socket)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*cc_ready)(void *context, char *remote, char *local, int remote_port, int local_port);

static inline void cc_callbacks(CURL *easy, void *context, cc_data header, cc_data body, cc_socket socket,
                                cc_ready ready) {
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, ready);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
}

static inline struct sockaddr *cc_address(struct curl_sockaddr *address) { return &address->addr; }

/// libcurl 7.88 by itself would let a child process inherit the socket.
static inline curl_socket_t cc_open(struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static inline long cc_info_long(CURL *easy, CURLINFO what) {
  long value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}
static inline long long cc_info_offset(CURL *easy, CURLINFO what) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}
static inline const char *cc_info_text(CURL *easy, CURLINFO what) {
  char *value = NULL;
  curl_easy_getinfo(easy, what, &value);
  return value;
}

static inline CURLMcode cc_multi_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

/// The next finished transfer and its code; NULL when there is none.
static inline CURL *cc_next_finished(CURLM *multi, CURLcode *code) {
  int left;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg == CURLMSG_DONE) {
      *code = message->data.result;
      return message->easy_handle;
    }
  }
  return NULL;
}
#endif
