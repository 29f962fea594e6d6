#include "../cmu-2016/contracts.h"
