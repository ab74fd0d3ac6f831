// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "event_loop.hpp"
#include "network.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace harness {

/// What the servers do with a request that comes again, because its reply was lost or late.
enum class server_kind {
    forgetful,  ///< the planted mistake: executes it again
    remembering ///< knows what it has executed, and only replies again
};

/// What has happened, seen from above: no client and no server looks into it.
struct books {
    std::int64_t applied = 0;         ///< sum of what the servers have executed
    std::int64_t acknowledged = 0;    ///< sum of what the clients were told
    std::uint64_t retries = 0;        ///< requests that were sent again
    std::uint64_t applied_again = 0;  ///< executions of a request that had been executed already
    std::vector<int> times_applied{}; ///< by request
};

/// The world of one execution. Everything in it is made anew for the next one.
struct world {
    world(int clients, int servers, int requests_each_, server_kind kind_, fate decide);

    int requests_each;
    server_kind kind;
    event_loop loop;
    harness::network network;
    std::deque<inbox> client_inboxes; // a deque, because a channel stays where it is
    std::deque<inbox> server_inboxes;
    harness::books books;
};

/// Sends its requests, one after the other, each until it is acknowledged.
void run_client(world& in, int me);

/// Serves requests until its inbox is closed.
void run_server(world& in, int me);

} // namespace harness
