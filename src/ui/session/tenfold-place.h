/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Where a file or folder lies, in words: the home folder is "~". isolated: among text that is
 * written from the right to the left, in which the path stays as it is. */
char *tenfold_place_text (GFile *file, gboolean isolated);
