// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/strategy.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace test_support {

/// What two executions have in common exactly if they differ only in the order of operations that do not conflict: for
/// each event of each fiber what it did, and which events happened before it. Made the simple way, in quadratic time.
/// Events that are left out are as if they had not been.
std::string class_of(fermata::execution_record const& whole, std::vector<bool> const& left_out = {});

/// Another strategy, looked at: `seen` gets each execution's class.
class watched final : public fermata::strategy {
public:
    using observer = std::function<void(std::string const& its_class, fermata::outcome how)>;

    /// `forget` is called where the exploration begins anew. Classes cost more than executions, and may be left out.
    watched(std::shared_ptr<fermata::strategy> inner, observer seen, std::function<void()> forget, bool classes = true)
        : inner_(std::move(inner)), seen_(std::move(seen)), forget_(std::move(forget)), classes_(classes) {}

    /// In `seen`: of the execution that has ended.
    std::span<fermata::choice const> choices() const noexcept { return choices_; }
    /// Which events of an execution its class does not tell of.
    void leave_out(std::function<std::vector<bool>(fermata::execution_record const&)> which) {
        leaves_out_ = std::move(which);
    }
    /// Nothing more is to be explored.
    void stop() noexcept { is_stopped_ = true; }

    bool next_execution(fermata::prefix& repeat) override { return !is_stopped_ && inner_->next_execution(repeat); }
    void watch(fermata::running_execution const& running) override { inner_->watch(running); }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        std::uint32_t const answer = inner_->choose_fiber(question);
        is_cut_ = is_cut_ || answer == fermata::nothing_new;
        return answer;
    }
    std::uint32_t choose_value(std::uint32_t n) override { return inner_->choose_value(n); }
    std::uint32_t choose_value_at(std::uint32_t n, std::uint64_t step) override {
        return inner_->choose_value_at(n, step);
    }
    bool wants_record() const noexcept override { return classes_ || inner_->wants_record(); }
    void observe(fermata::execution_record const& whole) override {
        class_ = classes_ ? class_of(whole, leaves_out_ ? leaves_out_(whole) : std::vector<bool>()) : std::string();
        if (inner_->wants_record()) {
            inner_->observe(whole);
        }
    }
    void execution_ended(fermata::outcome how, fermata::choice const* choices, std::size_t count) override {
        choices_ = {choices, count};
        if (!is_cut_ && !inner_->only_looks()) { // it was no execution otherwise
            seen_(class_, how);
        }
        is_cut_ = false;
        inner_->execution_ended(how, choices, count);
    }
    bool begins_anew() override {
        if (!inner_->begins_anew()) {
            return false;
        }
        is_cut_ = false;
        forget_();
        return true;
    }
    bool is_cut_at_idle_steps(std::uint64_t first, std::uint64_t last) override {
        is_cut_ = inner_->is_cut_at_idle_steps(first, last) || is_cut_;
        return is_cut_;
    }
    bool begin_again(fermata::prefix& repeat, fermata::lesson taught) override {
        is_cut_ = false;
        bool const again = inner_->begin_again(repeat, taught);
        if (again && repeat.choices == 0) {
            forget_();
        }
        return again;
    }
    bool only_looks() const noexcept override { return inner_->only_looks(); }
    bool is_exhaustive() const noexcept override { return inner_->is_exhaustive(); }
    std::uint64_t executions_default() const noexcept override { return inner_->executions_default(); }
    std::string verdict(std::uint64_t executions, bool complete) const override {
        return inner_->verdict(executions, complete);
    }

private:
    std::shared_ptr<fermata::strategy> inner_;
    observer seen_;
    std::function<void()> forget_;
    std::function<std::vector<bool>(fermata::execution_record const&)> leaves_out_;
    std::string class_;
    bool classes_;
    bool is_cut_ = false;
    bool is_stopped_ = false;
    std::span<fermata::choice const> choices_;
};

} // namespace test_support
