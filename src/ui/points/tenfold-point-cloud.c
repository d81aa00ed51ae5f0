/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/points/tenfold-point-cloud.h"

#include <string.h>

#define MAX_UNDO 100

/* How much of its size a view goes on beyond the outermost point. */
#define MARGIN 0.05

typedef struct {
  NnCloudSpec spec;
  NnPoints *points;
  gboolean own;
  gint64 time; /* when it was left, monotonic */
} State;

struct _TenfoldPointCloud {
  GObject parent_instance;

  State now;
  GArray *undo, *redo; /* of State, oldest first */
  State before;        /* of the gesture under way; points NULL: none */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (TenfoldPointCloud, tenfold_point_cloud, G_TYPE_OBJECT)

static void
state_clear (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->points, nn_points_free);
}

static State
state_copy (const State *state)
{
  State copy = *state;

  copy.points = nn_points_copy (state->points);
  copy.time = g_get_monotonic_time ();
  return copy;
}

static void
push (GArray *pile, State state)
{
  if (pile->len == MAX_UNDO)
    g_array_remove_index (pile, 0);
  g_array_append_val (pile, state);
}

static void
changed (TenfoldPointCloud *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* What is there now can be brought back, once for a gesture. */
static void
remember (TenfoldPointCloud *self)
{
  if (self->before.points != NULL)
    return;
  push (self->undo, state_copy (&self->now));
  g_array_set_size (self->redo, 0);
}

static void
tenfold_point_cloud_finalize (GObject *object)
{
  TenfoldPointCloud *self = TENFOLD_POINT_CLOUD (object);

  state_clear (&self->now);
  state_clear (&self->before);
  g_array_unref (self->undo);
  g_array_unref (self->redo);
  G_OBJECT_CLASS (tenfold_point_cloud_parent_class)->finalize (object);
}

static void
tenfold_point_cloud_class_init (TenfoldPointCloudClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_point_cloud_finalize;
  changed_signal = g_signal_new ("changed", TENFOLD_TYPE_POINT_CLOUD, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
tenfold_point_cloud_init (TenfoldPointCloud *self)
{
  self->undo = g_array_new (FALSE, FALSE, sizeof (State));
  g_array_set_clear_func (self->undo, state_clear);
  self->redo = g_array_new (FALSE, FALSE, sizeof (State));
  g_array_set_clear_func (self->redo, state_clear);
  nn_cloud_spec_init (&self->now.spec, nn_cloud_find (FALSE, "parabola"));
  self->now.points = nn_cloud_spec_draw (&self->now.spec);
}

TenfoldPointCloud *
tenfold_point_cloud_new (void)
{
  return g_object_new (TENFOLD_TYPE_POINT_CLOUD, NULL);
}

const NnCloudSpec *
tenfold_point_cloud_get_spec (TenfoldPointCloud *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), NULL);
  return &self->now.spec;
}

const NnPoints *
tenfold_point_cloud_get_points (TenfoldPointCloud *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), NULL);
  return self->now.points;
}

gboolean
tenfold_point_cloud_get_own (TenfoldPointCloud *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), FALSE);
  return self->now.own;
}

void
tenfold_point_cloud_set_spec (TenfoldPointCloud *self, const NnCloudSpec *spec)
{
  State *now = &self->now;
  gboolean same_points = now->spec.cloud == spec->cloud && now->spec.count == spec->count
                         && now->spec.noise == spec->noise && now->spec.seed == spec->seed;

  g_return_if_fail (TENFOLD_IS_POINT_CLOUD (self));
  if (same_points && now->spec.share == spec->share)
    return;
  remember (self);
  now->spec = *spec;
  if (!same_points) {
    state_clear (now);
    now->points = nn_cloud_spec_draw (spec);
    now->own = FALSE;
  }
  changed (self);
}

void
tenfold_point_cloud_set_points (TenfoldPointCloud *self, NnPoints *points)
{
  guint n_classes = points->plane ? 2 : 0;

  g_return_if_fail (TENFOLD_IS_POINT_CLOUD (self));
  remember (self);
  for (guint i = 0; points->plane && i < points->points->len; i++)
    n_classes = MAX (n_classes, g_array_index (points->points, NnDataPoint, i).label + 1u);
  if (self->now.spec.cloud->plane != points->plane
      || (points->plane && self->now.spec.cloud->n_classes < n_classes))
    nn_cloud_spec_init (&self->now.spec, nn_cloud_like (n_classes));
  state_clear (&self->now);
  self->now.points = points;
  self->now.own = TRUE;
  changed (self);
}

void
tenfold_point_cloud_begin (TenfoldPointCloud *self)
{
  g_return_if_fail (TENFOLD_IS_POINT_CLOUD (self));
  tenfold_point_cloud_end (self);
  self->before = state_copy (&self->now);
}

