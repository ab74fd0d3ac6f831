// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/operation.hpp>
#include <fermata/model/source_location.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace fermata {

/// From now on in this execution, each fiber may be woken up to so many times from a wait for a condition
/// without having been notified: the standard permits that, and a wait without a loop is wrong because of it.
/// Not a scheduling point. Call it in the body, before it starts anybody. Outside a fiber it does nothing.
void allow_spurious_wakeups(std::uint32_t per_fiber = 1);

namespace detail {

class condition_base;

/// A condition, seen by who waited for it and was notified: it may be gone by then.
class condition_view {
public:
    explicit condition_view(condition_base& of);
    /// Condition 0 of its state; nobody waits where it is gone.
    std::uint64_t state() const noexcept;

private:
    std::shared_ptr<condition_base const*> where_;
};

/// What the condition variables have in common.
class condition_base {
public:
    condition_base(condition_base const&) = delete;
    condition_base& operator=(condition_base const&) = delete;

    /// Scheduling point, before it wakes one of those who wait (which one is a choice), or all of them.
    void notify_one(source_location where = source_location::current());
    void notify_all(source_location where = source_location::current());

protected:
    friend struct object_access;
    friend class condition_view;
    friend class standing_waiter;

    condition_base() = default;
    /// Misuse if somebody waits who has not been notified.
    ~condition_base();

    object_identity& identity() noexcept { return identity_; }
    /// Condition 0: somebody waits.
    std::uint64_t state() const noexcept { return waiting_.first != nullptr ? 1 : 0; }
    void notify(operation_kind kind, source_location const& where);

    condition_queue waiting_;
    object_identity identity_{object_kind::condition};
    std::shared_ptr<condition_base const*> seen_; ///< made when the first one waits that may go on without notification
};

/// One wait, on the stack of who waits. It stands among those who wait from its construction on, and is gone from there
/// however it ends.
class standing_waiter : public condition_waiter {
public:
    /// No scheduling point.
    standing_waiter(fiber& me, condition_base& of, bool is_timed);
    standing_waiter(standing_waiter const&) = delete;
    standing_waiter& operator=(standing_waiter const&) = delete;
    ~standing_waiter() { leave(); }

    /// Scheduling point; not enabled until it is notified, unless it may end early. True if it did.
    bool ends_early(source_location const& where);
    bool has_ended() const noexcept { return who == nullptr; }
    operation next(operation_kind kind, access how, source_location const& where) const;

    std::optional<condition_view> view; ///< of its condition, which ends_early() needs

private:
    void leave() noexcept;

    bool is_timed_;
};

} // namespace detail
} // namespace fermata
