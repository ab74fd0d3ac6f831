// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/robust_mutex.hpp"
#include "suite/run_folder.hpp"
#include "suite/waiting.hpp"
#include "suite/worker_side.hpp"

#include <fermata/model/error.hpp>
#include <fermata/suite/lock.hpp>

#include <unistd.h>

#include <map>
#include <memory>
#include <mutex>

namespace fermata::suite {

namespace detail {

/// One per name and process; stays for ever, because the kernel looks into it when its owner dies.
struct named_mutex {
    explicit named_mutex(std::string const& path) : shared(path) {}

    robust_mutex shared;
    bool is_held_by_fiber = false; ///< of this process; fibers of one OS thread are one owner for the kernel
};

namespace {

/// Names may hold anything, files' names may not.
std::string file_name(std::string_view name) {
    std::string made = "lock-";
    for (char const c : name) {
        auto const byte = static_cast<unsigned char>(c);
        made += "0123456789abcdef"[byte >> 4];
        made += "0123456789abcdef"[byte & 15];
    }
    return made;
}

named_mutex& mutex_named(std::string_view name) {
    if (name.empty() || name.size() > 100) {
        throw usage_error("suite::lock: a name has from 1 to 100 characters");
    }
    static std::mutex guards;
    static auto* const all = new std::map<std::string, std::unique_ptr<named_mutex>, std::less<>>;
    std::lock_guard const held(guards);
    auto const found = all->find(name);
    if (found != all->end()) {
        return *found->second;
    }
    std::string const path = run_folder::current() + "/" + file_name(name);
    return *all->emplace(std::string(name), std::make_unique<named_mutex>(path)).first->second;
}

constexpr std::chrono::milliseconds retry_interval(1);

} // namespace
} // namespace detail

lock::lock(std::string_view name, source_location where) : lock(name, std::defer_lock) { relock(where); }

lock::lock(std::string_view name, std::defer_lock_t) : name_(name), mutex_(detail::mutex_named(name)) {}

lock::~lock() {
    if (depth_ > 0) {
        depth_ = 1;
        unlock();
    }
}

void lock::relock(source_location where) { take(true, where); }

bool lock::try_lock(source_location where) { return take(false, where); }

bool lock::take(bool may_wait, source_location where) {
    using answer = detail::robust_mutex::answer;
    if (depth_ > 0) {
        ++depth_;
        return true;
    }
    answer got = answer::busy;
    if (detail::is_in_fiber()) {
        detail::pass_point("suite::lock '" + name_ + "'", where);
        auto const is_free = [this] { return !mutex_.is_held_by_fiber; };
        if (!is_free() && !may_wait) {
            return false;
        }
        while (true) {
            detail::wait_for_fibers(is_free, where);
            got = mutex_.shared.try_lock();
            if (got != answer::busy || !may_wait) {
                break;
            }
            detail::pause_for(detail::retry_interval, where); // another process, or another thread, has it
        }
        mutex_.is_held_by_fiber = got != answer::busy;
    } else {
        got = may_wait ? mutex_.shared.lock() : mutex_.shared.try_lock();
    }
    if (got == answer::busy) {
        return false;
    }
    owner_died_ = got == answer::taken_from_the_dead;
    depth_ = 1;
    if (owner_died_) {
        detail::note_for_report("the lock '" + name_ + "' was recovered: its holder had died");
    }
    return true;
}

void lock::unlock() {
    if (depth_ == 0) {
        throw usage_error("suite::lock '" + name_ + "': unlock() of what is not held");
    }
    if (--depth_ == 0) {
        mutex_.is_held_by_fiber = false;
        mutex_.shared.unlock();
    }
}

} // namespace fermata::suite
