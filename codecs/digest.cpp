#include "codecs/digest.hpp"
