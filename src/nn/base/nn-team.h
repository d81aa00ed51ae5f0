/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * NnTeam: a few threads that do numbered tasks together. Which thread does which task is not fixed,
 * so a task writes only to what its number owns; then the result does not depend on the number of
 * threads.
 */

typedef struct _NnTeam NnTeam;

/* index: the task, 0 .. n_tasks - 1; member: the thread that does it, 0 .. n_members - 1 (0 is the
 * caller). */
typedef void (*NnTask) (guint index, guint member, gpointer data);

/* n_members counts the caller; 0 takes as many as there are processors. */
NnTeam *nn_team_new (guint n_members);
void nn_team_free (NnTeam *team);

guint nn_team_n_members (const NnTeam *team);

/* Returns when all tasks are done. One caller at a time; not from within a task. */
void nn_team_run (NnTeam *team, guint n_tasks, NnTask task, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnTeam, nn_team_free)
