/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * TenfoldWrap: buttons and labels side by side, and below each other where there is no room for
 * all: with large text, in a narrow window, in a language of long words. Children are in lines as
 * words are in a text; in each line, what is left over goes to the children that expand.
 * Children are those of the .ui file, or whatever has it as its parent; it lets go of them when it
 * is disposed.
 */

#define TENFOLD_TYPE_WRAP (tenfold_wrap_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldWrap, tenfold_wrap, TENFOLD, WRAP, GtkWidget)
