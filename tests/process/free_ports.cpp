// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <doctest/doctest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <csignal>
#include <set>
#include <vector>

using namespace support;

TEST_CASE("a free port can be listened at, and none is handed out twice") {
    std::set<int> ports;
    for (int i = 0; i < 50; ++i) {
        int const port = process::free_port();
        CHECK(ports.insert(port).second);
        int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
        int const yes = 1; // as servers do: a connection to one that has ended may still be in TIME_WAIT there
        CHECK(::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(static_cast<unsigned short>(port));
        CHECK(::bind(socket, reinterpret_cast<sockaddr*>(&where), sizeof(where)) == 0);
        CHECK(::listen(socket, 1) == 0);
        ::close(socket);
    }
}

TEST_CASE("not even to processes that ask at the same time") {
    constexpr int processes = 8;
    constexpr int each_asks = 25;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
        children.push_back(::fork());
        if (children.back() == 0) {
            for (int k = 0; k < each_asks; ++k) {
                int const port = process::free_port();
                static_cast<void>(!::write(ends[1], &port, sizeof(port)));
            }
            while (true) {
                ::pause(); // it holds its ports
            }
        }
    }
    std::set<int> ports;
    for (int i = 0; i < processes * each_asks; ++i) {
        int port = 0;
        REQUIRE(::read(ends[0], &port, sizeof(port)) == sizeof(port));
        CHECK(ports.insert(port).second);
    }
    for (pid_t const each : children) {
        ::kill(each, SIGKILL);
        ::waitpid(each, nullptr, 0);
    }
    ::close(ends[0]);
    ::close(ends[1]);
}
