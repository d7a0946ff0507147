#include "CModels.h"

static const unsigned char bytes[] __attribute__((aligned(4))) = {
#embed "vectors.bin"
};

struct botrun_model botrun_model_vectors(void) { return (struct botrun_model){bytes, sizeof bytes}; }
