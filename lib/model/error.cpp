// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/model/error.hpp>

#include <utility>

namespace fermata {

error::error(std::string const& message, error_context context)
    : std::runtime_error(message), context_(std::move(context)) {}

} // namespace fermata
