// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/wait_queue.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace fermata::detail {

/// Gives fibers and objects small numbers that are the same in every interleaving: the k-th child (object) of
/// a fiber has the number that it got when it was first seen, in whichever execution that was.
class identity_table {
public:
    /// Another program: nothing is known.
    void reset() {
        for (auto& each : children_) {
            each.clear();
        }
        for (auto& each : objects_) {
            each.clear();
        }
        kinds_.assign(1, object_kind::unknown);
        outside_.clear();
        has_grandchildren_ = false;
        fibers_ = 1;
    }

    /// The number of the parent's k-th child, k from 0. As long as only main has children they are numbered
    /// in turn, which needs no table.
    std::uint32_t child(std::uint32_t parent, std::uint32_t k) {
        if (parent == 0 && !has_grandchildren_) [[likely]] {
            fibers_ = std::max(fibers_, k + 2);
            return k + 1;
        }
        return look_up_child(parent, k);
    }

    void identify(object_identity& made, std::uint32_t maker, std::uint32_t k) {
        if (maker >= objects_.size()) [[unlikely]] {
            objects_.resize(maker + std::size_t{1});
        }
        std::vector<std::uint32_t>& known = objects_[maker];
        if (k >= known.size()) [[unlikely]] {
            known.push_back(new_object(made.kind));
        }
        made.number = known[k];
        kinds_[made.number] = made.kind;
    }
    void identify_outside(object_identity& used, std::uint64_t program) {
        used.number = new_object(used.kind);
        used.made_in = program;
        outside_.push_back(used.number);
    }

    /// It was there before the execution that used it first, and is there after it.
    bool is_outside(std::uint32_t object) const noexcept {
        return std::find(outside_.begin(), outside_.end(), object) != outside_.end();
    }
    bool has_outside() const noexcept { return !outside_.empty(); }

    object_kind kind_of(std::uint32_t object) const noexcept {
        return object < kinds_.size() ? kinds_[object] : object_kind::unknown;
    }

private:
    /// An atomic's value and its waiters are two objects: what accesses the one need not access the other.
    std::uint32_t new_object(object_kind kind) {
        auto const made = static_cast<std::uint32_t>(kinds_.size());
        kinds_.push_back(kind);
        if (kind == object_kind::atomic || kind == object_kind::barrier) { // those who wait; the end of a phase
            kinds_.push_back(object_kind::atomic_waiters);
        }
        return made;
    }
    std::uint32_t look_up_child(std::uint32_t parent, std::uint32_t k);

    std::vector<std::vector<std::uint32_t>> children_; ///< by parent
    std::vector<std::vector<std::uint32_t>> objects_;  ///< by maker
    std::vector<object_kind> kinds_{object_kind::unknown};
    std::vector<std::uint32_t> outside_;
    bool has_grandchildren_ = false;
    std::uint32_t fibers_ = 1; ///< how many numbers were given away
};

} // namespace fermata::detail
