// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Trap 6: a system call that blocks would stop every fiber. Waiting for a file descriptor parks its fiber.
#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace {

struct pipe_of_two {
    int ends[2] = {-1, -1};
    pipe_of_two() { REQUIRE(::pipe(ends) == 0); }
    pipe_of_two(pipe_of_two const&) = delete;
    pipe_of_two& operator=(pipe_of_two const&) = delete;
    ~pipe_of_two() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    int reading() const { return ends[0]; }
    int writing() const { return ends[1]; }
    void put(char value) const { REQUIRE(::write(ends[1], &value, 1) == 1); }
    char get() const {
        char value = 0;
        REQUIRE(::read(ends[0], &value, 1) == 1);
        return value;
    }
};

} // namespace

TEST_CASE("who waits for a pipe is parked, and goes on when another fiber has written") {
    pipe_of_two const pipe;
    std::string log;
    auto const reads = [&] {
        fermata::wait_readable(pipe.reading());
        log += pipe.get();
    };
    auto const writes = [&] {
        log += '1';
        fermata::checkpoint("one");
        log += '2';
        fermata::checkpoint("two");
        pipe.put('x');
    };
    fermata::starter const reader{"reader", reads};
    fermata::starter const writer{"writer", writes};
    fermata::runner{{reader, writer}}.finish();
    CHECK(log == "12x");
}

TEST_CASE("two wait, each for its own") {
    pipe_of_two const first;
    pipe_of_two const second;
    std::string log;
    auto const reads = [&log](pipe_of_two const& from) {
        fermata::wait_readable(from.reading());
        log += from.get();
    };
    fermata::starter const a{"alice", reads, std::ref(first)};
    fermata::starter const b{"bob", reads, std::ref(second)};
    fermata::starter const w{"writer", [&] {
                                 fermata::checkpoint("both wait");
                                 second.put('b');
                                 fermata::wait_until([&] { return log == "b"; });
                                 first.put('a');
                             }};
    fermata::runner{{a, b, w}}.finish();
    CHECK(log == "ba");
}

TEST_CASE("nobody else is enabled: the runner sleeps until a descriptor is ready") {
    pipe_of_two const pipe;
    std::string log;
    fermata::starter const reader{"reader", [&] {
                                      fermata::wait_readable(pipe.reading());
                                      log += pipe.get();
                                  }};
    std::thread writer; // of the operating system: what "outside" means
    fermata::starter const starts{"starts", [&] { writer = std::thread([&] { pipe.put('o'); }); }};
    fermata::runner{{reader, starts}}.finish();
    writer.join();
    CHECK(log == "o");
}

TEST_CASE("nothing ever comes: a deadlock after outside_wait_max, that names who waits") {
    pipe_of_two const pipe;
    fermata::starter const reader{"reader", [&] { fermata::wait_readable(pipe.reading()); }};
    fermata::runner_options options;
    options.outside_wait_max = std::chrono::milliseconds(20);
    fermata::runner runner{{reader}, {}, options};
    try {
        runner.finish();
        FAIL("nothing was thrown");
    } catch (fermata::deadlock const& error) {
        CHECK(std::string(error.what()).find("reader") != std::string::npos);
    }
}

TEST_CASE("others go on while one waits, and it is not enabled too early") {
    pipe_of_two const pipe;
    int steps = 0;
    int steps_when_read = -1;
    fermata::starter const reader{"reader", [&] {
                                      fermata::wait_readable(pipe.reading());
                                      steps_when_read = steps;
                                      static_cast<void>(pipe.get());
                                  }};
    fermata::starter const worker{"worker", [&] {
                                      for (; steps < 1000; ++steps) {
                                          fermata::checkpoint("works");
                                      }
                                      pipe.put('x');
                                  }};
    fermata::runner{{reader, worker}}.finish();
    CHECK(steps_when_read == 1000);
}

TEST_CASE("wait_writable, and a hang-up ends the wait too") {
    pipe_of_two const pipe;
    bool wrote = false;
    bool ended = false;
    int other[2];
    REQUIRE(::pipe(other) == 0);
    fermata::starter const writer{"writer", [&] {
                                      fermata::wait_writable(pipe.writing());
                                      pipe.put('x');
                                      wrote = true;
                                  }};
    fermata::starter const reader{"reader", [&] {
                                      fermata::wait_readable(other[0]);
                                      char value = 0;
                                      ended = ::read(other[0], &value, 1) == 0;
                                  }};
    fermata::starter const closes{"closes", [&] {
                                      fermata::checkpoint("once");
                                      ::close(other[1]);
                                  }};
    fermata::runner{{writer, reader, closes}}.finish();
    ::close(other[0]);
    CHECK(wrote);
    CHECK(ended);
}

TEST_CASE("in an exploration: every order of a reader and two writers") {
    std::vector<std::string> seen;
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    auto const report = fermata::explore(
        [&] {
            pipe_of_two const pipe;
            std::string log;
            fermata::starter const reader{"reader", [&] {
                                              for (int i = 0; i < 2; ++i) {
                                                  fermata::wait_readable(pipe.reading());
                                                  log += pipe.get();
                                              }
                                          }};
            fermata::starter const x{"x", [&] {
                                         fermata::checkpoint("writes");
                                         pipe.put('x');
                                     }};
            fermata::starter const y{"y", [&] {
                                         fermata::checkpoint("writes");
                                         pipe.put('y');
                                     }};
            fermata::runner{{reader, x, y}}.finish();
            fermata::expect(log == "xy" || log == "yx", "both were read, in the order of their writing");
            seen.push_back(log);
        },
        options);
    CHECK(report);
    CHECK(report.complete);
    CHECK(std::count(seen.begin(), seen.end(), "xy") > 0);
    CHECK(std::count(seen.begin(), seen.end(), "yx") > 0);
}

TEST_CASE("a runner that is destroyed ends who waits outside") {
    pipe_of_two const pipe;
    bool destroyed = false;
    struct marks {
        bool& flag;
        ~marks() { flag = true; }
    };
    {
        fermata::starter const reader{"reader", [&] {
                                          marks const guard{destroyed};
                                          fermata::wait_readable(pipe.reading());
                                      }};
        fermata::starter const other{"other", [] { fermata::checkpoint("stands"); }};
        fermata::runner runner{{reader, other}, {reader.started(), other.at("stands")}};
        runner.next();
        runner.next();
    }
    CHECK(destroyed);
}

TEST_CASE("outside of fibers it blocks the caller") {
    pipe_of_two const pipe;
    pipe.put('x');
    fermata::wait_readable(pipe.reading());
    fermata::wait_writable(pipe.writing());
    CHECK(pipe.get() == 'x');
}
