// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What a wide program works on, and who performs it.
#pragma once

#include "wide_program.hpp"

#include <fermata/fermata.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace generated::wide {

inline constexpr std::chrono::seconds some_time{1};

struct raised {};

/// What a fiber has seen. It is on no stack, so that a loop that waits is one. Each of its callbacks has a text of its
/// own, because it may be called by another fiber at the same time.
struct record {
    std::string log;
    std::deque<std::string> callbacks;
    std::deque<record> children;

    std::string text() const {
        std::string all = log;
        for (std::string const& each : callbacks) {
            all += '<' + each + '>';
        }
        for (record const& each : children) {
            all += '(' + each.text() + ')';
        }
        return all;
    }
};

struct completion {
    fermata::atomic<int>& changes;
    std::string& log;
    void operator()() const {
        log += std::to_string(changes.load());
        changes.store(2);
    }
};

struct world {
    explicit world(program const& what) : what(what) {}

    program const& what;
    std::deque<record> records;
    std::string phases;

    std::array<fermata::atomic<int>, 2> atomics{};
    std::array<fermata::mutex, 2> mutexes;
    std::array<int, 2> guarded{}; ///< by the mutexes
    std::array<bool, 2> ready{};  ///< guarded by the mutexes as well
    fermata::timed_mutex timed;
    fermata::recursive_timed_mutex recursive;
    fermata::shared_timed_mutex shared;
    int shared_data = 0;
    std::array<fermata::condition_variable, 2> conditions;
    fermata::condition_variable_any any;
    std::array<fermata::channel<int>, 2> channels{fermata::channel<int>(1), fermata::channel<int>(2)};
    fermata::counting_semaphore<2> permits{1};
    fermata::latch gate{2};
    fermata::barrier<completion> meeting{2, completion{atomics[1], phases}};
    fermata::stop_source source;
    std::array<fermata::once_flag, 2> flags;
    fermata::atomic<int> spin_lock{0};
    std::array<fermata::resource, 2> resources;
    std::array<int, 2> touched{};
    int checked = 0; ///< behind checkpoints
    fermata::var<int> plain{0};

    std::optional<fermata::atomic<int>> published;
    fermata::atomic<bool> is_made{false};
    fermata::atomic<bool> is_published{false};
    std::optional<fermata::atomic<int>> counted{std::in_place, 0};
    fermata::atomic<int> users{1};
    fermata::atomic<bool> is_dropped{false};
};

class performer {
public:
    performer(world& here, steps const& all, record& mine, fermata::stop_token token)
        : here_(here), all_(all), mine_(mine), token_(std::move(token)) {}

    void perform_all();
    void perform_next();
    bool is_done() const { return at_ >= all_.size(); }

private:
    void log(int value) { mine_.log += std::to_string(value) + ' '; }
    void log(char what) { mine_.log += what; }
    void log(std::optional<int> got);
    void perform(std::size_t at);
    void change(std::size_t which) { log(here_.guarded[which] = here_.guarded[which] * 3 + 1); }

    void inside(std::size_t at); ///< performs what the one there encloses
    void perform_operation(step const& each);
    void perform_wait(step const& each);
    void stop_counting();
    void call_back(step const& each, std::string& log);
    void start(step const& each);
    void join();

    world& here_;
    steps const& all_;
    record& mine_;
    fermata::stop_token token_;
    std::size_t at_ = 0;
    fermata::thread child_; // no std::optional: it would destroy them in a noexcept function
    fermata::jthread stoppable_;
};

} // namespace generated::wide
