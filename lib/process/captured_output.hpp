// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/descriptor.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace fermata::process::detail {

/// One stream of a process: its last bytes, and how many there were in all.
class captured_stream {
public:
    void open(descriptor from, std::string const& copy_to, std::size_t kept_max);
    /// Takes what is there, but at most so much that the next call finds it all kept. False if there was nothing.
    bool drain();
    void close() noexcept;
    int get() const noexcept { return from_.get(); }

    std::string_view kept() const noexcept;
    /// The offset, in the whole stream, of the first byte that is kept, and of the one after the last.
    std::uint64_t begin() const noexcept { return end_ - kept().size(); }
    std::uint64_t end() const noexcept { return end_; }

private:
    descriptor from_;
    descriptor copy_to_;
    std::string kept_;
    std::size_t kept_max_ = 0;
    std::uint64_t end_ = 0;
};

/// Both streams. While an executor waits it drains them itself; in the time between, a thread does.
struct captured_output {
    std::mutex mutable guards;
    captured_stream output;
    captured_stream errors;

    /// False if there was nothing.
    bool drain();
    void drain_all();
    std::string tail() const;
};

} // namespace fermata::process::detail
