/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/base/nn-team.h"

#include <pthread.h>
#include <stdatomic.h>

/* A round of tasks is short, often well under a millisecond: a member that waits looks for work
 * this many times before it goes to sleep. */
#define SPINS 4000

/* Microseconds: a member that has waited for the others this long sleeps between checks. */
#define LONG_WAIT 20000
#define SLEEP 500

typedef struct {
  NnTeam *team;
  guint member;
  pthread_t thread;
} Member;

struct _NnTeam {
  guint n_members;
  gboolean crowded; /* more members than processors: waiting members yield */
  Member *members;  /* n_members - 1: all but the caller */

  /* Written by the caller before it raises `round`. */
  NnTask task;
  gpointer data;
  guint n_tasks;

  atomic_uint round; /* number of the round under way; the top bit asks the members to leave */
  atomic_uint next_task;
  atomic_uint n_working; /* members that have not finished this round */

  pthread_mutex_t mutex; /* for the sleep alone */
  pthread_cond_t wake;
};

#define LEAVE 0x80000000u

static inline void
relax (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#endif
}

static void
do_tasks (NnTeam *team, guint member)
{
  guint i;

  while ((i = atomic_fetch_add (&team->next_task, 1)) < team->n_tasks)
    team->task (i, member, team->data);
}

/* Returns the new round. */
static guint
wait_for_round (NnTeam *team, guint last)
{
  guint round;

  for (int i = 0; i < SPINS; i++) {
    round = atomic_load_explicit (&team->round, memory_order_acquire);
    if (round != last)
      return round;
    relax ();
  }

  pthread_mutex_lock (&team->mutex);
  while ((round = atomic_load (&team->round)) == last)
    pthread_cond_wait (&team->wake, &team->mutex);
  pthread_mutex_unlock (&team->mutex);
  return round;
}

static void *
member_main (void *data)
{
  Member *self = data;
  NnTeam *team = self->team;
  guint round = 0;

  while (TRUE) {
    round = wait_for_round (team, round);
    if (round & LEAVE)
      return NULL;
    do_tasks (team, self->member);
    atomic_fetch_sub_explicit (&team->n_working, 1, memory_order_release);
  }
}

static void
begin_round (NnTeam *team, guint flags)
{
  pthread_mutex_lock (&team->mutex);
  atomic_store (&team->round, ((atomic_load (&team->round) + 1) & ~LEAVE) | flags);
  pthread_cond_broadcast (&team->wake);
  pthread_mutex_unlock (&team->mutex);
}

NnTeam *
nn_team_new (guint n_members)
{
  NnTeam *team = g_new0 (NnTeam, 1);

  team->n_members = n_members > 0 ? n_members : g_get_num_processors ();
  team->crowded = team->n_members > g_get_num_processors ();
  team->members = g_new0 (Member, team->n_members);
  pthread_mutex_init (&team->mutex, NULL);
  pthread_cond_init (&team->wake, NULL);

  for (guint i = 1; i < team->n_members; i++) {
    Member *member = &team->members[i - 1];

    *member = (Member){ .team = team, .member = i };
    if (pthread_create (&member->thread, NULL, member_main, member) != 0) {
      /* Fewer threads give the same result, later. */
      team->n_members = i;
      break;
    }
  }
  return team;
}

void
nn_team_free (NnTeam *team)
{
  begin_round (team, LEAVE);
  for (guint i = 1; i < team->n_members; i++)
    pthread_join (team->members[i - 1].thread, NULL);
  pthread_cond_destroy (&team->wake);
  pthread_mutex_destroy (&team->mutex);
  g_free (team->members);
  g_free (team);
}

guint
nn_team_n_members (const NnTeam *team)
{
  return team->n_members;
}

void
nn_team_run (NnTeam *team, guint n_tasks, NnTask task, gpointer data)
{
  guint waits = 0, rounds = 0;
  gint64 start = 0;
  gboolean sleeps = FALSE;

  if (team->n_members == 1 || n_tasks <= 1) {
    for (guint i = 0; i < n_tasks; i++)
      task (i, 0, data);
    return;
  }

  team->task = task;
  team->data = data;
  team->n_tasks = n_tasks;
  atomic_store (&team->next_task, 0);
  atomic_store (&team->n_working, team->n_members - 1);
  begin_round (team, 0);

  do_tasks (team, 0);
  while (atomic_load_explicit (&team->n_working, memory_order_acquire) > 0) {
    for (int i = 0; i < 64; i++)
      relax ();
    /* The member waited for may be on this very processor, behind this thread. */
    if (team->crowded || ++waits % 64 == 0)
      g_thread_yield ();
    /* A long task may block on purpose: the others do not spin meanwhile. */
    if (++rounds % 1024 == 0) {
      gint64 now = g_get_monotonic_time ();

      start = start == 0 ? now : start;
      sleeps = now - start > LONG_WAIT;
    }
    if (sleeps)
      g_usleep (SLEEP);
  }
}
