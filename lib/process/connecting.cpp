// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "process/connecting.hpp"

#include "process/trouble.hpp"

#include <fermata/model/error.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>

namespace fermata::process::detail {

/// Shared with the thread that looks up, which may outlive whoever asks.
struct endpoint::lookup {
    std::vector<address> found;
    std::atomic<bool> is_done = false;
    descriptor told; ///< closed by the thread when it is done
    descriptor telling;
};

namespace {

address make_address(void const* bytes, std::size_t size) {
    address made;
    std::memcpy(&made.bytes, bytes, size);
    made.size = static_cast<socklen_t>(size);
    return made;
}

address internet_address(in_addr where, int port) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(static_cast<std::uint16_t>(port));
    made.sin_addr = where;
    return make_address(&made, sizeof(made));
}

address internet_address(in6_addr const& where, int port) {
    sockaddr_in6 made{};
    made.sin6_family = AF_INET6;
    made.sin6_port = htons(static_cast<std::uint16_t>(port));
    made.sin6_addr = where;
    return make_address(&made, sizeof(made));
}

/// Null-terminated text on its way to a thread.
void look_up(std::shared_ptr<endpoint::lookup> const& into, std::string const& host, int port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) == 0) {
        for (addrinfo const* each = found; each != nullptr; each = each->ai_next) {
            into->found.push_back(make_address(each->ai_addr, each->ai_addrlen));
        }
        ::freeaddrinfo(found);
    }
    into->is_done = true;
    into->telling.reset();
}

} // namespace

endpoint endpoint::tcp(std::string host, int port) {
    if (host.empty() || port < 1 || port > 65535) {
        throw usage_error("'" + host + ":" + std::to_string(port) + "' is no host and port");
    }
    endpoint made;
    made.text_ = host.find(':') != std::string::npos ? "[" + host + "]:" + std::to_string(port)
                                                     : host + ":" + std::to_string(port);
    made.port_ = port;
    in_addr four{};
    in6_addr six{};
    if (::inet_pton(AF_INET, host.c_str(), &four) == 1) {
        made.known_ = internet_address(four, port);
    } else if (::inet_pton(AF_INET6, host.c_str(), &six) == 1) {
        made.known_ = internet_address(six, port);
    } else {
        made.host_ = std::move(host);
    }
    return made;
}

endpoint endpoint::unix_socket(std::string path) {
    sockaddr_un where{};
    if (path.empty() || path.size() >= sizeof(where.sun_path)) {
        throw usage_error("unix_socket(): the path has " + std::to_string(path.size()) + " characters; 1 to " +
                          std::to_string(sizeof(where.sun_path) - 1) + " are possible");
    }
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path, path.data(), path.size());
    endpoint made;
    made.known_ = make_address(&where, sizeof(where));
    made.text_ = std::move(path);
    return made;
}

std::shared_ptr<endpoint::lookup> endpoint::find_addresses() const {
    auto made = std::make_shared<lookup>();
    if (host_.empty()) {
        made->found.push_back(known_);
        made->is_done = true;
    } else if (host_ == "localhost") { // what it always is
        made->found.push_back(internet_address(in_addr{htonl(INADDR_LOOPBACK)}, port_));
        made->found.push_back(internet_address(in6addr_loopback, port_));
        made->is_done = true;
    } else {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) {
            throw_trouble("pipe", errno);
        }
        made->told = descriptor(ends[0]);
        made->telling = descriptor(ends[1]);
        std::thread(look_up, made, host_, port_).detach();
    }
    return made;
}

void connecting::begin_anew() {
    socket_.reset();
    is_under_way_ = false;
    lookup_.reset();
    addresses_.clear();
    next_ = 0;
}

answer connecting::ask(wakeups& wake) {
    answer const found = advance(wake);
    if (found == answer::no) {
        begin_anew();
    }
    return found;
}

answer connecting::advance(wakeups& wake) {
    if (addresses_.empty()) {
        if (lookup_ == nullptr) {
            lookup_ = to_.find_addresses();
        }
        if (!lookup_->is_done) {
            wake.when_readable(lookup_->told.get());
            return answer::pending;
        }
        addresses_ = lookup_->found;
        lookup_.reset();
    }
    while (true) {
        if (is_under_way_) {
            pollfd asked{socket_.get(), POLLOUT, 0};
            if (::poll(&asked, 1, 0) == 0) {
                wake.when_writable(socket_.get());
                return answer::pending;
            }
            is_under_way_ = false;
            int error = 0;
            socklen_t size = sizeof(error);
            ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
            if (error == 0) {
                return answer::yes;
            }
        }
        if (next_ == addresses_.size()) {
            return answer::no;
        }
        address const& to = addresses_[next_++];
        socket_ = descriptor(::socket(to.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (!socket_) {
            continue; // that family is not there
        }
        if (::connect(socket_.get(), reinterpret_cast<sockaddr const*>(&to.bytes), to.size) == 0) {
            return answer::yes;
        }
        is_under_way_ = errno == EINPROGRESS; // EAGAIN of a unix socket: its queue is full, so try again later
    }
}

} // namespace fermata::process::detail
