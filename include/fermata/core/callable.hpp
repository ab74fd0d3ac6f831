// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace fermata::detail {

/// Blocks of memory from a list per OS thread and size: what every execution makes anew must not cost a malloc.
inline constexpr std::size_t block_unit = 64;
inline constexpr std::size_t largest_block = 512;
constexpr std::size_t block_units(std::size_t bytes) noexcept { return (bytes + block_unit - 1) / block_unit; }

struct free_block {
    free_block* next;
};
// No std::array: UndefinedBehaviorSanitizer would ask whether its address is null, by flags that the linker changes
// where it replaces the addition to the thread's pointer (binutils 2.40).
[[gnu::tls_model(
    "initial-exec")]] extern thread_local constinit free_block* free_blocks[largest_block / block_unit + 1];

void* allocate_new_block(std::size_t bytes);
void release_block(void* block, std::size_t bytes) noexcept;

inline void* allocate_block(std::size_t bytes) {
    if (bytes <= largest_block) {
        free_block*& list = free_blocks[block_units(bytes)];
        if (free_block* const taken = list) {
            list = taken->next;
            return taken;
        }
    }
    return allocate_new_block(bytes);
}

/// The value that a callable returned, whatever its type.
class boxed_value {
public:
    boxed_value() = default;
    boxed_value(boxed_value const&) = delete;
    boxed_value& operator=(boxed_value const&) = delete;
    ~boxed_value() { reset(); }

    template <class Value>
    void set(Value&& value) {
        using stored = std::decay_t<Value>;
        reset();
        value_ = new stored(std::forward<Value>(value));
        destroy_ = [](void* object) { delete static_cast<stored*>(object); };
    }
    void reset() noexcept {
        if (value_ != nullptr) {
            destroy_(value_);
            value_ = nullptr;
        }
    }
    void* get() const noexcept { return value_; }

private:
    void* value_ = nullptr;
    void (*destroy_)(void*) = nullptr;
};

/// The head of a block that holds a callable with its arguments; counted, so that a copy is cheap. What is called is
/// gone with its last owner; the block, and its name, with the last reference.
struct callable {
    void (*run)(callable&, boxed_value&);
    void (*empty)(callable&); ///< destroys what is called
    void (*destroy)(callable&) noexcept;
    std::type_info const* result;
    std::uint32_t references = 1; ///< with the owners
    std::uint32_t owners = 1;
    std::uint32_t bytes;
    std::string name;
};

void retain(callable& shared) noexcept;
void release(callable& shared) noexcept;
void retain_as_owner(callable& shared) noexcept;
/// The reference stays.
void give_up_ownership(callable& shared);

/// Owns one.
class callable_handle {
public:
    callable_handle() = default;
    explicit callable_handle(callable* adopted) noexcept : callable_(adopted) {}
    callable_handle(callable_handle const& other) noexcept : callable_(other.callable_) {
        if (callable_ != nullptr) {
            retain_as_owner(*callable_);
        }
    }
    callable_handle(callable_handle&& other) noexcept : callable_(std::exchange(other.callable_, nullptr)) {}
    callable_handle& operator=(callable_handle other) noexcept {
        std::swap(callable_, other.callable_);
        return *this;
    }
    ~callable_handle() {
        if (callable_ != nullptr) {
            give_up_ownership(*callable_);
            release(*callable_);
        }
    }
    callable* get() const noexcept { return callable_; }
    /// Whoever asked owns it now.
    callable* forget() noexcept { return std::exchange(callable_, nullptr); }
    callable& operator*() const noexcept { return *callable_; }
    callable* operator->() const noexcept { return callable_; }
    friend bool operator==(callable_handle const&, callable_handle const&) = default;

private:
    callable* callable_ = nullptr;
};

/// Owns one, until it gives that up; then it only knows its name.
class callable_reference {
public:
    callable_reference() = default;
    callable_reference(callable_reference const&) = delete;
    callable_reference& operator=(callable_reference const&) = delete;
    ~callable_reference() { reset(); }
    /// Where there was none before, like take().
    void share(callable_handle const& other) noexcept {
        retain_as_owner(*other);
        take(other.get());
    }
    void take(callable* owned) noexcept {
        callable_ = owned;
        is_owner_ = true;
    }
    /// What is called is gone if nobody else owns it.
    void give_up() {
        if (is_owner_) {
            is_owner_ = false;
            give_up_ownership(*callable_);
        }
    }
    void reset() {
        give_up();
        if (callable_ != nullptr) {
            release(*std::exchange(callable_, nullptr));
        }
    }
    bool is_last_owner() const noexcept { return is_owner_ && callable_->owners == 1; }
    /// Another owner.
    callable_handle handle() const noexcept {
        retain_as_owner(*callable_);
        return callable_handle(callable_);
    }
    callable* get() const noexcept { return callable_; }
    callable& operator*() const noexcept { return *callable_; }
    callable* operator->() const noexcept { return callable_; }

private:
    callable* callable_ = nullptr;
    bool is_owner_ = false;
};

