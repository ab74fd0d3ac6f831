// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

#include <cstdint>
#include <memory>
#include <utility>

using namespace acceptance;

namespace {
/// Answers what it is told to, for one execution.
class wrong : public fermata::strategy {
public:
    wrong(std::uint32_t fiber, std::uint32_t value) : fiber_(fiber), value_(value) {}

    bool next_execution(fermata::prefix&) override { return executions_++ == 0; }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        return fiber_ == right ? question.enabled.first() : fiber_;
    }
    std::uint32_t choose_value(std::uint32_t) override { return value_; }
    std::string verdict(std::uint64_t, bool) const override { return "nothing"; }

    static constexpr std::uint32_t right = 0xffff'fffe;

private:
    std::uint32_t fiber_;
    std::uint32_t value_;
    int executions_ = 0;
};

void choosing() {
    fermata::starter const a{"a", [] { fermata::choose(3); }};
    fermata::starter const b{"b", [] { fermata::checkpoint("x"); }};
    fermata::runner{{a, b}}.finish();
}
} // namespace

TEST_CASE("a strategy that returns a fiber that is not enabled") {
    // 0 is main, which waits in the runner
    for (std::uint32_t const fiber : {0U, 3U, 64U, 1000000U, 0xffff'ffffU}) {
        CAPTURE(fiber);
        CHECK_THROWS_AS(static_cast<void>(fermata::explore([] { run_starters(2, 2); },
                                                           {.strategy = std::make_shared<wrong>(fiber, 0U)})),
                        fermata::usage_error);
    }
    // and an exploration after that is as if nothing had been
    CHECK(fermata::explore([] { run_starters(2, 2); }, {.strategy = fermata::strategies::all_orderings{}}).executions ==
          20);
}

TEST_CASE("a strategy that returns a fiber that has ended") {
    class first_always : public wrong {
    public:
        first_always() : wrong(right, 0) {}
        std::uint32_t choose_fiber(fermata::decision const& question) override {
            first_ = first_ == fermata::no_fiber ? question.enabled.first() : first_;
            return first_;
        }

    private:
        std::uint32_t first_ = fermata::no_fiber;
    };
    CHECK_THROWS_AS(static_cast<void>(
                        fermata::explore([] { run_starters(3, 0); }, {.strategy = std::make_shared<first_always>()})),
                    fermata::usage_error);
}

TEST_CASE("a value out of range") {
    for (std::uint32_t const value : {3U, 1000U, 0xffff'ffffU}) {
        CAPTURE(value);
        CHECK_THROWS_AS(static_cast<void>(
                            fermata::explore(choosing, {.strategy = std::make_shared<wrong>(wrong::right, value)})),
                        fermata::usage_error);
    }
    CHECK(fermata::explore(choosing, {.strategy = std::make_shared<wrong>(wrong::right, 2U)}).ok());
}

TEST_CASE("a runner with a strategy that answers wrongly") {
    auto const finish = [](std::vector<fermata::starter> const& all, std::shared_ptr<fermata::strategy> asked) {
        fermata::runner runner{all, {}, {.strategy = std::move(asked)}};
        runner.finish();
    };
    CHECK_THROWS_AS(finish(starters(2, 2), std::make_shared<wrong>(77U, 0U)), fermata::usage_error);
    std::vector<fermata::starter> const choosing_one{fermata::starter{"a", [] { fermata::choose(3); }}};
    CHECK_THROWS_AS(finish(choosing_one, std::make_shared<wrong>(wrong::right, 3U)), fermata::usage_error);
    CHECK_NOTHROW(finish(choosing_one, std::make_shared<wrong>(wrong::right, 2U)));
}
