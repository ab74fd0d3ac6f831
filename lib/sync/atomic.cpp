// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/atomic.hpp>

#include "core/looking.hpp"
#include "core/step.hpp"
#include "sync/object.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

namespace fermata::detail {

/// The state of an atomic: its value, or what stands for it if that has more than eight bytes.
std::uint64_t state_of_atomic(void const* value, std::uint32_t size) noexcept {
    std::uint64_t state = 0;
    switch (size) {
    case 1: std::memcpy(&state, value, 1); return state;
    case 2: std::memcpy(&state, value, 2); return state;
    case 4: std::memcpy(&state, value, 4); return state;
    case 8: std::memcpy(&state, value, 8); return state;
    default: break;
    }
    auto const* bytes = static_cast<unsigned char const*>(value);
    if (size < 8) {
        std::memcpy(&state, bytes, size);
        return state;
    }
    state = 0x9e3779b97f4a7c15;
    for (std::uint32_t at = 0; at < size; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + at, std::min<std::size_t>(8, size - at));
        state = (state ^ word) * 0xd6e8feb86659fd93;
        state ^= state >> 32;
    }
    return state;
}

namespace {

void tell_order(fiber& me, std::uint32_t object, atomic_request what, access how) {
    happens_before& order = me.owner->records.order;
    int const success = operation_detail::success_order(what.detail);
    if (what.kind == operation_kind::store) {
        order.store(me.number, object, success);
    } else if (how == access::write) {
        order.read_modify_write(me.number, object, success);
    } else {
        bool const has_failed = what.kind == operation_kind::compare_exchange;
        order.load(me.number, object, has_failed ? operation_detail::failure_order(what.detail) : success);
    }
}

template <class Word>
void tell_words(effect& told, void const* value, void const* expected, void const* change) noexcept {
    auto const read = [](void const* from) {
        Word word = 0;
        std::memcpy(&word, from, sizeof(word));
        return word;
    };
    told.before = read(value);
    told.expected = expected != nullptr ? read(expected) : change != nullptr ? sizeof(Word) : 0;
    told.operand = change != nullptr ? read(change) : 0;
}

/// Of values that can be added to each other, the sums are not known then.
void name_addresses(value_names& names, effect& told, operation_kind kind) {
    bool const is_sum = told.expected == sizeof(std::uint64_t) && kind != operation_kind::store &&
                        kind != operation_kind::exchange && kind != operation_kind::compare_exchange &&
                        kind != operation_kind::atomic_wait;
    if (is_sum && (value_names::may_be_address(told.before) || value_names::may_be_address(told.operand))) {
        told.expected = 0;
    }
    told.before = names.of(told.before);
    told.expected = names.of(told.expected);
    told.operand = is_sum ? told.operand : names.of(told.operand);
}

/// Those who look at what is performed: a strategy that wants records, and the race check.
void tell(fiber& me, std::uint32_t object, atomic_request what, void const* value, void const* expected,
          void const* change) {
    execution& mine = *me.owner;
    access how = what.access;
    if (expected != nullptr && std::memcmp(value, expected, what.size) != 0) {
        how = access::read;
    }
    if (mine.records.keeps_record) {
        effect& told = mine.records.effects[mine.records.step - 1];
        told.how = how;
        told.is_idle = false;
        switch (what.size) {
        case 1: tell_words<std::uint8_t>(told, value, expected, change); break;
        case 2: tell_words<std::uint16_t>(told, value, expected, change); break;
        case 4: tell_words<std::uint32_t>(told, value, expected, change); break;
        case 8:
            tell_words<std::uint64_t>(told, value, expected, change);
            name_addresses(mine.records.values, told, what.kind);
            break;
        default: // what stands for a value cannot be added to
            bool const replaces = what.kind == operation_kind::store || what.kind == operation_kind::exchange;
            auto const name = [&](void const* of) { return mine.records.values.of(state_of_atomic(of, what.size)); };
            told.before = name(value);
            told.expected = expected != nullptr ? name(expected) : replaces ? sizeof(std::uint64_t) : 0;
            told.operand = change != nullptr ? name(change) : 0;
        }
    }
    if (mine.records.order.is_on) {
        tell_order(me, object, what, how);
    }
}

bool expects_what_it_was_told(fiber const& me, operation const& next, std::uint64_t expected) noexcept {
    return me.told_object == next.object && me.told_site == next.site && me.told_value == expected;
}

} // namespace

