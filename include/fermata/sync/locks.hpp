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

/// A mutex that is locked, tried and unlocked at one place, for what cannot be told a place.
template <class Mutex>
struct mutex_here {
    void lock() { lock_here(mutex, where); }
    bool try_lock() {
        if constexpr (requires { mutex.try_lock(where); }) {
            return mutex.try_lock(where);
        } else {
            return mutex.try_lock();
        }
    }
    void unlock() {
        if constexpr (requires { mutex.unlock(where); }) {
            mutex.unlock(where);
        } else {
            mutex.unlock();
        }
    }

    Mutex& mutex;
    source_location const& where;
};

template <class... Mutexes>
adopt_lock_t lock_all_here(source_location const& where, Mutexes&... which) {
    if constexpr (sizeof...(Mutexes) < 2) {
        (lock_here(which, where), ...);
    } else {
        [](auto... each) { std::lock(each...); }(mutex_here<Mutexes>{which, where}...);
    }
    return std::adopt_lock;
}

} // namespace detail

/// std::lock_guard, std::scoped_lock, std::unique_lock and std::shared_lock, which work on the mutexes of this library
/// as well; but these know where they are made, and a report says that. A place in the standard library it leaves out.
/// A guard is a scheduling point where it locks, tries or unlocks, as the mutex's own function is: made with adopt_lock
/// or defer_lock it is none, and its destructor is one, at no place, if it owns the mutex.
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

template <class... Mutexes>
class scoped_lock : public std::scoped_lock<Mutexes...> {
public:
    /// Several are locked as std::lock() does it: one is waited for, the others are tried, and all given back where
    /// that fails.
    explicit scoped_lock(Mutexes&... which, source_location where = source_location::current())
        : std::scoped_lock<Mutexes...>(detail::lock_all_here(where, which...), which...) {}
    explicit scoped_lock(adopt_lock_t, Mutexes&... which) : std::scoped_lock<Mutexes...>(std::adopt_lock, which...) {}
};

template <class... Mutexes>
scoped_lock(Mutexes&...) -> scoped_lock<Mutexes...>;
template <class... Mutexes>
scoped_lock(adopt_lock_t, Mutexes&...) -> scoped_lock<Mutexes...>;

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
