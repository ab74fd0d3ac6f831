// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/source_location.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace fermata {

/// std::latch under test. Who waits is not enabled until it is counted down to 0.
class latch {
public:
    /// Misuse of a negative number.
    explicit latch(std::ptrdiff_t expected, source_location where = source_location::current());
    /// Misuse if somebody waits.
    ~latch();
    latch(latch const&) = delete;
    latch& operator=(latch const&) = delete;

    static constexpr std::ptrdiff_t max() noexcept { return std::numeric_limits<std::ptrdiff_t>::max(); }

    /// Scheduling point. Misuse below 0, and of a negative number.
    void count_down(std::ptrdiff_t update = 1, source_location where = source_location::current());
    /// Scheduling point, before it looks. Fails only where the latch is not at 0.
    [[gnu::noinline]] bool try_wait(source_location where = source_location::current()) const;
    /// Scheduling point; not enabled until the latch is at 0.
    void wait(source_location where = source_location::current()) const;
    /// count_down(), then wait(): two scheduling points.
    void arrive_and_wait(std::ptrdiff_t update = 1, source_location where = source_location::current()) {
        count_down(update, where);
        wait(where);
    }

private:
    friend struct detail::object_access;

    detail::object_identity& identity() noexcept { return identity_; }
    /// Condition 0: it is open.
    std::uint64_t state() const noexcept { return counter_ == 0 ? 1 : 0; }

    mutable detail::wait_queue waiting_;
    mutable detail::object_identity identity_{detail::object_kind::latch};
    std::ptrdiff_t counter_;
};

} // namespace fermata
