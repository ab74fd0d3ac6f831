// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "event_loop.hpp"

#include <fermata/sync/channel.hpp>

#include <cstdint>
#include <functional>
#include <optional>

namespace harness {

struct message {
    enum class kind_type { request, reply, timeout };

    kind_type kind = kind_type::request;
    int client = 0;  ///< who asks, from 0
    int number = 0;  ///< which of this client's requests, from 0
    int attempt = 0; ///< how often it had been sent before
    int amount = 0;  ///< what is asked for
};

using inbox = fermata::channel<message>;

/// What becomes of a message: how long it is on its way, or empty if it is lost. It is asked in the
/// fiber that sends, so it may call fermata::choose().
using fate = std::function<std::optional<duration>()>;

/// For a simulation: ten in a hundred messages are lost, the others take 1 to 20 ms, and may overtake.
fate stormy();

/// For an exploration: a message takes 1 ms, except that at most one in an execution is lost, and at
/// most one is late. Which ones is a choice like any other, so every possibility is explored.
fate one_mishap_of_each_kind();

/// Carries messages through the event loop.
class network {
public:
    network(event_loop& loop, fate decide) : loop_(loop), decide_(std::move(decide)) {}

    void send(inbox& to, message what);

    std::uint64_t sent() const noexcept { return sent_; }
    std::uint64_t lost() const noexcept { return lost_; }

private:
    event_loop& loop_;
    fate decide_;
    std::uint64_t sent_ = 0;
    std::uint64_t lost_ = 0;
};

} // namespace harness
