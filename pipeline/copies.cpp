#include "codecs/copy.hpp"
#include "pipeline/commands.hpp"

namespace tasma::pipeline {

bool is_copy_format(std::string_view name) { return codecs::find_copy_format(name).has_value(); }

}  // namespace tasma::pipeline
