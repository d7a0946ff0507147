#include "CModels.h"

static const unsigned char bytes[] __attribute__((aligned(8))) = {
#embed "sentiment.bin"
};

struct botrun_model botrun_model_sentiment(void) { return (struct botrun_model){bytes, sizeof bytes}; }
