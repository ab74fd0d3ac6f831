// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/outcome.hpp>
#include <fermata/model/output_stream.hpp>
#include <fermata/model/schedule.hpp>
#include <fermata/model/trace.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fermata {

/// The first execution that failed.
struct failure {
    fermata::outcome outcome = fermata::outcome::failed;
    std::string message;  ///< what failed, in a sentence
    std::string fiber;    ///< in which fiber; empty if in no particular one
    std::string file;     ///< where, empty if unknown
    std::size_t line = 0; ///< from 1
    std::optional<std::size_t>
        step{};                   ///< how many steps stood before it; empty: at the end of its fiber, or of the trace
    std::uint64_t execution = 0;  ///< which one, from 1; one that was cut off has the number that it would have
    std::string token;            ///< pass it to replay(), or set FERMATA_REPLAY to it
    fermata::schedule schedule{}; ///< what went in
    fermata::trace trace{};       ///< what came out
    std::vector<std::string> fibers{};  ///< the names of all fibers, by number
    std::vector<std::string> details{}; ///< further lines: what each fiber waits for, what was left behind
    failure_cause cause = failure_cause::expectation;
};

/// The result of an exploration.
struct report {
    std::uint64_t executions = 0; ///< that ran to an end of their own: completed, failed, deadlocked or livelocked
    std::uint64_t steps = 0;      ///< in all executions
    bool complete = false;        ///< whether nothing is left to explore
    std::optional<fermata::failure> failure{};
    std::uint64_t seed = 0;                            ///< of the strategies that sample
    std::array<std::uint64_t, outcome_count> counts{}; ///< by outcome; see count()
    std::uint64_t fibers_left_behind = 0;              ///< that swallowed the order to end, or met noexcept with it
    std::string shown{};                               ///< see verdict()

    /// No execution failed, and there was at least one.
    bool ok() const noexcept { return !failure.has_value() && executions != 0; }
    explicit operator bool() const noexcept { return ok(); }

    /// How many executions ended so.
    std::uint64_t count(outcome how) const noexcept { return counts[static_cast<std::size_t>(how)]; }

    /// What was shown, in one sentence: "all 1680 interleavings", never just "passed".
    std::string verdict() const { return shown; }
};

/// The report as a person reads it, on one screen: what failed, a column per fiber, and the line to
/// paste for a replay.
std::string to_string(report const& value);

template <detail::output_stream Ostream>
Ostream& operator<<(Ostream& stream, report const& value) {
    stream << to_string(value);
    return stream;
}

} // namespace fermata
