// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A port that is free at the moment is not one that stays so: two tests that look at the same time find the same one.
// Therefore each port has a file, and whoever holds its lock has the port; the system gives the lock back when the
// process ends, however it does.
#include <fermata/process/free_port.hpp>

#include "process/descriptor.hpp"
#include "process/trouble.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

namespace fermata::process {

namespace {

// Below the range from which the system takes the ports of outgoing connections.
constexpr int first_port = 10'000;
constexpr int port_count = 20'000;
constexpr char const* folder = "/tmp/fermata-ports";

bool can_be_bound(int port, int family) {
    detail::descriptor const probe(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!probe) {
        return true; // that family is not there
    }
    int const yes = 1;
    ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)); // as servers do
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(static_cast<std::uint16_t>(port));
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = four.sin_port;
    if (family == AF_INET6) {
        ::setsockopt(probe.get(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
    }
    int const bound = family == AF_INET ? ::bind(probe.get(), reinterpret_cast<sockaddr*>(&four), sizeof(four))
                                        : ::bind(probe.get(), reinterpret_cast<sockaddr*>(&six), sizeof(six));
    return bound == 0 || errno == EADDRNOTAVAIL;
}

} // namespace

int free_port() {
    if (::mkdir(folder, 01777) == 0) {
        ::chmod(folder, 01777); // whatever the umask says: other users have tests, too
    }
    unsigned random = 0;
    if (::getrandom(&random, sizeof(random), 0) != sizeof(random)) {
        detail::throw_trouble("getrandom", errno);
    }
    for (int i = 0; i < port_count; ++i) {
        int const port = first_port + static_cast<int>((random + static_cast<unsigned>(i)) % port_count);
        std::string const path = std::string(folder) + "/" + std::to_string(port);
        detail::descriptor file(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0444));
        if (!file) {
            if (errno == EACCES || errno == ELOOP) {
                continue;
            }
            detail::throw_trouble("the lock file '" + path + "' cannot be opened", errno);
        }
        if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0 && can_be_bound(port, AF_INET) &&
            can_be_bound(port, AF_INET6)) {
            static_cast<void>(file.release()); // until this process ends
            return port;
        }
    }
    detail::throw_trouble("no port is free", EADDRINUSE);
}

} // namespace fermata::process
