// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define FERMATA_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FERMATA_ADDRESS_SANITIZER 1
#endif
#endif
