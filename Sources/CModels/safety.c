#include "CModels.h"

static const unsigned char bytes[] = {
#embed "safety.txt"
};

struct botrun_model botrun_model_safety(void) { return (struct botrun_model){bytes, sizeof bytes}; }
