// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "sync/object.hpp"

#include <fermata/model/error.hpp>

namespace fermata::detail {

void throw_misuse(std::string const& what, source_location const& where) {
    if (fiber* const me = ordinary_fiber(); me != nullptr && me->owner->is_exploration) {
        me->owner->record_failure(*me, what, where.file_name(), where.line());
    }
    throw usage_error(what);
}

void record_misuse(std::string const& what) {
    if (fiber* const me = ordinary_fiber(); me != nullptr && me->owner->is_exploration) {
        me->owner->record_failure(*me, what, {}, 0);
    }
}

} // namespace fermata::detail
