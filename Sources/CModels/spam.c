#include "CModels.h"

static const unsigned char bytes[] __attribute__((aligned(4))) = {
#embed "spam.bin"
};

struct botrun_model botrun_model_spam(void) { return (struct botrun_model){bytes, sizeof bytes}; }
