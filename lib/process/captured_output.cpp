// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/captured_output.hpp"

#include "process/trouble.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace fermata::process::detail {

namespace {
constexpr std::size_t chunk = 64 * 1024;
constexpr std::size_t kept_min = 4 * chunk; // so that a banner is found before it is forgotten
constexpr int chunks_at_once = 256;
constexpr std::size_t tail_lines = 10;
constexpr std::size_t tail_bytes = 2000;
} // namespace

void captured_stream::open(descriptor from, std::string const& copy_to, std::size_t kept_max) {
    from_ = std::move(from);
    copy_to_.reset();
    if (!copy_to.empty()) {
        copy_to_ = descriptor(::open(copy_to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (!copy_to_) {
            throw_trouble("the output file '" + copy_to + "' cannot be opened", errno);
        }
    }
    kept_.clear();
    kept_max_ = std::max(kept_max, kept_min);
    end_ = 0;
}

bool captured_stream::drain() {
    if (!from_) {
        return false;
    }
    auto const buffer = std::make_unique_for_overwrite<char[]>(chunk); // not on a fiber's stack
    ssize_t const got = ::read(from_.get(), buffer.get(), chunk);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return false;
    }
    if (got <= 0) {
        from_.reset();
        copy_to_.reset();
        return false;
    }
    auto const size = static_cast<std::size_t>(got);
    if (kept_.size() + size > 2 * kept_max_) {
        kept_.erase(0, kept_.size() - kept_max_);
    }
    kept_.append(buffer.get(), size);
    end_ += size;
    for (std::size_t written = 0; copy_to_ && written < size;) {
        ssize_t const put = ::write(copy_to_.get(), buffer.get() + written, size - written);
        if (put < 0 && errno != EINTR) {
            copy_to_.reset(); // a full disk must not stop the process
        }
        written += put > 0 ? static_cast<std::size_t>(put) : 0;
    }
    return true;
}

void captured_stream::close() noexcept {
    from_.reset();
    copy_to_.reset();
}

std::string_view captured_stream::kept() const noexcept {
    std::string_view const all = kept_;
    return all.size() > kept_max_ ? all.substr(all.size() - kept_max_) : all;
}

bool captured_output::drain() {
    std::lock_guard const lock(guards);
    bool const some = output.drain();
    return errors.drain() || some;
}

void captured_output::drain_all() {
    for (int i = 0; i < chunks_at_once && drain(); ++i) { // it may write quicker than we read
    }
}

std::string captured_output::tail() const {
    std::lock_guard const lock(guards);
    std::string text;
    auto const add = [&](captured_stream const& from, char const* name) {
        std::string_view kept = from.kept();
        while (!kept.empty() && kept.back() == '\n') {
            kept.remove_suffix(1);
        }
        kept.remove_prefix(kept.size() - std::min(kept.size(), tail_bytes));
        std::size_t begin = kept.size();
        for (std::size_t i = 0; i < tail_lines && begin != std::string_view::npos && begin != 0; ++i) {
            begin = kept.rfind('\n', begin - 1);
        }
        kept.remove_prefix(begin == std::string_view::npos || begin == 0 ? 0 : begin + 1);
        if (kept.empty()) {
            return;
        }
        text += text.empty() ? "" : "\n";
        text += std::string(name) + ":\n";
        text += kept;
    };
    add(output, "its output");
    add(errors, "its error output");
    return text;
}

} // namespace fermata::process::detail
