// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process/startable.hpp>

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

namespace fermata::process {

enum class start_order {
    one_after_the_other, ///< each is ready before the next is started
    all_at_once          ///< all are started, and then all are awaited
};

/// Several startables as one, so orchestrators nest. It refers to its members and does not own them.
class orchestrator : public startable {
public:
    using members = std::initializer_list<std::reference_wrapper<startable>>;

    orchestrator(members which, start_order how = start_order::one_after_the_other);
    template <class... Others>
    explicit orchestrator(startable& first, Others&... others) : orchestrator(members{first, others...}) {}
    /// Stops what is running of it, and throws nothing.
    ~orchestrator() override;

    /// Stops all in reverse order, even if one fails; then throws what failed together, as process_error.
    stop_result stop() override;
    void kill() override;
    /// Whether all of them are.
    bool running() override;
    int pid() const override;
    std::string output() const override;
    std::string error_output() const override;
    std::string description() const override;

private:
    void begin_start() override;
    bool advance_start(wakeups& wake) override;
    void abandon_start() noexcept override;

    std::vector<startable*> members_;
    start_order how_;
    std::size_t begun_ = 0;
    std::vector<bool> is_ready_;
    bool is_up_ = false;
};

/// An orchestrator that is started when it is made, and stopped at its end.
class orchestrated : public orchestrator {
public:
    orchestrated(members which, start_order how = start_order::one_after_the_other) : orchestrator(which, how) {
        start();
    }
    template <class... Others>
    explicit orchestrated(startable& first, Others&... others) : orchestrated(members{first, others...}) {}
};

} // namespace fermata::process
