// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/descriptor.hpp"

#include <fermata/process/probe.hpp>

#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

namespace fermata::process::detail {

struct address {
    sockaddr_storage bytes{};
    socklen_t size = 0;
};

/// Where a probe connects to. Names of hosts are looked up by a thread, because that may take its time.
class endpoint {
public:
    static endpoint tcp(std::string host, int port);
    static endpoint unix_socket(std::string path);

    std::string const& text() const noexcept { return text_; }

    struct lookup;
    std::shared_ptr<lookup> find_addresses() const;

private:
    std::string text_;
    std::string host_; ///< empty: the address is known
    int port_ = 0;
    address known_{};
};

/// One connection being made, address by address; asked until it is there or refused. Never blocks.
class connecting {
public:
    explicit connecting(endpoint const& to) : to_(to) {}

    /// yes: socket() is connected. no: nobody accepts there, and the next call begins anew.
    answer ask(wakeups& wake);
    descriptor& socket() noexcept { return socket_; }
    void begin_anew();

private:
    answer advance(wakeups& wake);

    endpoint to_;
    std::shared_ptr<endpoint::lookup> lookup_;
    std::vector<address> addresses_;
    std::size_t next_ = 0;
    descriptor socket_;
    bool is_under_way_ = false;
};

} // namespace fermata::process::detail
