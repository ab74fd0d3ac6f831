// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The guardian program as bytes: so there is no file that has to be found at run time.
#include "process/guardian_client.hpp"

asm(R"(
    .section .rodata
    .hidden fermata_guardian_begin
    .global fermata_guardian_begin
    .balign 16
fermata_guardian_begin:
    .incbin ")" FERMATA_GUARDIAN_PROGRAM R"("
    .hidden fermata_guardian_end
    .global fermata_guardian_end
fermata_guardian_end:
    .byte 0
    .previous
)");

extern "C" {
[[gnu::visibility("hidden")]] extern char const fermata_guardian_begin[];
[[gnu::visibility("hidden")]] extern char const fermata_guardian_end[];
}

namespace fermata::process::detail {

std::string_view guardian_image() noexcept {
    return {fermata_guardian_begin, static_cast<std::size_t>(fermata_guardian_end - fermata_guardian_begin)};
}

} // namespace fermata::process::detail
