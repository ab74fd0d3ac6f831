// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "suite/last_words.hpp"

#include "process/guardian/protocol.hpp"
#include "process/guardian_client.hpp"
#include "process/trouble.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace fermata::suite::detail {

namespace {
constexpr std::uint32_t half_size = 256 * 1024;
using head = process::guardian::last_words_head;
} // namespace

last_words::last_words() : file_(::memfd_create("fermata-last-words", MFD_CLOEXEC)) {
    if (!file_) {
        process::detail::throw_trouble("memfd_create", errno);
    }
    clear();
    process::detail::leave_last_words(file_.get(), STDERR_FILENO);
}

void last_words::set(std::string_view text) {
    text = text.substr(0, half_size);
    head const now{static_cast<std::uint32_t>(sizeof(head)) + half_ * half_size,
                   static_cast<std::uint32_t>(text.size())};
    half_ ^= 1;
    if (::pwrite(file_.get(), text.data(), text.size(), now.begin) == static_cast<ssize_t>(text.size())) {
        static_cast<void>(!::pwrite(file_.get(), &now, sizeof(now), 0));
    }
}

void last_words::clear() {
    head const none{};
    static_cast<void>(!::pwrite(file_.get(), &none, sizeof(none), 0));
}

} // namespace fermata::suite::detail