template <class Value>
struct unwrap {
    using type = Value;
};
template <class Value>
struct unwrap<std::reference_wrapper<Value>> {
    using type = Value&;
};
template <class Value>
using stored_argument = typename unwrap<std::decay_t<Value>>::type;

/// `Repeatable`: it may run many times (a starter), and each run gets fresh copies of what can be
/// copied. Otherwise (a thread) the callable and its arguments are moved into the only run.
template <bool Repeatable, class Function, class... Stored>
struct callable_with_arguments final : callable {
    /// What is called.
    struct content {
        template <class F, class... A>
        explicit content(F&& function_, A&&... arguments_)
            : function(std::forward<F>(function_)), arguments(std::forward<A>(arguments_)...) {}

        Function function;
        std::tuple<Stored...> arguments;
    };

    template <class F, class... A>
    callable_with_arguments(std::string_view name_, F&& function_, A&&... arguments_)
        : callable{&run_here,
                   &empty_here,
                   &destroy_here,
                   &typeid(result_type),
                   1,
                   1,
                   sizeof(callable_with_arguments),
                   std::string(name_)},
          called(std::forward<F>(function_), std::forward<A>(arguments_)...) {}
    callable_with_arguments(callable_with_arguments const&) = delete;
    callable_with_arguments& operator=(callable_with_arguments const&) = delete;
    ~callable_with_arguments() { end(); }

    template <class Value>
    static Value pass(Value& stored) {
        if constexpr (std::is_reference_v<Value>) {
            return stored;
        } else if constexpr (Repeatable && std::is_copy_constructible_v<Value>) {
            return Value(std::as_const(stored));
        } else {
            return Value(std::move(stored));
        }
    }

    static decltype(auto) invoke(Function& function, std::tuple<Stored...>& arguments) {
        return std::apply(
            [&](auto&... stored) -> decltype(auto) {
                if constexpr (Repeatable && std::is_invocable_v<Function const&, Stored...>) {
                    return std::invoke(std::as_const(function), pass<Stored>(stored)...);
                } else if constexpr (Repeatable && std::is_copy_constructible_v<Function>) {
                    Function fresh(std::as_const(function));
                    return std::invoke(fresh, pass<Stored>(stored)...);
                } else {
                    return std::invoke(std::move(function), pass<Stored>(stored)...);
                }
            },
            arguments);
    }

    using result_type =
        std::decay_t<decltype(invoke(std::declval<Function&>(), std::declval<std::tuple<Stored...>&>()))>;

    static void run_here(callable& self, boxed_value& slot) {
        auto& mine = static_cast<callable_with_arguments&>(self);
        if constexpr (!Repeatable) { // nobody asks a thread for what it returns
            static_cast<void>(invoke(mine.called.function, mine.called.arguments));
        } else if constexpr (std::is_void_v<result_type>) {
            invoke(mine.called.function, mine.called.arguments);
        } else {
            slot.set(invoke(mine.called.function, mine.called.arguments));
        }
    }
    static void empty_here(callable& self) { static_cast<callable_with_arguments&>(self).end(); }
    static void destroy_here(callable& self) noexcept {
        static_cast<callable_with_arguments&>(self).~callable_with_arguments();
    }

    /// A destructor may throw where an execution ends early; with a std::optional it could not.
    void end() {
        if (std::exchange(is_there, false)) {
            std::destroy_at(&called);
        }
    }

    union {
        content called;
    };
    bool is_there = true;
};

template <bool Repeatable, class Function, class... Arguments>
callable_handle make_callable(std::string_view name, Function&& function, Arguments&&... arguments) {
    using made = callable_with_arguments<Repeatable, std::decay_t<Function>, stored_argument<Arguments>...>;
    static_assert(alignof(made) <= alignof(std::max_align_t), "over-aligned callables are not supported");
    void* const block = allocate_block(sizeof(made));
    try {
        return callable_handle(::new (block)
                                   made(name, std::forward<Function>(function), std::forward<Arguments>(arguments)...));
    } catch (...) {
        release_block(block, sizeof(made));
        throw;
    }
}

} // namespace fermata::detail
