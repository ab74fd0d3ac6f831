// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/wait.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fermata::detail {

class execution;

/// Tells without a system call whether one of some descriptors may have become ready: the kernel writes that into
/// memory of this process (io_uring), before the write() of a fiber that has made it ready returns. It is a hint, to be
/// followed by poll(). Where the kernel does not offer this, nothing can be watched. Each OS thread has one of its own,
/// once it was asked for.
class descriptor_watch {
public:
    static descriptor_watch& of_this_thread();
    static bool this_thread_has_one() noexcept;

    descriptor_watch() noexcept;
    ~descriptor_watch();
    descriptor_watch(descriptor_watch const&) = delete;
    descriptor_watch& operator=(descriptor_watch const&) = delete;

    /// Watches what is waited for, and notes that in `what.watch`. Not if there are too many, or if it cannot be done.
    void add(outside_wait& what, execution const& owner);
    void remove(outside_wait& what);
    void remove_all_of(execution const& owner);
    /// Whether there may be news since take_news().
    bool has_news() const noexcept;
    void take_news() noexcept;
    /// Watches again what there was news of.
    void go_on();

private:
    struct watched {
        std::uint64_t id;
        awaited_descriptor what;
        execution const* owner;
        bool is_armed;
    };
    /// The part of the two rings that is shared with the kernel.
    struct shared {
        std::uint32_t* submission_tail = nullptr;
        std::uint32_t* submission_slots = nullptr;
        std::uint32_t submission_mask = 0;
        std::uint32_t* completion_head = nullptr;
        std::uint32_t* completion_tail = nullptr;
        std::uint32_t completion_mask = 0;
        void* completions = nullptr;
    };

    bool open() noexcept;
    void submit(std::uint8_t operation, watched const& of) noexcept;
    void pass_to_kernel() noexcept;
    void arm() noexcept;
    template <class Condition>
    void remove_if(Condition const& is_its);

    int ring_ = -1;
    void* rings_ = nullptr;
    std::size_t rings_size_ = 0;
    void* submissions_ = nullptr;
    std::size_t submissions_size_ = 0;
    shared shared_;
    std::uint32_t unpassed_ = 0;
    std::uint64_t last_id_ = 0;
    std::vector<watched> watched_;
};

} // namespace fermata::detail
