// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Two programs of many threads of which few meet.
#include "programs/catalogue.hpp"

#include <deque>
#include <mutex>

namespace programs {

namespace {

/// A hash table of 128. Thread t = 0..n-1, for i = 0..3: w = 11i+t; h = 7w mod 128; until compare-exchange of table[h]
/// from 0 to w succeeds: h = (h+1) mod 128. Up to 11 threads all words are different, and so are their places. Thread t
/// of the others has three words in common with thread t - 11, each of which one of them enters first: 8^(n-11).
state indexer(int n) {
    constexpr int size = 128;
    std::deque<fermata::atomic<int>> table(size);
    std::vector<state> places(static_cast<std::size_t>(n));
    run_together(copies(n, [&](int t) {
        for (int i = 0; i < 4; ++i) {
            int const word = 11 * i + t;
            int hash = 7 * word % size;
            int expected = 0;
            while (!table[static_cast<std::size_t>(hash)].compare_exchange_strong(expected, word)) {
                hash = (hash + 1) % size;
                expected = 0;
            }
            places[static_cast<std::size_t>(t)].push_back(hash);
        }
    }));
    state all;
    for (state const& each : places) {
        all.insert(all.end(), each.begin(), each.end());
    }
    return all;
}

/// 32 inodes, 26 blocks, a mutex for each. Thread t: i = t mod 32; L inode i; if (R inode[i] == 0) { b = 2i mod 26;
/// until a block that is not busy is found under its mutex: b = (b+1) mod 26; W busy[b] 1; W inode[i] b+1 }; U. Up to
/// 13 threads no two look at one block first. Each further one shares its first block with one of them, and either
/// of them comes first: 2^(n-13).
state file_system(int n) {
    constexpr std::size_t inode_count = 32;
    constexpr std::size_t block_count = 26;
    std::deque<fermata::mutex> inode_mutexes(inode_count);
    std::deque<fermata::mutex> block_mutexes(block_count);
    std::vector<fermata::var<int>> inodes(inode_count);
    std::vector<fermata::var<bool>> busy(block_count);
    run_together(copies(n, [&](int t) {
        std::size_t const i = static_cast<std::size_t>(t) % inode_count;
        std::lock_guard const held(inode_mutexes[i]);
        if (inodes[i].get() == 0) {
            for (std::size_t b = 2 * i % block_count;; b = (b + 1) % block_count) {
                std::lock_guard const also_held(block_mutexes[b]);
                if (!busy[b].get()) {
                    busy[b].set(true);
                    inodes[i].set(static_cast<int>(b) + 1);
                    break;
                }
            }
        }
    }));
    state all;
    for (auto const& each : inodes) {
        all.push_back(each.get());
    }
    return all;
}

correct_programs const tables_are{
    {"indexer(2)", [] { return indexer(2); }, classes{.complete = 1}},
    {"indexer(11)", [] { return indexer(11); }, classes{.complete = 1}},
    {"indexer(12)", [] { return indexer(12); }, classes{.complete = 8}},
    {"indexer(13)", [] { return indexer(13); }, classes{.complete = 64}},
    {"indexer(14)", [] { return indexer(14); }, classes{.complete = 512}},
    {"indexer(15)", [] { return indexer(15); }, classes{.complete = 4096}},
    {"indexer(16)", [] { return indexer(16); }, classes{.complete = 32768}, true},
    {"filesystem(3)", [] { return file_system(3); }, classes{.complete = 1}},
    {"filesystem(13)", [] { return file_system(13); }, classes{.complete = 1}},
    {"filesystem(14)", [] { return file_system(14); }, classes{.complete = 2}},
    {"filesystem(15)", [] { return file_system(15); }, classes{.complete = 4}},
    {"filesystem(16)", [] { return file_system(16); }, classes{.complete = 8}},
    {"filesystem(17)", [] { return file_system(17); }, classes{.complete = 16}},
    {"filesystem(18)", [] { return file_system(18); }, classes{.complete = 32}},
    {"filesystem(19)", [] { return file_system(19); }, classes{.complete = 64}},
};

} // namespace

} // namespace programs
