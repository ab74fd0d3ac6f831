// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A reference-counted pointer, and two ways to let go of it.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <atomic>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, decrement_relaxed, check_after_decrement };

/// What is pointed to. It is not really deleted, so that deleting it twice can be told.
struct object {
    sync::atomic<int> references{0};
    sync::atomic<bool> deleted{false};
    fermata::var<int> value{0};
};

template <mistake Made>
class counted_pointer {
public:
    explicit counted_pointer(object& to) : to_(&to) { to_->references.fetch_add(1, std::memory_order_relaxed); }
    counted_pointer(counted_pointer const& other) : counted_pointer(*other.to_) {}

    object* operator->() const { return to_; }

    void reset() {
        // What this thread did to the object comes before what the last one does, which deletes it.
        constexpr auto order =
            Made == mistake::decrement_relaxed ? std::memory_order_relaxed : std::memory_order_acq_rel;
        int const before = to_->references.fetch_sub(1, order);
        bool const is_last = Made == mistake::check_after_decrement ? to_->references.load() == 0 : before == 1;
        if (is_last) {
            fermata::expect(!to_->deleted.exchange(true), "it is deleted twice");
            to_->value.set(-1); // as its destructor would
        }
        to_ = nullptr;
    }

private:
    object* to_;
};

template <mistake Made>
void program() {
    object shared;
    counted_pointer<Made> mine(shared);
    counted_pointer<Made> yours(mine);
    auto const use = [](counted_pointer<Made>& pointer) {
        fermata::expect(pointer->value.get() == 0, "it is deleted already");
        pointer.reset();
    };
    sync::thread one([&] { use(mine); });
    sync::thread two([&] { use(yours); });
    one.join();
    two.join();
    fermata::expect(shared.deleted.load(), "nobody deleted it");
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Reference-counted pointer",
        .setting = "Two threads have a pointer each to one object, read it, and let go. The last one deletes it.",
        .right = program<mistake::none>,
        .wrong = {{"The count is decremented with memory_order_relaxed.", program<mistake::decrement_relaxed>,
                   fermata::outcome::failed, "data race"},
                  {"The count is decremented, and then looked at: check, then delete.",
                   program<mistake::check_after_decrement>, fermata::outcome::failed, "deleted twice"}},
    });
}
