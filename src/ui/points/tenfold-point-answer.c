/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/points/tenfold-point-answer.h"

#include <math.h>
#include <string.h>

#include "ui/widgets/tenfold-look.h"

/* How much of a class's colour its field has where the network is sure: points stay to be seen. */
#define STRENGTH 0.45

void
tenfold_point_answer_free (TenfoldPointAnswer *self)
{
  nn_model_unref (self->model);
  g_free (self->curve);
  g_clear_object (&self->texture);
  g_free (self);
}

static gboolean
compute_curve (TenfoldPointAnswer *self)
{
  float places[TENFOLD_ANSWER_PLACES];

  for (int i = 0; i < TENFOLD_ANSWER_PLACES; i++)
    places[i] = self->view.origin.x
                + self->view.size.width * (float) i / (float) (TENFOLD_ANSWER_PLACES - 1);
  self->curve = g_new (float, TENFOLD_ANSWER_PLACES);
  return nn_point_model_compute (self->model, TENFOLD_ANSWER_PLACES, places, self->curve, NULL);
}

/* The classes' colours, each by how sure the network is of it: premultiplied bytes. */
static void
mix (const GdkRGBA *colors, guint n, const float *probabilities, guint8 *pixel)
{
  float red = 0, green = 0, blue = 0;

  for (guint k = 0; k < n; k++) {
    float p = isfinite (probabilities[k]) ? CLAMP (probabilities[k], 0, 1) : 0;

    red += p * colors[k].red;
    green += p * colors[k].green;
    blue += p * colors[k].blue;
  }
  pixel[0] = (guint8) (255 * STRENGTH * MIN (red, 1));
  pixel[1] = (guint8) (255 * STRENGTH * MIN (green, 1));
  pixel[2] = (guint8) (255 * STRENGTH * MIN (blue, 1));
  pixel[3] = (guint8) (255 * STRENGTH);
}

static gboolean
compute_plane (TenfoldPointAnswer *self, guint n_outputs)
{
  const int side = TENFOLD_ANSWER_SIDE;
  g_autofree float *places = g_new (float, 2 * side * side);
  g_autofree float *outputs = g_new (float, (gsize) (side * side) * n_outputs);
  g_autoptr (GBytes) bytes = NULL;
  GdkRGBA colors[NN_POINT_CLASSES];
  guint8 *pixels;

  for (int row = 0; row < side; row++)
    for (int column = 0; column < side; column++) {
      float *place = places + 2 * (row * side + column);

      place[0]
          = self->view.origin.x + self->view.size.width * ((float) column + 0.5f) / (float) side;
      place[1] = self->view.origin.y
                 + self->view.size.height * (1 - ((float) row + 0.5f) / (float) side);
    }
  if (!nn_point_model_compute (self->model, (gsize) (side * side), places, outputs, NULL))
    return FALSE;
  for (guint k = 0; k < n_outputs; k++)
    colors[k] = tenfold_look_get_color (k, self->dark);
  pixels = g_malloc ((gsize) (4 * side * side));
  for (int i = 0; i < side * side; i++)
    mix (colors, n_outputs, outputs + (gsize) i * n_outputs, pixels + 4 * i);
  bytes = g_bytes_new_take (pixels, (gsize) (4 * side * side));
  self->texture
      = gdk_memory_texture_new (side, side, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, bytes, 4 * side);
  return TRUE;
}

static void
compute_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const TenfoldPointAnswer *question = data;
  TenfoldPointAnswer *answer = g_memdup2 (question, sizeof *question);
  NnPointInput input;
  guint n_outputs;

  nn_model_ref (answer->model);
  if (nn_point_model_look_at (answer->model, &input, &n_outputs, NULL)) {
    answer->plane = input.plane;
    if (input.plane ? compute_plane (answer, n_outputs) : compute_curve (answer)) {
      g_task_return_pointer (task, answer, (GDestroyNotify) tenfold_point_answer_free);
      return;
    }
  }
  tenfold_point_answer_free (answer);
  g_task_return_pointer (task, NULL, NULL);
}

void
tenfold_point_answer_compute_async (NnModel *model,
                                    const graphene_rect_t *view,
                                    gboolean dark,
                                    gpointer object,
                                    GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (object, NULL, callback, NULL);
  TenfoldPointAnswer *question = g_new0 (TenfoldPointAnswer, 1);

  question->model = nn_model_ref (model);
  question->view = *view;
  question->dark = dark;
  g_task_set_task_data (task, question, (GDestroyNotify) tenfold_point_answer_free);
  g_task_run_in_thread (task, compute_thread);
}

TenfoldPointAnswer *
tenfold_point_answer_compute_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
