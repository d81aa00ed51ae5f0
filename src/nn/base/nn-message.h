/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Text that a file may have had a hand in, for a message: valid UTF-8, and not longer than a
 * message may be (4000 bytes); the end of a longer one is left out. Free with g_free(). */
char *nn_message_clip (const char *text);
