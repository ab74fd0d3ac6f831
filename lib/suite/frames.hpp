// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/wire.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fermata::suite::detail {

/// What a worker and the process that runs it say to each other, over a socket of their own.
enum class frame_kind : std::uint32_t {
    // from the worker
    ready = 1,        ///< main() is reached
    began,            ///< the test case of `index`
    assertion_failed, ///< body: failure_text
    crashing,         ///< body: what the framework's signal handler says; nothing else comes after it
    note,             ///< body: a sentence for the report
    dumped,           ///< body: what it was in when it was asked: a replay token, or nothing
    ended,            ///< body: case_report
    // to the worker
    run,   ///< the test case of `index`; body: number and count of the workers
    finish ///< there is nothing more to be run
};

struct frame_head {
    std::uint32_t mark = 0;
    frame_kind kind = frame_kind::ready;
    std::uint64_t index = 0;
    std::uint64_t size = 0; ///< of the body
};
inline constexpr std::uint32_t frame_mark = 0x66726d31;

/// A failed assertion, or an exception.
struct failure_text {
    std::string place; ///< "tests/db.cpp:12"
    std::string kind;  ///< "CHECK"; empty for an exception
    std::string text;
};

/// What a worker says about a test case that has ended.
struct case_report {
    bool has_passed = false;
    double seconds = 0;
    std::uint64_t assertions = 0;
    std::uint64_t assertions_failed = 0;
    std::string console{}; ///< what the framework's console reporter printed
    std::string xml{};     ///< what its XML reporter did
};

std::string encode(frame_kind kind, std::uint64_t index, std::string_view body);
std::string to_body(failure_text const& value);
std::string to_body(case_report const& value);
/// These throw usage_error if it is none.
failure_text failure_in(std::string_view body);
case_report report_in(std::string_view body);

struct frame {
    frame_kind kind = frame_kind::ready;
    std::uint64_t index = 0;
    std::string body{};
};

/// Takes bytes and gives frames.
class frame_reader {
public:
    void add(char const* bytes, std::size_t size) { bytes_.append(bytes, size); }
    /// False if there is no whole one.
    bool next(frame& into);
    /// What came is no frame: a test has written to the descriptor.
    bool is_broken() const noexcept { return is_broken_; }

private:
    std::string bytes_;
    std::size_t at_ = 0;
    bool is_broken_ = false;
};

/// False if it cannot be written. Safe in a signal handler.
bool write_all(int descriptor, char const* bytes, std::size_t size) noexcept;

} // namespace fermata::suite::detail
