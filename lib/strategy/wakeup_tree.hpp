// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "strategy/label.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fermata::detail {

/// Wakeup trees (Abdulla, Aronis, Jonsson, Sagonas: Source Sets, JACM 64(4) 2017, sec. 6): what is still to be
/// explored from a place in the current execution, as an ordered tree of events. All trees share one pool.
class wakeup_trees {
public:
    static constexpr std::uint32_t none = 0xffff'ffff;

    struct node {
        label what;
        std::uint32_t first_child = none;
        std::uint32_t next_sibling = none;
        std::uint32_t spared = none; ///< the last of the sequences that were not added because of this leaf
        bool spares_all = false;     ///< a sequence ended here, so whatever follows will do for it
    };

    explicit wakeup_trees(access_table const& accesses) : accesses_(accesses) {}

    node const& operator[](std::uint32_t number) const noexcept { return nodes_[number]; }
    /// How many nodes there are now, and how many there were at most.
    std::size_t size() const noexcept { return nodes_.size() - free_.size(); }
    std::size_t greatest_size() const noexcept { return nodes_.size(); }

    /// Sees to it that a sequence is explored from the place with these branches (JACM 2017, insert):
    /// follows the leftmost branch that begins, or can begin, with what is left of the sequence; adds the rest
    /// there as the last branch, unless that was a leaf. True if something was added. Uses up `sequence`.
    bool insert(std::uint32_t& first_branch, std::vector<label>& sequence);

    /// Takes the first branch off; its children stay with it.
    std::uint32_t take_first(std::uint32_t& first_branch) noexcept {
        std::uint32_t const taken = first_branch;
        first_branch = nodes_[taken].next_sibling;
        return taken;
    }
    void release(std::uint32_t number) {
        forget_spared(nodes_[number].spared);
        free_.push_back(number);
    }
    /// From now on leaves remember what was not added because of them.
    void remember_spared() noexcept { remembers_spared_ = true; }
    void clear();
    /// The sequences that were not added because of a leaf, from the place before it on; they are taken off.
    std::vector<std::vector<label>> take_spared(std::uint32_t number);
    /// With everything below and beside it.
    void release_all(std::uint32_t first);

    /// Whether some execution that begins with the sequence is equivalent to one that begins with `event`: it is in the
    /// sequence, and conflicts with nothing before it there, or is not in it, and conflicts with nothing.
    /// `at`: where it is in the sequence, or the sequence's size.
    bool may_come_first(label const& event, std::span<label const> sequence, std::size_t& at) const noexcept;

private:
    struct spared_sequence {
        std::vector<label> events;
        std::uint32_t next = none;
    };
    std::uint32_t make(label const& what);
    void forget_spared(std::uint32_t& first);

    access_table const& accesses_;
    std::vector<node> nodes_;
    std::vector<std::uint32_t> free_;
    std::vector<spared_sequence> spared_;
    std::vector<std::uint32_t> free_spared_;
    bool remembers_spared_ = false;
};

} // namespace fermata::detail
