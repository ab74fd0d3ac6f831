// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "simulation.hpp"

#include <fermata/model/trace.hpp>

#include <fmt/format.h>

#include <functional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace harness {

namespace {

/// FNV-1a over what happened: the same on every machine, with every compiler.
class trace_hash {
public:
    void add(fermata::event const& happened) {
        add(fmt::format("{} {} {} {}\n", happened.step, happened.fiber, to_string(happened.kind), happened.name));
    }
    std::uint64_t value() const noexcept { return value_; }

private:
    void add(std::string_view text) noexcept {
        for (char const character : text) {
            value_ = (value_ ^ static_cast<unsigned char>(character)) * 0x100000001b3;
        }
    }

    std::uint64_t value_ = 0xcbf29ce484222325;
};

std::vector<fermata::starter> everybody(world& in) {
    std::vector<fermata::starter> all;
    for (std::size_t i = 0; i < in.server_inboxes.size(); ++i) {
        all.emplace_back(fmt::format("server {}", i + 1), run_server, std::ref(in), static_cast<int>(i));
    }
    for (std::size_t i = 0; i < in.client_inboxes.size(); ++i) {
        all.emplace_back(fmt::format("client {}", i + 1), run_client, std::ref(in), static_cast<int>(i));
    }
    return all;
}

/// Nothing is on its way, and nobody has a timeout: the clients are done, and the servers may go home.
void send_servers_home(world& in) {
    for (inbox& server : in.server_inboxes) {
        server.close();
    }
}

} // namespace

summary simulate(settings const& chosen, fermata::runner_options const& with) {
    world in{chosen.clients, chosen.servers, chosen.requests_each, chosen.kind, chosen.decide};
    fermata::runner runner{everybody(in), {}, with};
    summary result;
    trace_hash hash;
    bool are_home = false;
    while (!runner.done()) {
        if (auto const happened = runner.step()) {
            hash.add(*happened);
            ++result.steps;
        } else if (!in.loop.advance()) {
            if (std::exchange(are_home, true)) {
                throw std::logic_error("somebody waits for what will never come");
            }
            send_servers_home(in);
        }
    }
    result.books = in.books;
    result.sent = in.network.sent();
    result.lost = in.network.lost();
    result.time = in.loop.now();
    result.trace_hash = hash.value();
    return result;
}

} // namespace harness
