// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>

namespace fermata::detail {

class execution;

/// Sees to it that a crash of the program under test leaves its replay token on standard error, and that
/// a fiber which has the order to end cannot end the process. Called before anything runs on a thread; looks whether
/// a framework has taken the handlers away unless it has done so a moment ago.
void prepare_for_crashes(bool always_look) noexcept;

/// Writes the replay token of the execution that this thread is in, if any, and where it is, to standard error: for a
/// handler of a signal that asks a program what it hangs in.
void write_hang_report() noexcept;

/// Six bits over the events before a choice, and the fibers and names in them. Signal-safe.
class replay_check {
public:
    explicit replay_check(execution const& of) noexcept : of_(of) {}

    /// The check of the choice with that index; to be called for each in its order.
    std::uint8_t next(std::size_t choice_index) noexcept;
    /// The check of everything after the last choice; it is the last entry of a token.
    std::uint8_t end() noexcept;

private:
    void mix(std::uint64_t value) noexcept { hash_ = (hash_ ^ value) * 0x100000001b3; }
    void mix_events_before(std::uint64_t step) noexcept;
    std::uint8_t six_bits() const noexcept { return static_cast<std::uint8_t>((hash_ ^ hash_ >> 29) >> 7 & 63); }

    execution const& of_;
    std::size_t step_ = 0;
    std::uint64_t hash_ = 0xcbf29ce484222325;
};

} // namespace fermata::detail
