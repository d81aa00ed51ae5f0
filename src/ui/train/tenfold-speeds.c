/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-speeds.h"

#define SCHEMA "org.tenfold.Tenfold"
#define KEY "speeds"
/* As many are kept; then it starts anew. */
#define MOST 200

struct _TenfoldSpeeds {
  GObject parent_instance;

  GSettings *settings;       /* NULL where no schema is installed */
  GHashTable *known;         /* char* -> NnSpeed*, of what was measured and loaded */
  GHashTable *tried;         /* char*: could not be measured */
  GCancellable *cancellable; /* of what is being measured; NULL: nothing */
};

G_DEFINE_FINAL_TYPE (TenfoldSpeeds, tenfold_speeds, G_TYPE_OBJECT)

static guint changed_signal;

/* What a measurement needs; on its thread. */
typedef struct {
  NnModel *model;
  NnRecipe recipe;
  char *key;
  NnSpeed speed;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  nn_model_unref (job->model);
  g_free (job->key);
  g_free (job);
}

/* Everything that the time of a step depends on. */
static char *
key_for (const NnModel *model, const NnRecipe *r)
{
  const char *preset = nn_model_get_fact (model, "preset");
  const NnAugment *a = &r->augment;
  gboolean augments = a->shift > 0 || a->rotate > 0 || a->scale > 0 || a->shear > 0
                      || a->elastic > 0 || a->thickness > 0 || a->contrast > 0;

  return g_strdup_printf (
      "%s %" G_GSIZE_FORMAT " %s %u %u %d%d%d%d", preset != NULL ? preset : "other",
      nn_graph_n_weights (nn_model_graph (model)), nn_optimizer_name (r->optimizer), r->batch,
      r->threads > 0 ? r->threads : g_get_num_processors (), augments, a->elastic > 0,
      r->average > 0, r->clip > 0);
}

static void
load (TenfoldSpeeds *self)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, KEY);
  GVariantIter iter;
  const char *key;
  NnSpeed speed;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&s(dd)}", &key, &speed.training, &speed.reading))
    if (speed.training > 0 && speed.reading > 0)
      g_hash_table_insert (self->known, g_strdup (key), g_memdup2 (&speed, sizeof speed));
}

static void
save (TenfoldSpeeds *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer key, value;

  if (self->settings == NULL)
    return;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{s(dd)}"));
  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_variant_builder_add (&builder, "{s(dd)}", key, ((NnSpeed *) value)->training,
                           ((NnSpeed *) value)->reading);
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
}

static void
take (TenfoldSpeeds *self, const char *key, const NnSpeed *speed)
{
  if (g_hash_table_size (self->known) >= MOST)
    g_hash_table_remove_all (self->known);
  g_hash_table_insert (self->known, g_strdup (key), g_memdup2 (speed, sizeof *speed));
  save (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
tenfold_speeds_finalize (GObject *object)
{
  TenfoldSpeeds *self = TENFOLD_SPEEDS (object);

  tenfold_speeds_cancel (self);
  g_clear_object (&self->settings);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->tried);
  G_OBJECT_CLASS (tenfold_speeds_parent_class)->finalize (object);
}

static void
tenfold_speeds_class_init (TenfoldSpeedsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_speeds_finalize;
  changed_signal = g_signal_new ("changed", TENFOLD_TYPE_SPEEDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
tenfold_speeds_init (TenfoldSpeeds *self)
{
  GSettingsSchemaSource *schemas = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema
      = schemas != NULL ? g_settings_schema_source_lookup (schemas, SCHEMA, TRUE) : NULL;

  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (schema == NULL || !g_settings_schema_has_key (schema, KEY))
    return;
  self->settings = g_settings_new (SCHEMA);
  load (self);
}

TenfoldSpeeds *
tenfold_speeds_new (void)
{
  return g_object_new (TENFOLD_TYPE_SPEEDS, NULL);
}

gboolean
tenfold_speeds_get (TenfoldSpeeds *self,
                    const NnModel *model,
                    const NnRecipe *recipe,
                    NnSpeed *speed)
{
  g_autofree char *key = key_for (model, recipe);
  const NnSpeed *known;

  g_return_val_if_fail (TENFOLD_IS_SPEEDS (self), FALSE);
  known = g_hash_table_lookup (self->known, key);
  if (known != NULL)
    *speed = *known;
  return known != NULL;
}

void
tenfold_speeds_learn (TenfoldSpeeds *self,
                      const NnModel *model,
                      const NnRecipe *recipe,
                      double seconds)
{
  g_autofree char *key = key_for (model, recipe);
  NnSpeed speed;

  g_return_if_fail (TENFOLD_IS_SPEEDS (self) && seconds > 0);
  /* How fast it reads a run does not say. */
  if (!tenfold_speeds_get (self, model, recipe, &speed))
    return;
  speed.training = seconds;
  take (self, key, &speed);
}

static void
measure_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;

  if (nn_speed_measure (job->model, &job->recipe, cancellable, &job->speed, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
measured_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GWeakRef *weak = data;
  g_autoptr (TenfoldSpeeds) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  Job *job = g_task_get_task_data (G_TASK (result));
  gboolean measured = g_task_propagate_boolean (G_TASK (result), &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL)
    return;
  if (g_task_get_cancellable (G_TASK (result)) == self->cancellable)
    g_clear_object (&self->cancellable);
  if (measured)
    take (self, job->key, &job->speed);
  else if (!g_error_matches (error, NN_ERROR, NN_ERROR_CANCELLED))
    g_hash_table_add (self->tried, g_strdup (job->key));
}

void
tenfold_speeds_measure (TenfoldSpeeds *self, NnModel *model, const NnRecipe *recipe)
{
  g_autofree char *key = key_for (model, recipe);
  g_autoptr (GTask) task = NULL;
  GWeakRef *weak;
  Job *job;

  g_return_if_fail (TENFOLD_IS_SPEEDS (self));
  if (self->cancellable != NULL || g_hash_table_contains (self->known, key)
      || g_hash_table_contains (self->tried, key))
    return;
  self->cancellable = g_cancellable_new ();
  weak = g_new (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  /* It holds nothing of the window: who closes it does not wait. */
  task = g_task_new (NULL, self->cancellable, measured_cb, weak);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_set_check_cancellable (task, FALSE);
  job = g_new0 (Job, 1);
  job->model = nn_model_ref (model);
  job->recipe = *recipe;
  job->key = g_steal_pointer (&key);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, measure_thread);
}

void
tenfold_speeds_cancel (TenfoldSpeeds *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}
