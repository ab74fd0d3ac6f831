// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/var.hpp>

#include "sync/object.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace fermata::detail {

namespace {

std::string place_of(execution const& in, variable_access const& of) {
    site const& place = in.sites[of.site];
    if (place.line == 0) {
        return of.is_after ? " before its first operation" : "";
    }
    std::string_view file = place.file;
    file.remove_prefix(std::min(file.size(), file.find_last_of('/') + 1));
    return (of.is_after ? " after its operation at " : " at ") + std::string(file) + ":" + std::to_string(place.line);
}

std::string description_of(execution const& in, variable_access const& of) {
    return in.name_of(in.at(of.fiber)) + (of.is_write ? " wrote it" : " read it") + place_of(in, of);
}

} // namespace

// Whether the clocks are on has no effect on what the execution does.
void access_variable(object_identity& identity, access how, source_location where) {
    fiber* const me = ordinary_fiber();
    if (me == nullptr) {
        return;
    }
    if (how == access::write) { // a loop that does that changes something, which may be anywhere
        me->idle = 0;
    }
    if (!me->owner->is_exploration) {
        return;
    }
    execution& mine = *me->owner;
    happens_before& order = mine.records.order;
    if (!order.is_on) [[unlikely]] {
        order.is_wanted = true;
        return;
    }
    variable_access now{me->number, 0, mine.sites.intern({}, where), false, how == access::write};
    if (mine.sites[now.site].line == 0) {
        now.site = mine.pending(me->number).site;
        now.is_after = true;
    }
    std::uint32_t const object = mine.object_number(identity);
    if (auto const race = order.access(object, now)) {
        site const& place = mine.sites[now.site];
        mine.record_race("a data race on " + mine.object_name({operation_kind::none, how, 0, 0, object}) + ": " +
                             description_of(mine, *race) + ", and " + description_of(mine, now) +
                             ", with nothing that orders the two",
                         *me, place.file, place.line);
    }
}

} // namespace fermata::detail
