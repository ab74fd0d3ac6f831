// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include "classes.hpp"

#include "strategy/all_orderings.hpp"

#include <memory>

namespace sync_tests {

namespace {

class watcher final : public fermata::strategy {
public:
    explicit watcher(seen& told) : told_(told) {}

    bool next_execution(fermata::prefix& repeat) override { return all_.next_execution(repeat); }
    std::uint32_t choose_fiber(fermata::decision const& question) override { return all_.choose_fiber(question); }
    std::uint32_t choose_value(std::uint32_t n) override { return all_.choose_value(n); }
    bool is_exhaustive() const noexcept override { return true; }
    std::string verdict(std::uint64_t executions, bool complete) const override {
        return all_.verdict(executions, complete);
    }
    bool wants_record() const noexcept override { return true; }
    void observe(fermata::execution_record const& whole) override { class_ = class_of(whole); }
    void execution_ended(fermata::outcome how, fermata::choice const*, std::size_t) override {
        std::string const result = returned.empty() ? std::string(to_string(how)) : returned;
        returned.clear();
        ++told_.results[result];
        auto const [found, is_new] = results_.try_emplace(class_, result);
        CHECK_MESSAGE(found->second == result, "executions of one class differ:\n", class_);
        told_.classes = results_.size();
    }

    std::string returned;

private:
    seen& told_;
    fermata::detail::all_orderings all_;
    std::string class_;
    std::map<std::string, std::string> results_;
};

} // namespace

seen explore_all(std::function<std::string()> const& body) {
    seen all;
    auto const watching = std::make_shared<watcher>(all);
    all.report = fermata::explore(
        [&] {
            watching->returned.clear();
            std::string result = body();
            watching->returned = result.empty() ? "done" : std::move(result);
        },
        {.strategy = watching, .executions_max = 1'000'000, .stop_at_first_failure = false});
    CHECK(all.report.complete);
    all.executions = all.report.executions;
    all.deadlocked = all.report.count(fermata::outcome::deadlocked);
    return all;
}

fermata::report first_failure(std::function<void()> const& body) {
    return fermata::explore(body, {.strategy = fermata::strategies::all_orderings{}});
}

std::string all_of(fermata::report const& of) {
    if (!of.failure.has_value()) {
        return "(no failure)";
    }
    std::string text = of.failure->message;
    for (std::string const& detail : of.failure->details) {
        text += "\n" + detail;
    }
    return text;
}

void check_misuse(std::function<void()> const& body, std::string_view message, bool has_place) {
    fermata::report const report = first_failure(body);
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::failed);
    CHECK_MESSAGE(contains(report.failure->message, message), report.failure->message);
    CHECK((report.failure->line != 0) == has_place);
    CHECK(!report.failure->token.empty());
    CHECK(report.fibers_left_behind == 0);
}

void check_misuse_outside(std::function<void()> const& body, std::string_view message) {
    try {
        body();
        FAIL_CHECK("nothing was thrown");
    } catch (fermata::usage_error const& error) {
        CHECK_MESSAGE(contains(error.what(), message), std::string(error.what()));
    }
}

} // namespace sync_tests
