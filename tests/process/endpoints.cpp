// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// MK-29 to MK-36, MK-42, MK-43, MK-N1, MK-N2: ready by a connection or by an answer.
#include "support.hpp"

#include <doctest/doctest.h>

#include <netinet/in.h>
#include <sys/socket.h>

using namespace support;
using process::executor;
using process::executor_options;

namespace {

std::string url(int port, std::string const& target = "/") {
    return "http://127.0.0.1:" + std::to_string(port) + target;
}

std::string http_verb(int port, std::string const& statuses) { return "http=" + std::to_string(port) + ":" + statuses; }

} // namespace

TEST_CASE("MK-42 TCP, by address, by name, and late") {
    for (std::string const host : {"127.0.0.1", "localhost"}) {
        int const port = process::free_port();
        executor server{actor("sleep=50", "tcp=" + std::to_string(port)), ready_when::tcp(host, port)};
        server.start();
        CHECK(server.running());
    }
    CHECK_THROWS_AS(ready_when::tcp("", 80), fermata::usage_error);
    CHECK_THROWS_AS(ready_when::tcp("localhost", 70'000), fermata::usage_error);
}

TEST_CASE("a name that has to be looked up, and one that nobody knows: the deadline is kept") {
    executor server{actor("forever"), ready_when::tcp("no-such-host.invalid", 80), quick(200ms)};
    CHECK_THROWS_AS(server.start(), process::start_timeout);
}

TEST_CASE("MK-43 a unix socket that is bound before it listens") {
    folder const here;
    executor server{actor("bound=" + here / "socket", "print=bound", "sleep=50", "listen"),
                    ready_when::unix_socket(here / "socket")};
    server.start();
    CHECK(server.running());
    executor never{actor("bound=" + here / "other", "forever"), ready_when::unix_socket(here / "other"), quick(100ms)};
    CHECK_THROWS_AS(never.start(), process::start_timeout);
    CHECK_THROWS_AS(ready_when::unix_socket(std::string(200, 'x')), fermata::usage_error);
}

TEST_CASE("MK-34 something answers already there: already_running, before anything is started") {
    folder const here;
    int const port = process::free_port();
    executor first{actor("tcp=" + std::to_string(port)), ready_when::tcp("127.0.0.1", port)};
    first.start();
    executor socket{actor("unix=" + here / "socket"), ready_when::unix_socket(here / "socket")};
    socket.start();
    std::vector<ready_when::condition> const conditions = {
        ready_when::tcp("127.0.0.1", port), ready_when::http(url(port)), ready_when::unix_socket(here / "socket"),
        ready_when::all_of(ready_when::output("ready"), ready_when::tcp("127.0.0.1", port))};
    for (auto const& each : conditions) {
        executor second{actor("file=" + here / "started", "forever"), each};
        try {
            second.start();
            FAIL("nothing was thrown");
        } catch (process::already_running const& error) {
            CHECK(error.phase() == "before the start");
        }
        CHECK_FALSE(second.running());
    }
    CHECK_FALSE(std::filesystem::exists(here / "started"));
}

TEST_CASE("MK-29 an HTTP server that comes late") {
    int const port = process::free_port();
    executor server{actor("sleep=50", http_verb(port, "200")), ready_when::http(url(port))};
    server.start();
    CHECK(holds(server.output(), "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n"));
}

TEST_CASE("MK-31 one that answers 500 first and then 200, for HEAD, GET and POST") {
    for (std::string const method : {"HEAD", "GET", "POST"}) {
        int const port = process::free_port();
        ready_when::http_options options;
        options.method = method;
        executor server{actor(http_verb(port, "500:503:200")), ready_when::http(url(port), options)};
        server.start();
        std::string const requests = server.output();
        std::size_t count = 0;
        for (std::size_t at = requests.find(method + " / "); at != std::string::npos;
             at = requests.find(method + " / ", at + 1)) {
            ++count;
        }
        CHECK(count == 3);
    }
}

TEST_CASE("MK-32 a POST body, and headers") {
    int const port = process::free_port();
    ready_when::http_options options;
    options.method = "POST";
    options.body = "key=value";
    options.headers = {{"X-Test", "yes"}, {"host", "somewhere.example"}};
    executor server{actor(http_verb(port, "200")), ready_when::http(url(port, "/check"), options)};
    server.start();
    std::string const request = server.output();
    CHECK(holds(request, "POST /check HTTP/1.1\r\n"));
    CHECK(holds(request, "Content-Length: 9\r\n"));
    CHECK(holds(request, "X-Test: yes\r\n"));
    CHECK(holds(request, "host: somewhere.example\r\n"));
    CHECK_FALSE(holds(request, "Host: 127.0.0.1"));
    CHECK(holds(request, "\r\n\r\nkey=value"));
}

TEST_CASE("MK-36 the statuses that count as ready") {
    int port = process::free_port();
    ready_when::http_options options;
    options.statuses = {404, 401};
    executor server{actor(http_verb(port, "200:500:404")), ready_when::http(url(port), options)};
    server.start();
    port = process::free_port();
    executor never{actor(http_verb(port, "301:302:404")), ready_when::http(url(port)), quick(200ms)};
    CHECK_THROWS_AS(never.start(), process::start_timeout);
    port = process::free_port();
    executor created{actor(http_verb(port, "204")), ready_when::http(url(port))};
    created.start();
}

TEST_CASE("MK-N1 an endpoint that accepts and never answers ends at the deadline") {
    int const port = process::free_port();
    ready_when::http_options options;
    options.request_timeout = 60s; // longer than the deadline, which counts
    executor mute{actor("mute=" + std::to_string(port)), ready_when::http(url(port), options), quick(200ms)};
    auto const begin = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(mute.start(), process::start_timeout);
    CHECK(std::chrono::steady_clock::now() - begin < 30s);
    CHECK_FALSE(mute.running());
}

TEST_CASE("a request has its own time limit: mute once, it is asked again") {
    int const port = process::free_port();
    ready_when::http_options options;
    options.request_timeout = 100ms;
    executor server{actor(http_verb(port, "0:200")), ready_when::http(url(port), options)};
    server.start();
    CHECK(server.running());
}

TEST_CASE("while an endpoint is mute, the end of the process is noticed at once") {
    int const port = process::free_port();
    executor mute{actor("mute=" + std::to_string(port)), ready_when::tcp("127.0.0.1", port)};
    mute.start();
    // Its own server is another process, so nothing answers before the start only if that is not asked.
    auto const asks = ready_when::http(url(port));
    ready_when::condition const without_check(asks.description(), [asks] { return asks.make_probe(); });
    executor_options options;
    options.start_timeout = 300s;
    auto const begin = std::chrono::steady_clock::now();
    executor exits{actor("sleep=50", "exit=12"), without_check, options};
    CHECK_THROWS_AS(exits.start(), process::exited_before_ready);
    CHECK(std::chrono::steady_clock::now() - begin < 100s);
}

TEST_CASE("any_of with a mute member: the other one is asked side by side") {
    int const port = process::free_port();
    ready_when::http_options options;
    options.request_timeout = 300s;
    executor server{actor("print=x", "sleep=50", "print=ready", "mute=" + std::to_string(port)),
                    ready_when::any_of(ready_when::http(url(port), options), ready_when::output("ready"))};
    server.start();
    CHECK(server.running());
}

TEST_CASE("MK-N2 the query string is sent, and what stands behind # is not") {
    int const port = process::free_port();
    executor server{actor(http_verb(port, "200")), ready_when::http(url(port, "/ready?deep=1&all#top"))};
    server.start();
    CHECK(holds(server.output(), "GET /ready?deep=1&all HTTP/1.1\r\n"));
    int const other = process::free_port();
    executor bare{actor(http_verb(other, "200")), ready_when::http(url(other, "?q=1"))};
    bare.start();
    CHECK(holds(bare.output(), "GET /?q=1 HTTP/1.1\r\n"));
}

TEST_CASE("a URL that is none is a usage_error") {
    for (std::string const wrong : {"https://localhost/", "localhost:80", "http://", "http://:80/", "http://a:b/",
                                    "http://a:99999/", "http://a/ b", "http://user@host/"}) {
        CHECK_THROWS_AS(ready_when::http(wrong), fermata::usage_error);
    }
    ready_when::http_options options;
    options.method = "GET /x HTTP/1.0";
    CHECK_THROWS_AS(ready_when::http("http://localhost/", options), fermata::usage_error);
    options = {};
    options.headers = {{"X", "a\r\nY: b"}};
    CHECK_THROWS_AS(ready_when::http("http://localhost/", options), fermata::usage_error);
}

TEST_CASE("something that answers, but not HTTP, is not ready") {
    int const port = process::free_port();
    executor server{actor("tcp=" + std::to_string(port)), ready_when::http(url(port)), quick(100ms)};
    CHECK_THROWS_AS(server.start(), process::start_timeout);
}
