// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Each execution that dpor makes of generated programs is made again from its token: the same end, the same trace.
#include "comparison.hpp"
#include "support/same_again.hpp"
#include "wide_program.hpp"

#include "strategy/dpor.hpp"

#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

using namespace generated;

namespace {

/// dpor, and which of its executions is the one that fails.
class counted final : public fermata::strategy {
public:
    explicit counted(std::uint64_t fails) : fails_(fails) {}

    bool fails_now() const noexcept { return ended_ == fails_; }

    bool next_execution(fermata::prefix& repeat) override { return search_.next_execution(repeat); }
    void watch(fermata::running_execution const& running) override { search_.watch(running); }
    std::uint32_t choose_fiber(fermata::decision const& question) override { return search_.choose_fiber(question); }
    std::uint32_t choose_value(std::uint32_t n) override { return search_.choose_value(n); }
    std::uint32_t choose_value_at(std::uint32_t n, std::uint64_t step) override {
        return search_.choose_value_at(n, step);
    }
    bool wants_record() const noexcept override { return true; }
    void observe(fermata::execution_record const& whole) override { search_.observe(whole); }
    void execution_ended(fermata::outcome how, fermata::choice const*, std::size_t) override {
        bool const is_good = how == fermata::outcome::completed || how == fermata::outcome::pruned;
        ended_ += is_good && !search_.only_looks() ? 1 : 0; // one that fails is made once more, for its notes
    }
    bool begins_anew() override {
        bool const anew = search_.begins_anew();
        ended_ = anew ? 0 : ended_;
        return anew;
    }
    bool is_cut_at_idle_steps(std::uint64_t first, std::uint64_t last) override {
        return search_.is_cut_at_idle_steps(first, last);
    }
    bool begin_again(fermata::prefix& repeat, fermata::lesson taught) override {
        bool const again = search_.begin_again(repeat, taught);
        ended_ = again && repeat.choices == 0 ? 0 : ended_;
        return again;
    }
    bool only_looks() const noexcept override { return search_.only_looks(); }
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t executions, bool complete) const override {
        return search_.verdict(executions, complete);
    }

private:
    fermata::detail::dpor search_;
    std::uint64_t fails_;
    std::uint64_t ended_ = 0;
};

} // namespace

TEST_CASE("each execution of dpor is made again from its token") {
#if defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = 100;
#else
    std::uint64_t const count = 1'000;
#endif
    std::uint64_t replayed = 0;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        program const what = make_program(seed);
        CAPTURE(seed);
        CAPTURE(to_string(what));
        std::string state;
        fermata::options with;
        with.check_determinism = false;
        for (std::uint64_t fails = 0; fails < 40; ++fails) {
            auto const search = std::make_shared<counted>(fails);
            with.strategy = std::static_pointer_cast<fermata::strategy>(search);
            bool is_it = false;
            fermata::report const one = fermata::explore(
                [&] {
                    is_it = search->fails_now();
                    run(what, state);
                    fermata::expect(!is_it, state);
                },
                with);
            if (!one.failure.has_value()) {
                break;
            }
            check_same_again(*one.failure, [&] {
                run(what, state);
                fermata::expect(!is_it, state);
            });
            ++replayed;
            if (!is_it || one.failure->outcome != fermata::outcome::failed) {
                break; // it fails by itself, and so never comes to another one
            }
        }
    }
    MESSAGE("replayed " << replayed << " executions of " << count << " programs");
    CHECK(replayed > 5 * count);
}

// Each fails by itself, or where what its fibers have seen is one of two kinds.
TEST_CASE("a failure under any strategy is found again from its token") {
#if defined(__SANITIZE_ADDRESS__)
    std::uint64_t const count = 40;
#else
    std::uint64_t const count = 3'000;
#endif
    using namespace fermata::strategies;
    std::vector<fermata::strategy_value> const all{dpor{}, all_orderings{}, fermata::strategies::random{},
                                                   pct{},  pos{},           surw{}};
    std::uint64_t replayed = 0;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        wide::program const what = wide::make_program(seed);
        CAPTURE(seed);
        CAPTURE(to_string(what));
        std::string state;
        auto const body = [&] {
            wide::run(what, state);
            fermata::expect(std::hash<std::string>()(state) % 2 == 0, state);
        };
        for (std::size_t i = 0; i < all.size(); ++i) {
            CAPTURE(i);
            fermata::report const found =
                fermata::explore(body, {.strategy = all[i], .executions_max = 100, .steps_max = 500, .seed = seed});
            if (found.failure.has_value()) {
                CAPTURE(to_string(found));
                check_same_again(*found.failure, body);
                ++replayed;
            }
        }
    }
    MESSAGE("replayed " << replayed << " failures");
    CHECK(replayed > count);
}

// Names and numbers follow from the execution alone: a replay does not know in which order others made things.
TEST_CASE("threads and objects that threads make are called the same in a replay") {
    auto const body = [] {
        fermata::atomic<int> first{0};
        auto const make = [&](int which) {
            int expected = 0;
            first.compare_exchange_strong(expected, which);
            fermata::mutex mine;
            fermata::thread inner([&] { std::scoped_lock const lock(mine); });
            inner.join();
        };
        fermata::thread one([&] { make(1); });
        fermata::thread two([&] { make(2); });
        one.join();
        two.join();
        fermata::expect(first.load() == 1, "the second was first");
    };
    fermata::report const found = fermata::explore(body);
    REQUIRE(found.failure.has_value());
    CAPTURE(to_string(found));
    check_same_again(*found.failure, body);
}
