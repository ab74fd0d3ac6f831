// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/outcome.hpp>
#include <fermata/model/report.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace fermata {

/// What an adapter of a test framework listens to. The library knows no framework; see doctest.hpp.
class listener {
public:
    virtual ~listener();

    virtual void exploration_began() {}
    virtual void execution_began(std::uint64_t) {}
    virtual void execution_ended(outcome) {}
    virtual void exploration_ended(report const&) {}

    /// Exchanges what the framework keeps per OS thread with what `slot` keeps for one fiber (null at
    /// first). Called with its own slot when a fiber gives way, and again when it goes on.
    virtual void exchange_thread_state(void*&) {}

    /// The fiber of this slot has ended, or will never go on.
    virtual void discard_thread_state(void*&) {}
};

/// Sets the listener of this process, null for none; returns the one before. Not while anything runs.
listener* set_listener(listener* now) noexcept;

/// Whether the calling code runs inside of an exploration.
bool is_exploring() noexcept;

/// The execution that runs has failed; the fiber goes on. For frameworks whose assertions do not throw.
/// Does nothing outside an exploration.
void record_failure(std::string message, std::string file, std::size_t line);

} // namespace fermata
