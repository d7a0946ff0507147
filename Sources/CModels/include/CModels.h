// Data that the program carries within itself, so that one file is deployed. Every table is written by a script of
// Tools/ and read in place.
#ifndef BOTRUN_CMODELS_H
#define BOTRUN_CMODELS_H

#include <stddef.h>

struct botrun_model {
  const unsigned char *bytes;
  size_t count;
};

/// Asks for the memory at an address that is read a little later.
static inline void botrun_fetch(const void *address) { __builtin_prefetch(address); }

/// Kinds, scripts, foldings and compositions of Unicode's code points: Tools/make_folding.py.
struct botrun_model botrun_model_folding(void);

/// Hashes of the common words of English: Tools/make_language.py.
struct botrun_model botrun_model_language(void);

/// What English words, pairs of words and runs of letters say about feelings: Tools/train_sentiment.py.
struct botrun_model botrun_model_sentiment(void);

/// Phrases of self-harm and threat in English, as text: docs/models/safety.md.
struct botrun_model botrun_model_safety(void);

/// Vectors of word pieces: Tools/train_vectors.py.
struct botrun_model botrun_model_vectors(void);

/// Weights of hashed features for abuse, and words by kind: Tools/train_abuse.py.
struct botrun_model botrun_model_abuse(void);

#endif
