// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/source_location.hpp>

#include <cstdint>
#include <functional>
#include <utility>

namespace fermata {

namespace detail {
class once_call;
}

/// std::once_flag under test.
class once_flag {
public:
    once_flag() = default;
    /// Not a scheduling point. Misuse if somebody waits.
    ~once_flag();
    once_flag(once_flag const&) = delete;
    once_flag& operator=(once_flag const&) = delete;

private:
    friend class detail::once_call;
    friend struct detail::object_access;

    enum class stage : std::uint8_t { before, during, after };
    detail::object_identity& identity() noexcept { return identity_; }
    std::uint64_t state() const noexcept;
    void go_to(stage next) noexcept;

    detail::wait_queue waiting_;
    detail::object_identity identity_{detail::object_kind::once_flag};
    stage stage_ = stage::before;
};

namespace detail {

/// Takes the place of the call together with the flag.
struct once_flag_here {
    once_flag_here(once_flag& of, source_location at = source_location::current()) noexcept : flag(of), where(at) {}
    once_flag& flag;
    source_location where;
};

/// One call of call_once().
class once_call {
public:
    explicit once_call(once_flag_here const& at);
    once_call(once_call const&) = delete;
    once_call& operator=(once_call const&) = delete;
    /// Where the function has thrown, the next one calls it.
    ~once_call() noexcept(false) {
        if (is_mine_) {
            end(once_flag::stage::before);
        }
    }

    bool is_mine() const noexcept { return is_mine_; }
    void returned() {
        end(once_flag::stage::after);
        is_mine_ = false;
    }

private:
    void end(once_flag::stage next);

    once_flag& flag_;
    source_location where_;
    std::size_t step_ = 0; ///< how many had been performed when the function was called
    bool is_mine_ = false;
};

} // namespace detail

/// std::call_once under test: a scheduling point, not enabled while another fiber is in the call. It writes where
/// the function is still to be called, and reads otherwise. The call's end is another scheduling point, if there was
/// one during the call. An exception of the function lets the next one call it. Within its own call it waits for ever:
/// a deadlock, and outside of an execution a usage_error.
template <class Function, class... Arguments>
void call_once(detail::once_flag_here flag, Function&& function, Arguments&&... arguments) {
    detail::once_call call(flag);
    if (call.is_mine()) {
        std::invoke(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
        call.returned();
    }
}

} // namespace fermata
