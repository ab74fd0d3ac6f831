// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "protocol.hpp"

#include <fermata/core/expect.hpp>

#include <set>
#include <utility>

namespace harness {

namespace {

constexpr duration patience{25}; // until a request is sent again

/// True when the reply has come, false when it is time to send again.
bool await_reply(inbox& from, message const& request) {
    while (auto const received = from.receive()) {
        bool const is_mine = received->number == request.number;
        if (is_mine && received->kind == message::kind_type::reply) {
            return true;
        }
        if (is_mine && received->attempt == request.attempt) {
            return false;
        }
        // Anything else is late: a second reply, or the timeout of an attempt that is over.
    }
    return false;
}

} // namespace

world::world(int clients, int servers, int requests_each_, server_kind kind_, fate decide)
    : requests_each(requests_each_),
      kind(kind_),
      network(loop, std::move(decide)),
      client_inboxes(static_cast<std::size_t>(clients)),
      server_inboxes(static_cast<std::size_t>(servers)) {
    books.times_applied.resize(static_cast<std::size_t>(clients) * static_cast<std::size_t>(requests_each));
}

void run_client(world& in, int me) {
    inbox& mine = in.client_inboxes[static_cast<std::size_t>(me)];
    inbox& server = in.server_inboxes[static_cast<std::size_t>(me) % in.server_inboxes.size()];
    for (int number = 0; number < in.requests_each; ++number) {
        message request{message::kind_type::request, me, number, 0, 1 + (me + number) % 9};
        while (true) {
            fermata::note(request.attempt == 0 ? "asks" : "asks again", request.amount);
            in.network.send(server, request);
            message timeout = request;
            timeout.kind = message::kind_type::timeout;
            in.loop.after(patience, [&mine, timeout] { mine.send(timeout); });
            if (await_reply(mine, request)) {
                break;
            }
            ++request.attempt;
            ++in.books.retries;
        }
        in.books.acknowledged += request.amount;
        fermata::note("was told", request.amount);
    }
}

void run_server(world& in, int me) {
    inbox& mine = in.server_inboxes[static_cast<std::size_t>(me)];
    std::set<std::pair<int, int>> executed;
    while (auto request = mine.receive()) {
        bool const is_new = executed.emplace(request->client, request->number).second;
        if (is_new || in.kind == server_kind::forgetful) {
            int const id = request->client * in.requests_each + request->number;
            in.books.applied += request->amount;
            in.books.applied_again += in.books.times_applied[static_cast<std::size_t>(id)]++ != 0;
            fermata::note("applied", request->amount);
        }
        request->kind = message::kind_type::reply;
        in.network.send(in.client_inboxes[static_cast<std::size_t>(request->client)], *request);
    }
}

} // namespace harness
