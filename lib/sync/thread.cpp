// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/thread.hpp>

#include "sync/object.hpp"
#include "sync/outside_thread.hpp"

#include <fermata/model/error.hpp>

#include <exception>
#include <string>
#include <thread>

namespace fermata {

using namespace detail;

namespace {
std::string name_of_thread(fiber const* which) {
    return which != nullptr ? which->owner->name_of(*which) : std::string("a thread");
}
} // namespace

void thread::start(callable_handle body) {
    fiber* const me = current_fiber;
    if (me == nullptr || me->special != 0) {
        if (!is_aborting()) {
            boxed_value ignored;
            outside_thread const running;
            body->run(*body, ignored);
            id_ = id(running.number(), running.number()); // it has ended, and can be joined
        }
        return;
    }
    fiber_ = &me->owner->spawn_thread(std::move(body));
    id_ = id(fiber_->number + std::uint64_t{1}, fiber_->identity);
}

void thread::join(source_location where) {
    if (is_aborting()) {
        id_ = {};
        return;
    }
    if (!joinable()) {
        throw_misuse("join() of a thread that is not joinable", where);
    }
    fiber* const other = fiber_;
    fiber* const me = fiber_at_operation();
    if (me != nullptr && other == me) {
        throw_misuse("a thread cannot join itself", where);
    }
    std::uint64_t const expected = id_.value_;
    id_ = {};
    fiber_ = nullptr;
    if (other == nullptr || me == nullptr || other->identity != expected) {
        return; // it ran outside an execution, or in one that is over
    }
    operation next{operation_kind::join, access::none, 0, me->owner->sites.intern({}, where), other->number};
    me->owner->join(*me, *other, next);
}

void thread::detach(source_location where) {
    if (!joinable() && !is_aborting()) {
        throw_misuse("detach() of a thread that is not joinable", where);
    }
    id_ = {};
    fiber_ = nullptr;
}

// std::thread ends the process here. The execution fails instead, and the thread is joined, because it may
// refer to what is about to be destroyed. While an exception passes it has failed already, or is about to.
thread::~thread() noexcept(false) {
    if (!joinable() || is_aborting()) {
        return;
    }
    if (std::uncaught_exceptions() == 0) {
        record_misuse(name_of_thread(fiber_) + " was never joined: its thread object was destroyed",
                      failure_cause::never_joined);
    }
    join(source_location{}); // its place is not known
}

unsigned thread::hardware_concurrency() noexcept {
    return current_fiber != nullptr ? 2 : std::thread::hardware_concurrency();
}

thread& thread::operator=(thread&& other) noexcept(false) {
    if (joinable() && !is_aborting()) {
        record_misuse(name_of_thread(fiber_) + " was never joined: its thread object was assigned to",
                      failure_cause::never_joined);
        join(source_location{});
    }
    fiber_ = std::exchange(other.fiber_, nullptr);
    id_ = std::exchange(other.id_, {});
    return *this;
}

} // namespace fermata
