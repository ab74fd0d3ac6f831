// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/descriptor_watch.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>

#if defined(__NR_io_uring_setup) && __has_include(<linux/io_uring.h>)
#include <linux/io_uring.h>
#ifdef IORING_FEAT_SINGLE_MMAP
#define FERMATA_HAS_WATCH
#endif
#endif

namespace fermata::detail {

namespace {
thread_local std::unique_ptr<descriptor_watch> here;
}

descriptor_watch& descriptor_watch::of_this_thread() {
    if (here == nullptr) {
        here = std::make_unique<descriptor_watch>();
    }
    return *here;
}

bool descriptor_watch::this_thread_has_one() noexcept { return here != nullptr; }

#ifdef FERMATA_HAS_WATCH

namespace {

constexpr std::uint32_t slots = 64;
constexpr std::size_t watched_max =
    24; // each may need two slots between two passes, and there is one of answers for each

template <class T>
T* at_offset(void* base, std::uint32_t offset) noexcept {
    return reinterpret_cast<T*>(static_cast<char*>(base) + offset);
}

} // namespace

descriptor_watch::descriptor_watch() noexcept {
    if (!open() && ring_ >= 0) {
        ::close(ring_);
        ring_ = -1;
    }
}

bool descriptor_watch::open() noexcept {
    io_uring_params with{};
    ring_ = static_cast<int>(::syscall(__NR_io_uring_setup, slots, &with));
    if (ring_ < 0 || (with.features & IORING_FEAT_SINGLE_MMAP) == 0) {
        return false;
    }
    auto const map = [this](std::size_t size, std::uint64_t offset) -> void* {
        void* const made =
            ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring_, static_cast<off_t>(offset));
        return made == MAP_FAILED ? nullptr : made;
    };
    rings_size_ = std::max<std::size_t>(with.sq_off.array + with.sq_entries * sizeof(std::uint32_t),
                                        with.cq_off.cqes + with.cq_entries * sizeof(io_uring_cqe));
    submissions_size_ = with.sq_entries * sizeof(io_uring_sqe);
    rings_ = map(rings_size_, IORING_OFF_SQ_RING);
    submissions_ = map(submissions_size_, IORING_OFF_SQES);
    if (rings_ == nullptr || submissions_ == nullptr) {
        return false;
    }
    shared_.submission_tail = at_offset<std::uint32_t>(rings_, with.sq_off.tail);
    shared_.submission_slots = at_offset<std::uint32_t>(rings_, with.sq_off.array);
    shared_.submission_mask = *at_offset<std::uint32_t>(rings_, with.sq_off.ring_mask);
    shared_.completion_head = at_offset<std::uint32_t>(rings_, with.cq_off.head);
    shared_.completion_tail = at_offset<std::uint32_t>(rings_, with.cq_off.tail);
    shared_.completion_mask = *at_offset<std::uint32_t>(rings_, with.cq_off.ring_mask);
    shared_.completions = at_offset<void>(rings_, with.cq_off.cqes);
    return true;
}

descriptor_watch::~descriptor_watch() {
    if (rings_ != nullptr) {
        ::munmap(rings_, rings_size_);
    }
    if (submissions_ != nullptr) {
        ::munmap(submissions_, submissions_size_);
    }
    if (ring_ >= 0) {
        ::close(ring_);
    }
}

void descriptor_watch::submit(std::uint8_t operation, watched const& of) noexcept {
    std::uint32_t const tail = *shared_.submission_tail; // nobody else writes it
    std::uint32_t const slot = tail & shared_.submission_mask;
    io_uring_sqe asked{};
    asked.opcode = operation;
    if (operation == IORING_OP_POLL_ADD) {
        asked.fd = of.what.number;
        asked.poll_events = static_cast<std::uint16_t>(of.what.for_writing ? POLLOUT : POLLIN);
        asked.user_data = of.id;
    } else {
        asked.fd = -1;
        asked.addr = of.id;
    }
    static_cast<io_uring_sqe*>(submissions_)[slot] = asked;
    shared_.submission_slots[slot] = slot;
    std::atomic_ref(*shared_.submission_tail).store(tail + 1, std::memory_order_release);
    ++unpassed_;
}

void descriptor_watch::pass_to_kernel() noexcept {
    while (unpassed_ != 0 && ring_ >= 0) {
        long const taken = ::syscall(__NR_io_uring_enter, ring_, unpassed_, 0, 0, nullptr, 0);
        if (taken <= 0) {
            if (taken < 0 && errno == EINTR) {
                continue;
            }
            ::close(ring_); // then it is done without
            ring_ = -1;
            watched_.clear();
            break;
        }
        unpassed_ -= static_cast<std::uint32_t>(taken);
    }
}

void descriptor_watch::arm() noexcept {
    for (watched& each : watched_) {
        if (!each.is_armed) {
            submit(IORING_OP_POLL_ADD, each);
            each.is_armed = true;
        }
    }
    pass_to_kernel();
}

void descriptor_watch::add(outside_wait& what, execution const& owner) {
    if (ring_ < 0 || what.count == 0 || watched_.size() + what.count > watched_max) {
        return;
    }
    watched_.reserve(watched_max);
    what.watch = last_id_ + 1;
    for (std::size_t i = 0; i < what.count; ++i) {
        watched_.push_back({++last_id_, what.descriptors[i], &owner, false});
    }
    arm();
}

template <class Condition>
void descriptor_watch::remove_if(Condition const& is_its) {
    take_news(); // of what is ready already nothing is to be taken back
    std::erase_if(watched_, [&](watched const& each) {
        bool const goes = is_its(each);
        if (goes && each.is_armed) {
            submit(IORING_OP_POLL_REMOVE, each);
        }
        return goes;
    });
    pass_to_kernel();
}

void descriptor_watch::remove(outside_wait& what) {
    remove_if([&](watched const& each) { return each.id >= what.watch && each.id < what.watch + what.count; });
    what.watch = 0;
}

void descriptor_watch::remove_all_of(execution const& owner) {
    remove_if([&](watched const& each) { return each.owner == &owner; });
}

bool descriptor_watch::has_news() const noexcept {
    return ring_ < 0 || std::atomic_ref(*shared_.completion_tail).load(std::memory_order_acquire) !=
                            *shared_.completion_head; // nobody else writes it
}

void descriptor_watch::take_news() noexcept {
    if (ring_ < 0) {
        return;
    }
    std::uint32_t const tail = std::atomic_ref(*shared_.completion_tail).load(std::memory_order_acquire);
    std::uint32_t head = *shared_.completion_head;
    for (; head != tail; ++head) {
        auto const& answer = static_cast<io_uring_cqe const*>(shared_.completions)[head & shared_.completion_mask];
        for (watched& each : watched_) {
            if (each.id == answer.user_data) {
                each.is_armed = false;
            }
        }
    }
    std::atomic_ref(*shared_.completion_head).store(head, std::memory_order_release);
}

void descriptor_watch::go_on() { arm(); }

#else

descriptor_watch::descriptor_watch() noexcept = default;
descriptor_watch::~descriptor_watch() = default;
void descriptor_watch::add(outside_wait&, execution const&) {}
void descriptor_watch::remove(outside_wait&) {}
void descriptor_watch::remove_all_of(execution const&) {}
bool descriptor_watch::has_news() const noexcept { return true; }
void descriptor_watch::take_news() noexcept {}
void descriptor_watch::go_on() {}

#endif

} // namespace fermata::detail