void
tenfold_point_cloud_end (TenfoldPointCloud *self)
{
  const GArray *now, *before;

  g_return_if_fail (TENFOLD_IS_POINT_CLOUD (self));
  if (self->before.points == NULL)
    return;
  now = self->now.points->points;
  before = self->before.points->points;
  /* A gesture that has changed nothing is none. */
  if (now->len == before->len
      && memcmp (now->data, before->data, now->len * sizeof (NnDataPoint)) == 0) {
    state_clear (&self->before);
    return;
  }
  push (self->undo, self->before);
  self->before = (State){ 0 };
  g_array_set_size (self->redo, 0);
}

gboolean
tenfold_point_cloud_add (TenfoldPointCloud *self, const NnDataPoint *point)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), FALSE);
  if (self->now.points->points->len >= NN_POINTS_MOST)
    return FALSE;
  remember (self);
  g_array_append_val (self->now.points->points, *point);
  self->now.own = TRUE;
  changed (self);
  return TRUE;
}

void
tenfold_point_cloud_erase (TenfoldPointCloud *self, double x, double y, double across, double up)
{
  GArray *points = self->now.points->points;
  guint n_left = 0;

  g_return_if_fail (TENFOLD_IS_POINT_CLOUD (self) && across > 0 && up > 0);
  for (guint i = 0; i < points->len; i++) {
    const NnDataPoint *p = &g_array_index (points, NnDataPoint, i);
    double dx = (p->x - x) / across, dy = (p->y - y) / up;

    n_left += dx * dx + dy * dy > 1;
  }
  if (n_left == points->len)
    return;
  remember (self);
  n_left = 0;
  for (guint i = 0; i < points->len; i++) {
    NnDataPoint p = g_array_index (points, NnDataPoint, i);
    double dx = (p.x - x) / across, dy = (p.y - y) / up;

    if (dx * dx + dy * dy > 1)
      g_array_index (points, NnDataPoint, n_left++) = p;
  }
  g_array_set_size (points, n_left);
  self->now.own = TRUE;
  changed (self);
}

void
tenfold_point_cloud_clear (TenfoldPointCloud *self)
{
  g_return_if_fail (TENFOLD_IS_POINT_CLOUD (self));
  if (self->now.points->points->len == 0)
    return;
  remember (self);
  g_array_set_size (self->now.points->points, 0);
  self->now.own = TRUE;
  changed (self);
}

static gboolean
exchange (TenfoldPointCloud *self, GArray *from, GArray *to)
{
  State next;

  if (from->len == 0)
    return FALSE;
  tenfold_point_cloud_end (self);
  next = g_array_index (from, State, from->len - 1);
  g_array_index (from, State, from->len - 1).points = NULL;
  g_array_set_size (from, from->len - 1);
  self->now.time = next.time;
  push (to, self->now);
  self->now = next;
  changed (self);
  return TRUE;
}

gboolean
tenfold_point_cloud_undo (TenfoldPointCloud *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), FALSE);
  return exchange (self, self->undo, self->redo);
}

gboolean
tenfold_point_cloud_redo (TenfoldPointCloud *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), FALSE);
  return exchange (self, self->redo, self->undo);
}

static gint64
time_of_last (const GArray *pile)
{
  return pile->len > 0 ? g_array_index (pile, State, pile->len - 1).time : 0;
}

gint64
tenfold_point_cloud_get_undo_time (TenfoldPointCloud *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), 0);
  return time_of_last (self->undo);
}

gint64
tenfold_point_cloud_get_redo_time (TenfoldPointCloud *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), 0);
  return time_of_last (self->redo);
}

void
tenfold_point_cloud_get_view (TenfoldPointCloud *self, graphene_rect_t *view)
{
  const NnCloud *cloud = self->now.spec.cloud;
  const GArray *points = self->now.points->points;
  float left = (float) cloud->low, right = (float) cloud->high;
  float bottom = (float) cloud->bottom, top = (float) cloud->top;
  float across, up;

  g_return_if_fail (TENFOLD_IS_POINT_CLOUD (self));
  for (guint i = 0; i < points->len; i++) {
    const NnDataPoint *p = &g_array_index (points, NnDataPoint, i);

    left = MIN (left, p->x);
    right = MAX (right, p->x);
    bottom = MIN (bottom, p->y);
    top = MAX (top, p->y);
  }
  across = (right - left) * (float) MARGIN;
  up = (top - bottom) * (float) MARGIN;
  graphene_rect_init (view, left - across, bottom - up, right - left + 2 * across,
                      top - bottom + 2 * up);
}

NnDataset *
tenfold_point_cloud_to_dataset (TenfoldPointCloud *self, NnDataset **test)
{
  g_return_val_if_fail (TENFOLD_IS_POINT_CLOUD (self), NULL);
  *test = NULL;
  return self->now.own
             ? nn_points_to_dataset (self->now.points, "own points", self->now.spec.share, NULL)
             : nn_cloud_spec_load (&self->now.spec, test);
}
