// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace example {

namespace {

sockaddr_in local(int port) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<unsigned short>(port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return where;
}

void put(int socket, std::string const& text) {
    if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
        throw std::runtime_error("the other side is gone");
    }
}

} // namespace

std::string request(int port, std::string const& method, std::string const& target) {
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in const where = local(port);
    if (::connect(socket, reinterpret_cast<sockaddr const*>(&where), sizeof(where)) != 0) {
        ::close(socket);
        throw std::runtime_error("no server at port " + std::to_string(port));
    }
    put(socket, method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    std::string answer;
    char buffer[1024];
    ssize_t got = 0;
    while ((got = ::read(socket, buffer, sizeof(buffer))) > 0) {
        answer.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(socket);
    std::size_t const head = answer.find("\r\n\r\n");
    return head == std::string::npos ? "" : answer.substr(head + 4);
}

void serve(int port, std::function<std::string(std::string const&)> const& handler) {
    int const listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int const yes = 1;
    ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    sockaddr_in const where = local(port);
    if (::bind(listening, reinterpret_cast<sockaddr const*>(&where), sizeof(where)) != 0 ||
        ::listen(listening, 16) != 0) {
        throw std::runtime_error("port " + std::to_string(port) + " is not free");
    }
    while (true) {
        int const client = ::accept(listening, nullptr, nullptr);
        std::string text;
        char buffer[1024];
        while (text.find("\r\n\r\n") == std::string::npos) {
            ssize_t const got = ::read(client, buffer, sizeof(buffer));
            if (got <= 0) {
                break;
            }
            text.append(buffer, static_cast<std::size_t>(got));
        }
        if (std::size_t const end = text.find(" HTTP/"); end != std::string::npos) {
            std::string const body = handler(text.substr(0, end));
            put(client, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        }
        ::close(client);
    }
}

} // namespace example
