// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>

#include <mutex>
#include <shared_mutex>
#include <type_traits>
#include <utility>

namespace fermata {

using std::adopt_lock;
using std::adopt_lock_t;
using std::defer_lock;
using std::defer_lock_t;
using std::lock;
using std::scoped_lock;
using std::try_lock;
using std::try_to_lock;
using std::try_to_lock_t;

namespace detail {

template <class Mutex>
Mutex& lock_here(Mutex& which, source_location const& where) {
    if constexpr (requires { which.lock(where); }) {
        which.lock(where);
    } else {
        which.lock();
    }
    return which;
}

template <class Mutex>
Mutex& lock_shared_here(Mutex& which, source_location const& where) {
    if constexpr (requires { which.lock_shared(where); }) {
        which.lock_shared(where);
    } else {
        which.lock_shared();
    }
    return which;
}

} // namespace detail

/// std::lock_guard, std::unique_lock and std::shared_lock, which work on the mutexes of this library as well; but
/// these know where they are made, and a report says that instead of a line in the standard library.
template <class Mutex>
class lock_guard : public std::lock_guard<Mutex> {
public:
    explicit lock_guard(Mutex& which, source_location where = source_location::current())
        : std::lock_guard<Mutex>(detail::lock_here(which, where), std::adopt_lock) {}
    lock_guard(Mutex& which, adopt_lock_t) : std::lock_guard<Mutex>(which, std::adopt_lock) {}
};

template <class Mutex>
lock_guard(Mutex&) -> lock_guard<Mutex>;
template <class Mutex>
lock_guard(Mutex&, adopt_lock_t) -> lock_guard<Mutex>;

template <class Mutex>
class unique_lock : public std::unique_lock<Mutex> {
    using base = std::unique_lock<Mutex>;

public:
    unique_lock() = default;
    explicit unique_lock(Mutex& which, source_location where = source_location::current())
        : base(detail::lock_here(which, where), std::adopt_lock) {}
    template <class How, class... More>
        requires(!std::is_same_v<std::remove_cvref_t<How>, source_location>)
    unique_lock(Mutex& which, How&& how, More&&... more)
        : base(which, std::forward<How>(how), std::forward<More>(more)...) {}
    unique_lock(base&& other) noexcept : base(std::move(other)) {}

    void lock(source_location where = source_location::current()) {
        Mutex* const which = this->mutex();
        if (which == nullptr || this->owns_lock()) {
            base::lock(); // which says what is wrong
            return;
        }
        detail::lock_here(*which, where);
        static_cast<void>(this->release());
        base::operator=(base(*which, std::adopt_lock));
    }
};

template <class Mutex>
unique_lock(Mutex&) -> unique_lock<Mutex>;
template <class Mutex, class How, class... More>
unique_lock(Mutex&, How&&, More&&...) -> unique_lock<Mutex>;

template <class Mutex>
class shared_lock : public std::shared_lock<Mutex> {
    using base = std::shared_lock<Mutex>;

public:
    shared_lock() = default;
    explicit shared_lock(Mutex& which, source_location where = source_location::current())
        : base(detail::lock_shared_here(which, where), std::adopt_lock) {}
    template <class How, class... More>
        requires(!std::is_same_v<std::remove_cvref_t<How>, source_location>)
    shared_lock(Mutex& which, How&& how, More&&... more)
        : base(which, std::forward<How>(how), std::forward<More>(more)...) {}
    shared_lock(base&& other) noexcept : base(std::move(other)) {}

    void lock(source_location where = source_location::current()) {
        Mutex* const which = this->mutex();
        if (which == nullptr || this->owns_lock()) {
            base::lock(); // which says what is wrong
            return;
        }
        detail::lock_shared_here(*which, where);
        static_cast<void>(this->release());
        base::operator=(base(*which, std::adopt_lock));
    }
};

template <class Mutex>
shared_lock(Mutex&) -> shared_lock<Mutex>;
template <class Mutex, class How, class... More>
shared_lock(Mutex&, How&&, More&&...) -> shared_lock<Mutex>;

} // namespace fermata
