#include "restoration/catalogue.hpp"
