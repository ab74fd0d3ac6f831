// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// `random` is uniform over the enabled fibers at each decision: an order has the product of 1 / enabled as its
// probability, whatever was chosen before.
#include "support.hpp"

#include <fermata/sync/mutex.hpp>

#include <doctest/doctest.h>

#include <memory>

using namespace strategies_test;

namespace {

/// All executions, depth first, and the probability of each under a random walk.
class exact_walk final : public fermata::strategy {
public:
    explicit exact_walk(std::string const& order) : order_(order) {}

    bool next_execution(fermata::prefix& repeat) override {
        if (!begun_) {
            return begun_ = true;
        }
        while (!path_.empty() && path_.back().taken + 1 == path_.back().alternatives.size()) {
            path_.pop_back();
        }
        if (path_.empty()) {
            return false;
        }
        decided& last = path_.back();
        repeat = {path_.size(), last.alternatives[++last.taken]};
        return true;
    }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        decided& made = path_.emplace_back();
        for (std::uint32_t each = question.enabled.first(); each != fermata::enabled_fibers::none;
             each = question.enabled.next_after(each)) {
            made.alternatives.push_back(each);
        }
        return made.alternatives.front();
    }
    std::uint32_t choose_value(std::uint32_t n) override {
        decided& made = path_.emplace_back();
        for (std::uint32_t each = 0; each < n; ++each) {
            made.alternatives.push_back(each);
        }
        return 0;
    }
    void execution_ended(fermata::outcome, fermata::choice const* choices, std::size_t count) override {
        double probability = 1;
        for (std::size_t i = 0; i < count; ++i) {
            REQUIRE(choices[i].alternatives == path_[i].alternatives.size());
            probability /= static_cast<double>(choices[i].alternatives);
        }
        probabilities[order_] += probability;
    }
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t, bool) const override { return "all, with their probabilities"; }

    distribution probabilities;

private:
    struct decided {
        std::vector<std::uint32_t> alternatives;
        std::size_t taken = 0;
    };

    std::string const& order_;
    std::vector<decided> path_;
    bool begun_ = false;
};

template <class Body>
distribution probabilities_of(Body&& body) {
    std::string order;
    auto const walk = std::make_shared<exact_walk>(order);
    auto const report = fermata::explore(
        [&] {
            order.clear();
            body(order);
        },
        {.strategy = walk, .check_determinism = false});
    CHECK(report.complete);
    return walk->probabilities;
}

auto letters(std::string& order, char letter, int count) {
    return [&order, letter, count] {
        for (int i = 0; i < count; ++i) {
            fermata::checkpoint("x");
            order += letter;
        }
    };
}

/// Who is enabled changes: a mutex is waited for, a thread is made on the way, a value is chosen.
void mixed(std::string& order) {
    fermata::mutex mutex;
    fermata::thread a([&] {
        mutex.lock();
        order += 'a';
        fermata::checkpoint("x");
        order += 'a';
        mutex.unlock();
    });
    fermata::thread b([&] {
        mutex.lock();
        order += static_cast<char>('0' + fermata::choose(3));
        mutex.unlock();
    });
    fermata::thread c([&] {
        fermata::checkpoint("x");
        order += 'c';
        fermata::thread inner(letters(order, 'i', 1));
        inner.join();
        fermata::checkpoint("x");
        order += 'c';
    });
    a.join();
    b.join();
    c.join();
}

} // namespace

// One step among k: it is the next one with probability 1/2 as long as the others have steps left. So it has place i
// with probability 2^-(i + 1), and the last one with 2^-k.
TEST_CASE("random: one step among k has the place that coins give it") {
    constexpr int k = 6;
    auto const body = [](std::string& order) {
        fermata::thread one(letters(order, '1', 1));
        fermata::thread many(letters(order, 'k', k));
        one.join();
        many.join();
    };
    distribution expected;
    for (int place = 0; place <= k; ++place) {
        std::string const order = std::string(static_cast<std::size_t>(place), 'k') + '1' +
                                  std::string(static_cast<std::size_t>(k - place), 'k');
        expected[order] = 1.0 / static_cast<double>(1 << (place == k ? k : place + 1));
    }
    CHECK(probabilities_of(body) == expected); // powers of two are exact
    auto const counts = orders_under(fermata::strategies::random{}, 100'000, 1, body);
    CHECK(counts.size() == expected.size());
    CHECK(deviation_from(expected, counts) < 4);
    // and this test can tell: others have another one
    CHECK(deviation_from(expected, orders_under(fermata::strategies::surw{}, 100'000, 1, body)) > 100);
    CHECK(deviation_from(expected, orders_under(fermata::strategies::pct{}, 100'000, 1, body)) > 100);
}

TEST_CASE("random: an order has the product of 1 / enabled as its probability") {
    distribution const expected = probabilities_of(mixed);
    double total = 0;
    for (auto const& [order, probability] : expected) {
        total += probability;
    }
    CHECK(std::abs(total - 1) < 1e-9);
    CHECK(expected.size() > 100);
    for (std::uint64_t const seed : {1, 2, 3}) {
        CAPTURE(seed);
        auto const counts = orders_under(fermata::strategies::random{}, 200'000, seed, mixed);
        CHECK(deviation_from(expected, counts) < 4);
    }
    CHECK(deviation_from(expected, orders_under(fermata::strategies::pos{}, 200'000, 1, mixed)) > 20);
}

// Beyond 64 fibers it draws numbers until one is enabled, or counts through the set.
TEST_CASE("random: the same with numbers of fibers beyond 64, and across") {
    distribution const expected = probabilities_of(mixed);
    for (int const idle : {62, 63, 150}) {
        CAPTURE(idle);
        auto const counts = orders_under(fermata::strategies::random{}, 50'000, 4, [&](std::string& order) {
            use_up_numbers(idle);
            mixed(order);
        });
        CHECK(deviation_from(expected, counts) < 4);
    }
}

// 70 of them stand at the first decision, so that drawing is worth it: each begins with probability 1/70.
TEST_CASE("random: who begins among many is each as likely") {
    constexpr int many = 70;
    auto const counts = orders_under(fermata::strategies::random{}, 70'000, 5, [](std::string& order) {
        std::vector<fermata::thread> all;
        for (int i = 0; i < many; ++i) {
            all.emplace_back([&order, i] {
                fermata::checkpoint("x");
                order = order.empty() ? std::to_string(i) : order;
            });
        }
        for (fermata::thread& each : all) {
            each.join();
        }
    });
    CHECK(counts.size() == many);
    CHECK(deviation_from_uniform(counts, many) < 4);
}
