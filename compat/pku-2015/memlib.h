#include "../csapp-2002/memlib.h"
