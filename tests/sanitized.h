/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* TEST_SANITIZED: the test runs under AddressSanitizer or ThreadSanitizer, many times slower. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TEST_SANITIZED
#endif
#endif
