// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/robust_mutex.hpp"

#include "process/descriptor.hpp"
#include "process/trouble.hpp"

#include <fermata/model/error.hpp>

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace fermata::suite::detail {

using process::detail::throw_trouble;

struct robust_mutex::shared {
    pthread_mutex_t mutex;
};

namespace {

void* map(int file, std::size_t size) {
    void* const mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) {
        throw_trouble("mmap", errno);
    }
    return mapped;
}

void make_mutex(pthread_mutex_t& in) {
    pthread_mutexattr_t how;
    ::pthread_mutexattr_init(&how);
    ::pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    ::pthread_mutexattr_setrobust(&how, PTHREAD_MUTEX_ROBUST);
    ::pthread_mutexattr_settype(&how, PTHREAD_MUTEX_ERRORCHECK);
    ::pthread_mutex_init(&in, &how);
    ::pthread_mutexattr_destroy(&how);
}

/// Beside the file first, and only then under its name: whoever is killed meanwhile has made nothing.
void make_file(std::string const& path, std::size_t size) {
    std::string fresh = path + ".XXXXXX";
    process::detail::descriptor const file(::mkostemp(fresh.data(), O_CLOEXEC));
    if (!file || ::ftruncate(file.get(), static_cast<off_t>(size)) != 0) {
        throw_trouble("the file of a lock cannot be made: " + fresh, errno);
    }
    void* const mapped = map(file.get(), size);
    make_mutex(*static_cast<pthread_mutex_t*>(mapped));
    ::munmap(mapped, size);
    int const error = ::link(fresh.c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(fresh.c_str());
    if (error != 0 && error != EEXIST) { // somebody else was quicker
        throw_trouble("the file of a lock cannot be made: " + path, error);
    }
}

robust_mutex::answer answer_of(int error, pthread_mutex_t& of) {
    switch (error) {
    case 0: return robust_mutex::answer::taken;
    case EBUSY: return robust_mutex::answer::busy;
    case EOWNERDEAD: ::pthread_mutex_consistent(&of); return robust_mutex::answer::taken_from_the_dead;
    case EDEADLK: throw usage_error("suite::lock: this thread holds it already, by another object of that name");
    default: throw_trouble("pthread_mutex_lock", error);
    }
}

} // namespace

robust_mutex::robust_mutex(std::string const& path) {
    process::detail::descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!file) {
        make_file(path, sizeof(shared));
        file = process::detail::descriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    }
    if (!file) {
        throw_trouble("the file of a lock cannot be opened: " + path, errno);
    }
    shared_ = static_cast<shared*>(map(file.get(), sizeof(shared)));
}

robust_mutex::~robust_mutex() { ::munmap(shared_, sizeof(shared)); }

robust_mutex::answer robust_mutex::lock() { return answer_of(::pthread_mutex_lock(&shared_->mutex), shared_->mutex); }

robust_mutex::answer robust_mutex::try_lock() {
    int const error = ::pthread_mutex_trylock(&shared_->mutex);
    return answer_of(error == EDEADLK ? EBUSY : error, shared_->mutex);
}

void robust_mutex::unlock() noexcept { ::pthread_mutex_unlock(&shared_->mutex); }

} // namespace fermata::suite::detail