atomic_turn before_atomic(object_identity& identity, atomic_request what, void const* value, void const* operand,
                          void const* change, source_location where) {
    fiber& me = *current_fiber;
    if (me.special != 0) [[unlikely]] {
        if ((me.special & special::aborting) == 0) {
            return atomic_turn::perform; // in a predicate
        }
        me.owner->operation_in_abort(me);
        return atomic_turn::none;
    }
    execution& mine = *me.owner;
    std::uint32_t const object = mine.object_number(identity);
    operation const next{what.kind, what.access, what.detail, mine.sites.intern({}, where), object};
    void const* const expected = what.kind == operation_kind::compare_exchange ? operand : nullptr;
    bool const may_be_idle = what.access == access::read || operand != nullptr;
    if (expected != nullptr && me.idle != 0 &&
        expects_what_it_was_told(me, next, state_of_atomic(operand, what.size))) {
        me.idle = 0; // its last round has changed what it expects, and where it is need not be looked at
    }
    std::uint32_t const performed = may_be_idle ? arrive_to_look(mine, me, next) : 0;
    mine.give_way_here(me, next);
    if ((me.special & special::aborting) != 0) [[unlikely]] {
        return atomic_turn::none;
    }
    if (mine.records.wants_edges()) {
        tell(me, object, what, value, expected, change);
    }
    if (mine.spins.is_on) {
        // An exchange that stores what stands there changes no more than a compare-exchange that fails.
        bool const changes_nothing =
            may_be_idle && (operand == nullptr || (std::memcmp(value, operand, what.size) == 0) !=
                                                      (what.kind == operation_kind::compare_exchange));
        changes_nothing ? has_looked(mine, me, performed, __builtin_frame_address(0)) : has_changed(mine, object);
        if (changes_nothing && expected != nullptr) {
            me.told_value = state_of_atomic(value, what.size);
            me.told_object = object;
            me.told_site = next.site;
        }
    }
    mine.records.missed_notes = true;
    return mine.records.keeps_notes ? atomic_turn::perform_and_note : atomic_turn::perform;
}

namespace {

std::string text_of(recorder& records, value_form form, std::uint32_t size, void const* value) {
    switch (form) {
    case value_form::boolean: return state_of_atomic(value, size) != 0 ? "true" : "false";
    case value_form::unsigned_integer: return std::to_string(state_of_atomic(value, size));
    case value_form::signed_integer: {
        std::uint32_t const unused = 64 - 8 * size;
        return std::to_string(static_cast<std::int64_t>(state_of_atomic(value, size) << unused) >> unused);
    }
    case value_form::floating: {
        double number = 0;
        if (size == sizeof(float)) {
            float narrow = 0;
            std::memcpy(&narrow, value, size);
            number = static_cast<double>(narrow);
        } else {
            std::memcpy(&number, value, size);
        }
        char text[40];
        std::snprintf(text, sizeof(text), "%.9g", number);
        return text;
    }
    case value_form::pointer:
        if (state_of_atomic(value, size) == 0) {
            return "null";
        }
        [[fallthrough]];
    case value_form::bytes: break;
    }
    std::string bytes(static_cast<char const*>(value), size);
    auto& known = records.numbered_values;
    auto const found = std::find(known.begin(), known.end(), bytes);
    auto const number = static_cast<std::size_t>(found - known.begin()) + 1;
    if (found == known.end()) {
        known.push_back(std::move(bytes));
    }
    return (form == value_form::pointer ? "&" : "#") + std::to_string(number);
}

} // namespace

void note_atomic(value_form form, std::uint32_t size, void const* read, void const* expected, void const* wrote) {
    fiber* const me = ordinary_fiber();
    if (me == nullptr) {
        return;
    }
    recorder& records = me->owner->records;
    auto const add = [&](char const* name, void const* value) {
        if (value != nullptr) {
            records.notes.push_back({records.step, me->number, name, text_of(records, form, size, value)});
        }
    };
    add("read", read);
    add("expected", expected);
    add("wrote", wrote);
}

