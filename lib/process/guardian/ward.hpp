// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "process/guardian/process_table.hpp"
#include "process/guardian/protocol.hpp"

#include <string>
#include <utility>
#include <vector>

namespace fermata::process::guardian {

/// A process that was launched, with everybody who comes from it.
class ward {
public:
    ward(pid_t leader, int channel, std::string mark);
    ward(ward const&) = delete;
    ward& operator=(ward const&) = delete;
    ~ward();

    pid_t leader() const { return leader_; }
    int channel() const { return channel_; }
    /// Its channel needs no attention any more: the executor is gone.
    bool is_abandoned() const { return channel_ < 0; }
    /// Whether look_again() is to be called in a moment.
    bool is_busy() const { return is_stopping_ || is_killing_; }
    /// Whether nothing is left to be done for it, and nobody asks.
    bool is_over() const { return is_abandoned() && !is_killing_; }
    /// The leader is a zombie that must stay one, so that nobody else gets its number.
    bool holds_zombie() const { return has_exited_ && !is_reaped_; }

    void follow(order const& what);
    void abandon();
    /// A child has changed its state: was it the leader?
    void look_at_leader();
    /// Looks who is left of those that are being stopped or killed.
    void look_again();

private:
    /// Those that are alive, without the leader, and whether each is in its group.
    std::vector<std::pair<process_entry, bool>> living();
    void reap();
    void tell(news const& what) const;

    pid_t leader_;
    int channel_;
    std::string mark_;
    bool has_exited_ = false;
    bool is_reaped_ = false;
    bool is_stopping_ = false; ///< somebody waits to hear that it is quiet
    bool stops_everybody_ = false;
    bool is_killing_ = false;
    bool is_gone_ = false;             ///< with everybody who came from it, so that nobody can come any more
    std::vector<process_entry> known_; ///< who has been seen to come from it
    std::vector<std::pair<pid_t, bool>> killed_;
};

} // namespace fermata::process::guardian
