// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "sync/object.hpp"

#include "core/exception_text.hpp"
#include "model/event_text.hpp"

#include <fermata/model/error.hpp>

#include <algorithm>
#include <string_view>

namespace fermata::detail {

look reach_to_look(fiber* me, operation_kind kind, access how, object_identity& object, source_location const& where,
                   std::uint16_t detail) {
    return reach_to_look_here(me, kind, how, object, where, detail);
}

namespace {

/// Where that is not known, the last operation of the fiber that has a place is the nearest one.
std::string after_last_operation(fiber const& me) {
    execution const& mine = *me.owner;
    operation const* last = &mine.pending(me.number);
    std::string place = mine.place_of(last->site);
    for (std::size_t step = mine.records.step; place.empty() && step-- > 0;) {
        if (pending_operation const& each = mine.records.events[step]; each.fiber == me.number) {
            last = &each.operation;
            place = mine.place_of(last->site);
        }
    }
    return place.empty() ? "" : ", after " + std::string(to_string(last->kind)) + " (" + place + ")";
}

} // namespace

void throw_misuse(std::string const& what, source_location const& where) {
    if (fiber* const me = ordinary_fiber(); me != nullptr && me->owner->is_exploration) {
        if (is_in_standard_library(where.file_name())) { // a guard's
            me->owner->record_failure(*me, failure_cause::misuse, what + after_last_operation(*me), {}, 0);
        } else {
            me->owner->record_failure(*me, failure_cause::misuse, what, where.file_name(), where.line());
        }
        throw usage_error(what);
    }
    std::string_view file = where.file_name();
    file.remove_prefix(std::min(file.size(), file.find_last_of('/') + 1));
    throw usage_error(what + " (" + std::string(file) + ":" + std::to_string(where.line()) + ")");
}

void reject_holder(operation_kind kind, object_identity& of, char const* way, source_location const& where) {
    throw_misuse(std::string(to_string(kind)) + "() of " + name_of(of) + " by a fiber that holds it" + way + " already",
                 where);
}

// A destructor does not know where it is called, not even one of this library, which joins.
void record_misuse(std::string const& what, failure_cause cause) {
    fiber* const me = ordinary_fiber();
    if (me != nullptr && me->owner->is_exploration) {
        me->owner->record_failure(*me, cause, what + after_last_operation(*me), {}, 0);
    }
}

void call_where_none_may_leave(char const* what, function_ref<void()> function) {
    fiber* const me = ordinary_fiber();
    if (me == nullptr || !me->owner->is_exploration) {
        function();
        return;
    }
    try {
        function();
    } catch (execution_aborted const&) {
        throw;
    } catch (...) {
        if (!is_aborting()) {
            me->owner->record_failure(*me, failure_cause::exception,
                                      std::string("an exception leaves ") + what +
                                          ", which ends the program (std::terminate): " +
                                          describe_exception(std::current_exception()),
                                      {}, 0);
        }
    }
}

std::string name_of(object_identity& object) {
    fiber* const me = ordinary_fiber();
    return me != nullptr ? me->owner->object_name(object) : "a " + std::string(to_string(object.kind));
}

std::string held_by(fiber const* holder, object_identity& object) {
    if (holder == nullptr) {
        return "it was locked";
    }
    std::string const place = holder->owner->place_of_last(holder->owner->object_number(object), *holder);
    return holder->owner->name_of(*holder) + " held it" + (place.empty() ? "" : " (" + place + ")");
}

void abandon(wait_queue& queue, object_identity& object) {
    if (!is_aborting()) {
        fiber const& waiting = *queue.first;
        record_misuse(name_of(object) + " was destroyed while " + waiting.owner->describe_wait(waiting));
    }
    while (queue.first != nullptr) {
        fiber& stuck = *queue.first;
        leave_queue(stuck);
        stuck.owner->disable(stuck);
    }
}

} // namespace fermata::detail
