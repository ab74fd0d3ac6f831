// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What code under test calls, other than the objects of sync/.
#include "core/execution.hpp"
#include "core/instrumented.hpp"

#include <fermata/core/expect.hpp>
#include <fermata/core/wait.hpp>

#include <dlfcn.h>

#include <algorithm>

namespace fermata {

namespace detail {

namespace {

/// Deals with a fiber for which operations are none. True if there is nothing more to do.
bool is_special(fiber& me) {
    if (me.special == 0) [[likely]] {
        return false;
    }
    if ((me.special & special::aborting) != 0) {
        me.owner->operation_in_abort(me);
    }
    return true;
}

std::string_view base_name(std::string_view file) {
    file.remove_prefix(std::min(file.size(), file.find_last_of('/') + 1));
    return file;
}

} // namespace

void pass_function(void const* function, bool is_exit) {
    fiber* const me = ordinary_fiber();
    if (me == nullptr) {
        return;
    }
    execution& mine = *me->owner;
    for (auto const& [watched, place] : mine.watched_functions) {
        if (watched == function) {
            mine.give_way(*me, {is_exit ? operation_kind::function_exit : operation_kind::function_entry, access::write,
                                0, place, 0});
            return;
        }
    }
}

void execution::watch(void const* function) {
    for (auto const& known : watched_functions) {
        if (known.first == function) {
            return;
        }
    }
    is_untidy_ = true;
    watched_functions.emplace_back(function, sites.add(function_name(function)));
}

void const* execution::function_at(std::uint32_t site) const noexcept {
    for (auto const& [function, place] : watched_functions) {
        if (place == site) {
            return function;
        }
    }
    return nullptr;
}

std::string function_name(void const* function) {
    Dl_info found{};
    if (::dladdr(function, &found) != 0 && found.dli_sname != nullptr && found.dli_saddr == function) {
        return readable_symbol(found.dli_sname);
    }
    char text[2 + 2 * sizeof(void*) + 1];
    std::snprintf(text, sizeof(text), "%p", function);
    return std::string("function at ") + text;
}

void wait_until(function_ref<bool()> predicate, source_location where) {
    if (enclosing_fiber() == nullptr) {
        if (!predicate()) {
            throw usage_error("wait_until() outside a fiber would wait for ever: its predicate does not hold");
        }
        return;
    }
    fiber& me = *current_fiber;
    if (!is_special(me)) {
        execution& mine = *me.owner;
        mine.wait_until(me, predicate, {operation_kind::wait_until, access::read, 0, mine.sites.intern({}, where), 0});
    }
}

void expectation_was_false(std::string_view message, source_location where) {
    std::string const text = message.empty() ? "an expectation was false" : std::string(message);
    fiber* const me = ordinary_fiber();
    if (me != nullptr && me->owner->is_exploration) {
        me->owner->record_failure(*me, failure_cause::expectation, text, where.file_name(), where.line());
        throw expectation_failed(text);
    }
    throw expectation_failed(text + " (" + std::string(base_name(where.file_name())) + ":" +
                             std::to_string(where.line()) + ")");
}

bool notes_are_kept() noexcept {
    fiber* const me = ordinary_fiber();
    if (me == nullptr) {
        return false;
    }
    me->owner->records.missed_notes = true;
    return me->owner->records.keeps_notes;
}

void keep_note(std::string_view name, std::string value) {
    execution& mine = *current_fiber->owner;
    mine.records.notes.push_back({mine.records.step, current_fiber->number, std::string(name), std::move(value)});
}

} // namespace detail

void wait_for_progress(source_location where) {
    if (detail::enclosing_fiber() == nullptr) {
        throw usage_error("wait_for_progress() outside a fiber would wait for ever: there is nobody else");
    }
    detail::fiber& me = *detail::current_fiber;
    if (!detail::is_special(me)) {
        detail::execution& mine = *me.owner;
        mine.wait_for_progress(me, {operation_kind::progress, access::write, 0, mine.sites.intern({}, where), 0});
    }
}

void assume(bool condition, source_location where) {
    if (condition) {
        return;
    }
    if (detail::enclosing_fiber() == nullptr) {
        throw usage_error("assume() was false outside a fiber (" + std::string(detail::base_name(where.file_name())) +
                          ":" + std::to_string(where.line()) + "): there is no path to end");
    }
    detail::fiber& me = *detail::current_fiber;
    if (me.special == 0) {
        me.owner->was_pruned = true;
        if (me.owner->is_exploration) {
            me.owner->park_for_good(me);
        } else {
            me.owner->end_path(me);
        }
    }
}

int choose(int n) {
    if (n < 1) {
        throw usage_error("choose(" + std::to_string(n) + "): there must be at least one value to choose");
    }
    if (detail::enclosing_fiber() == nullptr) {
        throw usage_error("choose() outside a fiber: it needs an exploration, or a runner with a strategy");
    }
    detail::fiber& me = *detail::current_fiber;
    if (detail::is_special(me)) {
        return 0;
    }
    if (!me.owner->can_choose_values) {
        throw usage_error(
            "choose() in a runner without a strategy: give it runner_options::strategy, or use explore()");
    }
    return n == 1 ? 0 : static_cast<int>(me.owner->choose_value(me, static_cast<std::uint32_t>(n)));
}

bool is_exploring() noexcept {
    return detail::enclosing_fiber() != nullptr && detail::current_fiber->owner->is_exploration;
}

void record_failure(std::string message, std::string file, std::size_t line) {
    detail::fiber* const me = detail::ordinary_fiber();
    if (me != nullptr && me->owner->is_exploration) {
        me->owner->record_failure(*me, failure_cause::expectation, std::move(message), std::move(file), line);
    }
}

} // namespace fermata
