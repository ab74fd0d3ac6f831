// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The executors of other libraries are functions here: each starts, and waits for what its name says.
#include "support.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace support;
using process::executor;

TEST_CASE("simple_executor: the process runs") {
    executor server = process::simple_executor(actor("forever"));
    server.start();
    CHECK(server.running());
    CHECK(server.stop().how == process::stopped_by::stop_signal);
}

TEST_CASE("output_executor: its banner has come") {
    executor server = process::output_executor(actor("sleep=20", "print=server ready\\n", "forever"), "ready");
    server.start();
    CHECK(server.output() == "server ready\n");
}

TEST_CASE("tcp_executor: its port accepts") {
    int const port = process::free_port();
    executor server = process::tcp_executor(actor("sleep=20", "tcp=" + std::to_string(port)), "127.0.0.1", port);
    server.start();
    executor second{actor("forever"), ready_when::tcp("127.0.0.1", port)};
    CHECK_THROWS_AS(second.start(), process::already_running); // so somebody does accept there
}

TEST_CASE("unix_socket_executor: its socket accepts") {
    folder const here;
    executor server = process::unix_socket_executor(actor("sleep=20", "unix=" + here / "socket"), here / "socket");
    server.start();
    executor second{actor("forever"), ready_when::unix_socket(here / "socket")};
    CHECK_THROWS_AS(second.start(), process::already_running);
}

TEST_CASE("http_executor: it answers, and with a status that is accepted") {
    int const port = process::free_port();
    std::string const url = "http://127.0.0.1:" + std::to_string(port) + "/health?deep=1";
    executor server = process::http_executor(actor("sleep=20", "http=" + std::to_string(port) + ":503:200"), url);
    server.start();
    std::string const requests = server.output();
    CHECK(holds(requests, "GET /health?deep=1 HTTP/1.1"));
    CHECK(requests.find("GET /") != requests.rfind("GET /")); // 503 was not enough

    ready_when::http_options options;
    options.method = "HEAD";
    options.statuses = {503};
    int const other = process::free_port();
    executor quick = process::http_executor(actor("http=" + std::to_string(other) + ":503:200"),
                                            "http://127.0.0.1:" + std::to_string(other) + "/", options);
    quick.start();
    CHECK(holds(quick.output(), "HEAD / HTTP/1.1"));
}

TEST_CASE("pid_executor: its pid file is there") {
    folder const here;
    executor server = process::pid_executor(actor("sleep=20", "pid_file=" + here / "pid", "forever"), here / "pid");
    server.start();
    CHECK(content(here / "pid") == std::to_string(server.pid()) + "\n");
}
