// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "cell.hpp"
#include "support.hpp"

#include <fermata/sync/mutex.hpp>
#include <fermata/sync/thread.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <random>

using namespace strategies_test;

namespace {
/// The algorithm as the paper has it: a number for every pending event of every fiber, and those who race with what
/// was done get another one at once.
class by_the_book final : public fermata::strategy {
public:
    bool next_execution(fermata::prefix&) override {
        priorities_.clear();
        seen_ = 0;
        return true;
    }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        for (; seen_ < question.step; ++seen_) {
            auto const& done = question.events[seen_];
            priorities_.erase(done.fiber);
            for (auto each = priorities_.begin(); each != priorities_.end();) {
                bool const redrawn = races(done.operation, question.pending(each->first));
                each = redrawn ? priorities_.erase(each) : std::next(each);
            }
        }
        std::uint32_t best = fermata::no_fiber;
        for (std::uint32_t each = question.enabled.first(); each != fermata::enabled_fibers::none;
             each = question.enabled.next_after(each)) {
            priorities_.try_emplace(each, drawn_(generator_));
            if (best == fermata::no_fiber || priorities_[each] > priorities_[best]) {
                best = each;
            }
        }
        return best;
    }
    std::uint32_t choose_value(std::uint32_t) override { return 0; }
    std::string verdict(std::uint64_t, bool) const override { return "by the book"; }

private:
    static bool races(fermata::operation const& a, fermata::operation const& b) {
        return a.object == b.object && (a.access == fermata::access::write || b.access == fermata::access::write);
    }

    std::mt19937_64 generator_{42};
    std::uniform_real_distribution<double> drawn_;
    std::map<std::uint32_t, double> priorities_;
    std::uint64_t seen_ = 0;
};

/// Three threads whose operations race in part: two mutexes, and checkpoints.
void mixed(std::string& order) {
    fermata::mutex first;
    fermata::mutex second;
    auto const use = [&order](fermata::mutex& which, char letter) {
        which.lock();
        order += letter;
        which.unlock();
        order += letter;
    };
    fermata::thread a([&] {
        use(first, 'a');
        use(second, 'a');
    });
    fermata::thread b([&] {
        fermata::checkpoint("x");
        order += 'b';
        use(first, 'b');
    });
    fermata::thread c([&] {
        use(second, 'c');
        fermata::checkpoint("y");
        order += 'c';
    });
    a.join();
    b.join();
    c.join();
}
} // namespace

TEST_CASE("pos: has the distribution of the algorithm as it is written, also where numbers are not drawn") {
    constexpr std::uint64_t samples = 200'000;
    auto const expected = orders_under(std::make_shared<by_the_book>(), samples, 0, mixed);
    auto const counts = orders_under(fermata::strategies::pos{}, samples, 11, mixed);
    CHECK(expected.size() > 100);
    CHECK(deviation_from_each_other(expected, counts) < 4);
    // and this test can tell: a random walk has another one
    auto const other = orders_under(fermata::strategies::random{}, samples, 11, mixed);
    CHECK(deviation_from_each_other(expected, other) > 20);
}

TEST_CASE("pos: the same with numbers of fibers beyond 64, and across") {
    for (int const idle : {62, 150}) {
        CAPTURE(idle);
        auto const body = [&](std::string& order) {
            use_up_numbers(idle);
            mixed(order);
        };
        constexpr std::uint64_t samples = 50'000;
        CHECK(deviation_from_each_other(orders_under(std::make_shared<by_the_book>(), samples, 0, body),
                                        orders_under(fermata::strategies::pos{}, samples, 12, body)) < 4);
    }
}

TEST_CASE("pos: checkpoints race with each other, so that among them it is a random walk") {
    auto const body = [](std::string& order) {
        auto const letters = [&order](char letter) {
            return [&order, letter] {
                for (int i = 0; i < 3; ++i) {
                    fermata::checkpoint("x");
                    order += letter;
                }
            };
        };
        fermata::thread a(letters('a'));
        fermata::thread b(letters('b'));
        a.join();
        b.join();
    };
    constexpr std::uint64_t samples = 100'000;
    CHECK(deviation_from_each_other(orders_under(fermata::strategies::pos{}, samples, 1, body),
                                    orders_under(fermata::strategies::random{}, samples, 2, body)) < 4);
}

TEST_CASE("pos: the verdict, and more fibers than a word has bits") {
    auto const report = fermata::explore(
        [] {
            std::vector<fermata::starter> all;
            for (int i = 0; i < 150; ++i) {
                all.emplace_back(std::to_string(i), [] { fermata::checkpoint("x"); });
            }
            fermata::runner{all}.finish();
        },
        {.strategy = fermata::strategies::pos{}, .executions_max = 50, .seed = 3});
    CHECK(report.ok());
    CHECK(report.verdict() == "50 partial-order samples, seed 3");
}
