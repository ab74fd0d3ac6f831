// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace fermata::suite {

namespace detail {
struct named_mutex;
}

/// Holds a lock of that name: among all processes of the run, the threads of one, and the fibers of an exploration. It
/// is a guard: made, it holds it. If a holder dies, whatever kills it, the lock goes on to the next, who is told.
///
/// In a fiber taking it is a scheduling point, and waiting for it parks the fiber. Releasing is none.
class lock {
public:
    /// Takes it, as soon as nobody else has it. Throws usage_error if this thread has it by another object.
    explicit lock(std::string_view name, source_location where = source_location::current());
    /// Takes nothing yet.
    lock(std::string_view name, std::defer_lock_t);
    lock(lock const&) = delete;
    lock& operator=(lock const&) = delete;
    /// Releases it.
    ~lock();

    /// Takes it again after unlock(); if this object holds it, once more.
    void relock(source_location where = source_location::current());
    bool try_lock(source_location where = source_location::current());
    /// Releases what was taken last. By the thread, or fiber, that has taken it.
    void unlock();
    bool owns_lock() const noexcept { return depth_ > 0; }
    /// Whether whoever held it before this one died with it: what the lock guards may be half done.
    bool owner_died() const noexcept { return owner_died_; }
    std::string const& name() const noexcept { return name_; }

private:
    bool take(bool may_wait, source_location where);

    std::string name_;
    detail::named_mutex& mutex_;
    int depth_ = 0;
    bool owner_died_ = false;
};

} // namespace fermata::suite
