/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/*
 * TenfoldField: a number with a caption, its range and steps, that refuses nonsense where it is
 * typed: what cannot be taken is marked, explained, and never becomes the value.
 *
 * Properties: "value" (double, notify), "valid" (gboolean, notify: what is typed can be taken).
 */

typedef enum {
  TENFOLD_FIELD_WHOLE, /* whole numbers from 0 on, all of 64 bits; steps of 1 */
  TENFOLD_FIELD_LOG,   /* steps 1, 2, 5, 10 ...; 0 where the minimum is 0 */
} TenfoldFieldKind;

typedef struct {
  const char *caption;     /* translated */
  const char *unit;        /* translated; NULL: none */
  const char *explanation; /* translated: one line, shown as the tip */
  double minimum, maximum;
  TenfoldFieldKind kind;
} TenfoldFieldSpec;

#define TENFOLD_TYPE_FIELD (tenfold_field_get_type ())
G_DECLARE_FINAL_TYPE (TenfoldField, tenfold_field, TENFOLD, FIELD, GtkWidget)

GtkWidget *tenfold_field_new (const TenfoldFieldSpec *spec, double value);

double tenfold_field_get_value (TenfoldField *self);
void tenfold_field_set_value (TenfoldField *self, double value);
gboolean tenfold_field_get_valid (TenfoldField *self);

/* The same exactly and as no locale writes it, with a point: a whole number may be larger than a
 * double can tell from its neighbours. Free with g_free(). What is no number of the range changes
 * nothing. */
char *tenfold_field_get_number (TenfoldField *self);
void tenfold_field_set_number (TenfoldField *self, const char *number);

/* The number that the tip calls usual, written likewise; the caption says in bold that the value is
 * another one. */
void tenfold_field_set_usual (TenfoldField *self, const char *usual);

/* The next value up (direction 1) or down (-1) for a kind; pure. */
double tenfold_field_step (const TenfoldFieldSpec *spec, double value, int direction);

/* Reads a number as the locale writes it, or with a point; FALSE for anything else or out of range.
 */
gboolean tenfold_field_parse (const TenfoldFieldSpec *spec, const char *text, double *value);