namespace {

/// Calls `each(waiter)` for those who wait for that atomic, in the order of their arrival.
template <class Each>
void for_waiters(execution& mine, std::uint32_t object, Each each) {
    for (fiber* waiter = mine.atomic_waiters.first; waiter != nullptr;) {
        fiber* const next = waiter->after;
        if (mine.pending(waiter->number).object == object) {
            each(*waiter);
        }
        waiter = next;
    }
}

std::uint32_t count_waiters(execution& mine, std::uint32_t object) {
    std::uint32_t count = 0;
    for_waiters(mine, object, [&](fiber&) { ++count; });
    return count;
}

} // namespace

// It looks and falls asleep in one step. Who sleeps stands before its next look, which is not enabled until
// somebody notifies it.
void wait_on_atomic(object_identity& identity, atomic_request what, void const* value, void const* old,
                    source_location where) {
    fiber* const me = fiber_at_operation();
    if (is_aborting()) {
        return;
    }
    if (me == nullptr) {
        if (std::memcmp(value, old, what.size) == 0) {
            throw_misuse("wait() outside a fiber would wait for ever: the value is the old one", where);
        }
        return;
    }
    execution& mine = *me->owner;
    std::uint32_t const object = mine.object_number(identity);
    operation const look{what.kind, what.access, what.detail, mine.sites.intern({}, where), object};
    mine.give_way(*me, look);
    while (!is_aborting()) {
        tell(*me, object, what, value, old, nullptr);
        if (std::memcmp(value, old, what.size) != 0) {
            return;
        }
        identity.was_waited_for = true;
        mine.did_further(object + 1, access::write, count_waiters(mine, object) != 0 ? 1 : 0);
        enqueue(mine.atomic_waiters, *me);
        mine.give_way_disabled(*me, look);
        leave_queue(*me);
    }
}

void notify_atomic(object_identity& identity, bool all, source_location where) {
    fiber* const me = fiber_at_operation();
    if (me == nullptr) {
        return; // nobody can wait outside of fibers, and in an abort nothing has an effect
    }
    execution& mine = *me->owner;
    std::uint32_t const object = mine.object_number(identity);
    mine.give_way(*me, {all ? operation_kind::notify_all : operation_kind::notify_one, access::write,
                        operation_detail::writes_where(somebody_waits), mine.sites.intern({}, where), object + 1});
    if (is_aborting()) {
        return;
    }
    std::uint32_t const count = count_waiters(mine, object);
    mine.did(count != 0 ? 1 : 0, count != 0 ? access::write : access::read);
    std::uint32_t first = 0;
    std::uint32_t last = count;
    if (!all) {
        first = count > 1 && mine.can_choose_values ? mine.choose_value(*me, count) : 0;
        last = first + 1;
    }
    std::uint32_t at = 0;
    for_waiters(mine, object, [&](fiber& waiter) {
        if (at >= first && at < last && !is_aborting()) {
            mine.records.add_wake_up(me->number, waiter.number);
            leave_queue(waiter);
            mine.enable(waiter);
        }
        ++at;
    });
}

// What changes elsewhere is not seen where a round of a loop is compared with the one before.
void has_told_value(void const* where) {
    fiber* const me = ordinary_fiber();
    if (me == nullptr || !me->owner->spins.is_on) {
        return;
    }
    auto const is_within = [&](void const* begin, std::size_t size) {
        return reinterpret_cast<std::uintptr_t>(where) - reinterpret_cast<std::uintptr_t>(begin) < size;
    };
    callable const* const body = me->body.get();
    if (!is_within(me->where->stack.bottom(), me->where->stack.size()) &&
        (body == nullptr || !is_within(body, body->bytes))) {
        me->idle = 0;
    }
}

void abandon_atomic(object_identity& identity) {
    fiber* const me = ordinary_fiber();
    if (me == nullptr) {
        return;
    }
    bool is_first = true;
    for_waiters(*me->owner, me->owner->object_number(identity), [&](fiber& stuck) {
        if (is_first) {
            record_misuse(name_of(identity) + " was destroyed while " + stuck.owner->describe_wait(stuck));
        }
        is_first = false;
        leave_queue(stuck);
        stuck.owner->disable(stuck);
    });
}

void pass_fence(std::memory_order how) {
    fiber* const me = ordinary_fiber();
    if (me != nullptr && me->owner->records.order.is_on) {
        me->owner->records.order.fence(me->number, static_cast<int>(how));
    }
}

} // namespace fermata::detail
