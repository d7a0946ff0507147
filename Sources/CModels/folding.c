#include "CModels.h"

static const unsigned char bytes[] __attribute__((aligned(4))) = {
#embed "folding.bin"
};

struct botrun_model botrun_model_folding(void) { return (struct botrun_model){bytes, sizeof bytes}; }
