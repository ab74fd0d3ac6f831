// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/core/touches.hpp>

#include "core/execution.hpp"

namespace fermata::detail {

void pass_checkpoint(std::string_view name, touched_object const* objects, std::size_t count, source_location where) {
    fiber& me = *current_fiber;
    execution& mine = *me.owner;
    if (me.special != 0) {
        if ((me.special & special::aborting) != 0) {
            mine.operation_in_abort(me);
        }
        return;
    }
    mine.give_way(me, {operation_kind::checkpoint, access::write, 0, mine.sites.intern(name, where, false),
                       mine.object_number(*objects[0].identity)});
    if (me.special != 0) {
        return;
    }
    if (!mine.records.keeps_record) {
        return;
    }
    auto const state = [&](touched_object const& each) { return mine.records.values.of(each.state(each.object)); };
    mine.did(state(objects[0]), access::write);
    for (std::size_t i = 1; i < count; ++i) {
        mine.did_further(*objects[i].identity, access::write, state(objects[i]));
    }
}

} // namespace fermata::detail
