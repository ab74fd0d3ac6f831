// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <string>

namespace fermata::suite::detail {

/// A mutex in a file that processes share. If its owner dies, however that happens, the kernel hands it to the next
/// one and says so.
class robust_mutex {
public:
    enum class answer { taken, taken_from_the_dead, busy };

    /// The one in that file, which is made if it is not there: as a whole or not at all.
    explicit robust_mutex(std::string const& path);
    robust_mutex(robust_mutex const&) = delete;
    robust_mutex& operator=(robust_mutex const&) = delete;
    ~robust_mutex();

    /// Blocks this OS thread, which becomes the owner. Throws usage_error if it is the owner already.
    answer lock();
    answer try_lock();
    void unlock() noexcept;

private:
    struct shared;
    shared* shared_;
};

} // namespace fermata::suite::detail
