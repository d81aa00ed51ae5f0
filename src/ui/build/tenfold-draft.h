/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/model/nn-network-rows.h"
#include "nn/model/nn-network.h"

/*
 * TenfoldDraft: a network that somebody is putting together, as far as it can be understood: the
 * rows of its text, what each makes and costs, and the first mistake at its place. Pure.
 */

typedef struct {
  char *shape;          /* of one sample behind it, "24 × 12 × 12"; "" where it is not known */
  gint64 parameters;    /* that it adds, in all its repetitions; -1: not known */
  gint64 multiply_adds; /* likewise, for one sample */
} TenfoldDraftLayer;

typedef struct {
  char *text;
  GArray *rows;                   /* of NnNetworkRow */
  TenfoldDraftLayer *layers;      /* as many as rows */
  NnGraph *graph;                 /* NULL: it is no network */
  gint64 parameters;              /* that training changes; -1: not known */
  gint64 multiply_adds;           /* for one sample; -1: not known */
  char *problem;                  /* one sentence; NULL: it is a network */
  guint problem_row;              /* where it is; G_MAXUINT: nowhere */
  guint problem_from, problem_to; /* bytes of the text; nothing where both are the same */
} TenfoldDraft;

TenfoldDraft *tenfold_draft_new (const char *text, const NnNetworkFrame *frame);
void tenfold_draft_free (TenfoldDraft *draft);

/* "61 706 parameters · 416 520 multiply-adds for a picture"; the problem where there is one. Free
 * with g_free(). */
char *tenfold_draft_sum_text (const TenfoldDraft *draft);

/* A number in groups of digits, "1 199 882"; "–" where it is not known or 0. Free with g_free(). */
char *tenfold_draft_count_text (gint64 count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TenfoldDraft, tenfold_draft_free)
