// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/operation.hpp>
#include <fermata/model/source_location.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace fermata {

namespace detail {

/// A semaphore without its largest value.
class semaphore_base {
public:
    semaphore_base(semaphore_base const&) = delete;
    semaphore_base& operator=(semaphore_base const&) = delete;

    /// Scheduling point; not enabled while the counter is 0.
    void acquire(source_location where = source_location::current());
    /// Scheduling points, before they look. They fail where the counter is 0, and never otherwise.
    bool try_acquire(source_location where = source_location::current());
    template <class Rep, class Period>
    bool try_acquire_for(std::chrono::duration<Rep, Period> const&,
                         source_location where = source_location::current()) {
        return try_acquire_as(operation_kind::try_acquire_for, where);
    }
    template <class Clock, class Duration>
    bool try_acquire_until(std::chrono::time_point<Clock, Duration> const&,
                           source_location where = source_location::current()) {
        return try_acquire_as(operation_kind::try_acquire_for, where);
    }
    /// Scheduling point. Misuse above the largest value, and of a negative number.
    void release(std::ptrdiff_t update = 1, source_location where = source_location::current());

protected:
    friend struct object_access;

    semaphore_base(std::ptrdiff_t desired, std::ptrdiff_t max, source_location const& where);
    /// Misuse if somebody waits.
    ~semaphore_base();

    [[gnu::noinline]] bool try_acquire_as(operation_kind kind, source_location const& where);
    void take();
    object_identity& identity() noexcept { return identity_; }
    /// Condition 0: the counter is not 0.
    std::uint64_t state() const noexcept { return counter_ != 0 ? 1 : 0; }

    wait_queue waiting_;
    object_identity identity_{object_kind::semaphore};
    std::ptrdiff_t counter_;
    std::ptrdiff_t max_;
};

} // namespace detail

/// std::counting_semaphore under test. For time see timed_mutex.
template <std::ptrdiff_t LeastMaxValue = std::numeric_limits<std::ptrdiff_t>::max()>
class counting_semaphore : public detail::semaphore_base {
    static_assert(LeastMaxValue >= 0);

public:
    /// Misuse if the value is not in [0, max()].
    explicit counting_semaphore(std::ptrdiff_t desired, source_location where = source_location::current())
        : semaphore_base(desired, LeastMaxValue, where) {}
    static constexpr std::ptrdiff_t max() noexcept { return LeastMaxValue; }
};

using binary_semaphore = counting_semaphore<1>;

} // namespace fermata
