#include "CModels.h"

static const unsigned char bytes[] __attribute__((aligned(4))) = {
#embed "abuse.bin"
};

struct botrun_model botrun_model_abuse(void) { return (struct botrun_model){bytes, sizeof bytes}; }
