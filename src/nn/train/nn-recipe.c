/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-recipe.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-error.h"

static const char *const losses[] = { "cross-entropy", "squared-error", NULL };
static const char *const optimizers[] = { "sgd", "rmsprop", "adam", "adamw", "lbfgs", NULL };
static const char *const schedules[] = { "constant", "step", "cosine", "one-cycle", NULL };

typedef enum {
  FIELD_NAME, /* one of a list */
  FIELD_NUMBER,
  FIELD_COUNT,
  FIELD_SEED,
  FIELD_SWITCH,
} FieldKind;

typedef struct {
  const char *name;
  const char *title; /* what errors call it */
  FieldKind kind;
  gsize offset;
  double low, high;         /* NUMBER, COUNT: both allowed */
  const char *const *names; /* NAME */
  gboolean always;          /* in the text even where it is as usual */
} Field;

#define PLACE(field) G_STRUCT_OFFSET (NnRecipe, field)

static const Field fields[] = {
  { "loss", "loss", FIELD_NAME, PLACE (loss), .names = losses, .always = TRUE },
  { "optimizer", "optimizer", FIELD_NAME, PLACE (optimizer), .names = optimizers, .always = TRUE },
  { "rate", "learning rate", FIELD_NUMBER, PLACE (rate), 1e-9, 10, .always = TRUE },
  { "momentum", "momentum", FIELD_NUMBER, PLACE (momentum), 0, 0.9999 },
  { "nesterov", "Nesterov switch", FIELD_SWITCH, PLACE (nesterov), 0, 1 },
  { "beta1", "beta1", FIELD_NUMBER, PLACE (beta1), 0, 0.99999 },
  { "beta2", "beta2", FIELD_NUMBER, PLACE (beta2), 0, 0.99999 },
  { "epsilon", "epsilon", FIELD_NUMBER, PLACE (epsilon), 1e-12, 1 },
  { "epsilon-inside", "switch epsilon-inside", FIELD_SWITCH, PLACE (epsilon_inside), 0, 1 },
  { "weight-decay", "weight decay", FIELD_NUMBER, PLACE (weight_decay), 0, 1 },
  { "label-smoothing", "label smoothing", FIELD_NUMBER, PLACE (label_smoothing), 0, 0.9 },
  { "clip", "gradient clip", FIELD_NUMBER, PLACE (clip), 0, 1e6 },
  { "average", "decay of the average", FIELD_NUMBER, PLACE (average), 0, 0.99999 },
  { "schedule", "schedule", FIELD_NAME, PLACE (schedule), .names = schedules, .always = TRUE },
  { "warmup", "warm-up", FIELD_NUMBER, PLACE (warmup), 0, 10000 },
  { "target-low", "low target", FIELD_NUMBER, PLACE (target_low), -100, 100 },
  { "target-high", "high target", FIELD_NUMBER, PLACE (target_high), -100, 100 },
  { "batch", "batch", FIELD_COUNT, PLACE (batch), 1, 8192, .always = TRUE },
  { "epochs", "number of epochs", FIELD_COUNT, PLACE (epochs), 1, 10000, .always = TRUE },
  { "validation", "validation", FIELD_COUNT, PLACE (validation), 0, 10000000, .always = TRUE },
  { "shift", "shift", FIELD_NUMBER, PLACE (augment.shift), 0, 14 },
  { "rotate", "rotation", FIELD_NUMBER, PLACE (augment.rotate), 0, 180 },
  { "scale", "scale", FIELD_NUMBER, PLACE (augment.scale), 0, 0.9 },
  { "shear", "shear", FIELD_NUMBER, PLACE (augment.shear), 0, 2 },
  { "elastic", "elastic distortion", FIELD_NUMBER, PLACE (augment.elastic), 0, 7 },
  { "thickness", "thickness", FIELD_NUMBER, PLACE (augment.thickness), 0, 1 },
  { "contrast", "contrast", FIELD_NUMBER, PLACE (augment.contrast), 0, 0.9 },
  { "seed", "seed", FIELD_SEED, PLACE (seed) },
  { "threads", "number of threads", FIELD_COUNT, PLACE (threads), 0, 256 },
};

/* Sets the seven that begin with shift. */
static const Field augment_field
    = { "augment", "strength of augmentation", FIELD_NUMBER, PLACE (augment.shift), 0, 3 };

void
nn_recipe_init (NnRecipe *recipe, const NnPreset *preset)
{
  const char *name = preset != NULL ? preset->name : "";

  *recipe = (NnRecipe){ .loss = NN_LOSS_CROSS_ENTROPY,
                        .optimizer = NN_OPTIMIZER_ADAM,
                        .rate = 0.001f,
                        .beta1 = 0.9f,
                        .beta2 = 0.999f,
                        .epsilon = 1e-8f,
                        .target_high = 1,
                        .batch = 128,
                        .epochs = 5,
                        .validation = 5000,
                        .seed = 1 };
  if (g_str_equal (name, "scratch")) {
    recipe->loss = NN_LOSS_SQUARED_ERROR;
    recipe->optimizer = NN_OPTIMIZER_SGD;
    recipe->rate = 0.1f;
    recipe->batch = 1;
    recipe->target_low = 0.01f;
    recipe->target_high = 0.99f;
  } else if (g_str_equal (name, "keras")) {
    recipe->optimizer = NN_OPTIMIZER_RMSPROP;
    recipe->beta2 = 0.9f;
    recipe->epsilon = 1e-7f;
    recipe->epsilon_inside = TRUE;
  } else if (g_str_equal (name, "linear")) {
    recipe->rate = 0.005f;
    recipe->schedule = NN_SCHEDULE_COSINE;
    recipe->epochs = 8;
  } else if (g_str_equal (name, "curve")) {
    recipe->loss = NN_LOSS_SQUARED_ERROR;
    recipe->optimizer = NN_OPTIMIZER_LBFGS;
    recipe->rate = 0.5f;
    recipe->epochs = 200;
  } else if (g_str_equal (name, "mlp")) {
    recipe->schedule = NN_SCHEDULE_ONE_CYCLE;
    recipe->rate = 0.003f;
    recipe->epochs = 8;
  } else if (g_str_equal (name, "deep-cnn")) {
    recipe->schedule = NN_SCHEDULE_ONE_CYCLE;
    recipe->rate = 0.003f;
    recipe->epochs = 3;
  } else if (g_str_equal (name, "reader")) {
    recipe->optimizer = NN_OPTIMIZER_ADAMW;
    recipe->weight_decay = 0.01f;
    recipe->label_smoothing = 0.03f;
    recipe->schedule = NN_SCHEDULE_ONE_CYCLE;
    recipe->rate = 0.002f;
    recipe->average = 0.999f;
    recipe->epochs = 8;
    nn_augment_init (&recipe->augment, 0.8f);
  } else if (g_str_equal (name, "rows-lstm")) {
    recipe->schedule = NN_SCHEDULE_ONE_CYCLE;
    recipe->rate = 0.006f;
    recipe->clip = 1;
    recipe->epochs = 3;
  } else if (g_str_equal (name, "fast-cnn")) {
    recipe->schedule = NN_SCHEDULE_ONE_CYCLE;
    recipe->rate = 0.005f;
    recipe->epochs = 2;
  }
}

static void *
place_of (const NnRecipe *recipe, const Field *field)
{
  return (char *) recipe + field->offset;
}

static double
number_of (const NnRecipe *recipe, const Field *field)
{
  const void *place = place_of (recipe, field);

  return field->kind == FIELD_NUMBER   ? *(const float *) place
         : field->kind == FIELD_SWITCH ? *(const gboolean *) place
                                       : *(const guint *) place;
}

static gboolean
check_range (const Field *field, double value, GError **error)
{
  /* NaN is outside of every range. */
  if ((float) value >= (float) field->low && (float) value <= (float) field->high)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "The %s %.9g is outside of its range, %.9g to %.9g",
               field->title, value, field->low, field->high);
  return FALSE;
}

gboolean
nn_recipe_check (const NnRecipe *recipe, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const Field *field = &fields[i];

    if (field->kind == FIELD_SEED)
      continue;
    if (field->kind == FIELD_NAME) {
      Field range = *field;

      range.high = g_strv_length ((char **) field->names) - 1;
      if (!check_range (&range, number_of (recipe, field), error))
        return FALSE;
    } else if (!check_range (field, number_of (recipe, field), error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
find_name (const char *const *names, const char *name, guint *found)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (names[i], name) == 0) {
      *found = i;
      return TRUE;
    }
  return FALSE;
}

/* "a, b or c" */
static char *
list_names (const char *const *names)
{
  GString *list = g_string_new (names[0]);

  for (guint i = 1; names[i] != NULL; i++)
    g_string_append_printf (list, "%s%s", names[i + 1] != NULL ? ", " : " or ", names[i]);
  return g_string_free (list, FALSE);
}

static gboolean
set_name (NnRecipe *recipe, const Field *field, const char *value, GError **error)
{
  g_autofree char *list = NULL;
  guint found;

  if (find_name (field->names, value, &found)) {
    *(guint *) place_of (recipe, field) = found;
    return TRUE;
  }
  list = list_names (field->names);
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "There is no %s '%s': %s", field->title, value,
               list);
  return FALSE;
}

static gboolean
set_switch (NnRecipe *recipe, const Field *field, const char *value, GError **error)
{
  gboolean on = g_str_equal (value, "yes");

  if (!on && !g_str_equal (value, "no")) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "The %s is yes or no, not '%s'", field->title,
                 value);
    return FALSE;
  }
  *(gboolean *) place_of (recipe, field) = on;
  return TRUE;
}

static gboolean
set_count (NnRecipe *recipe, const Field *field, const char *value, GError **error)
{
  gboolean seed = field->kind == FIELD_SEED;
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, seed ? 0 : (guint64) field->low,
                                   seed ? G_MAXUINT64 : (guint64) field->high, &number, NULL)) {
    if (seed)
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "The seed '%s' is no whole number from 0 to 18446744073709551615", value);
    else
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "The %s '%s' is no whole number in its range, %.9g to %.9g", field->title, value,
                   field->low, field->high);
    return FALSE;
  }
  if (seed)
    *(guint64 *) place_of (recipe, field) = number;
  else
    *(guint *) place_of (recipe, field) = (guint) number;
  return TRUE;
}

static gboolean
set_number (NnRecipe *recipe, const Field *field, const char *value, GError **error)
{
  char *end;
  double number = g_ascii_strtod (value, &end);

  if (end == value || *end != '\0') {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "The %s '%s' is no number; its range is %.9g to %.9g", field->title, value,
                 field->low, field->high);
    return FALSE;
  }
  if (!check_range (field, number, error))
    return FALSE;
  *(float *) place_of (recipe, field) = (float) number;
  return TRUE;
}

gboolean
nn_recipe_set (NnRecipe *recipe, const char *name, const char *value, GError **error)
{
  if (g_str_equal (name, "augment")) {
    NnRecipe strength = { 0 };

    if (!set_number (&strength, &augment_field, value, error))
      return FALSE;
    nn_augment_init (&recipe->augment, strength.augment.shift);
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const Field *field = &fields[i];

    if (!g_str_equal (field->name, name))
      continue;
    switch (field->kind) {
    case FIELD_NAME:
      return set_name (recipe, field, value, error);
    case FIELD_SWITCH:
      return set_switch (recipe, field, value, error);
    case FIELD_COUNT:
    case FIELD_SEED:
      return set_count (recipe, field, value, error);
    case FIELD_NUMBER:
      return set_number (recipe, field, value, error);
    }
  }
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "A recipe has no field '%s'", name);
  return FALSE;
}

/* The shortest that reads as the same float. */
static void
append_number (GString *text, float number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  for (int precision = 1; precision <= 9; precision++) {
    char format[] = "%.1g";

    format[2] = (char) ('0' + precision);
    g_ascii_formatd (digits, sizeof digits, format, number);
    if ((float) g_ascii_strtod (digits, NULL) == number)
      break;
  }
  g_string_append (text, digits);
}

char *
nn_recipe_to_string (const NnRecipe *recipe)
{
  GString *text = g_string_new (NULL);
  NnRecipe usual;

  nn_recipe_init (&usual, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const Field *field = &fields[i];
    double number;

    if (field->kind == FIELD_SEED || field->offset == PLACE (threads))
      continue;
    number = number_of (recipe, field);
    if (!field->always && number == number_of (&usual, field))
      continue;
    g_string_append_printf (text, "%s%s=", text->len > 0 ? " " : "", field->name);
    if (field->kind == FIELD_NAME)
      g_string_append (text, field->names[(guint) number]);
    else if (field->kind == FIELD_SWITCH)
      g_string_append (text, number != 0 ? "yes" : "no");
    else if (field->kind == FIELD_COUNT)
      g_string_append_printf (text, "%u", (guint) number);
    else
      append_number (text, (float) number);
  }
  return g_string_free (text, FALSE);
}

gboolean
nn_recipe_from_string (NnRecipe *recipe, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);

  nn_recipe_init (recipe, NULL);
  for (guint i = 0; parts[i] != NULL; i++) {
    char *value = strchr (parts[i], '=');

    if (*parts[i] == '\0')
      continue;
    if (value == NULL) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "'%s' is no field=value of a recipe", parts[i]);
      return FALSE;
    }
    *value = '\0';
    if (!nn_recipe_set (recipe, parts[i], value + 1, error))
      return FALSE;
  }
  return TRUE;
}

const char *
nn_optimizer_name (NnOptimizerKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (optimizers) - 1, NULL);
  return optimizers[kind];
}

/* Where the rate of a schedule that ends near nothing begins again when a run is made longer. */
#define EXTENSION 0.1

/* From a at t = 0 to b at t = 1 along half a cosine. */
static double
half_cosine (double a, double b, double t)
{
  return b + (a - b) * 0.5 * (1 + cos (G_PI * t));
}

float
nn_schedule_extension_factor (const NnRecipe *recipe, guint64 step, guint64 n_steps)
{
  double t = CLAMP (step / MAX (1, (double) n_steps - 1), 0, 1);
  double factor = 1;

  switch (recipe->schedule) {
  case NN_SCHEDULE_CONSTANT:
    break;
  case NN_SCHEDULE_STEP:
    factor = 0.01;
    break;
  case NN_SCHEDULE_COSINE:
    factor = half_cosine (EXTENSION, 0, t);
    break;
  case NN_SCHEDULE_ONE_CYCLE:
    factor = half_cosine (EXTENSION, 1e-4, t);
    break;
  }
  return (float) factor;
}

float
nn_schedule_factor (const NnRecipe *recipe, guint64 step, guint64 steps_per_epoch)
{
  double n_steps = (double) steps_per_epoch * recipe->epochs;
  double t = CLAMP (step / MAX (1, n_steps - 1), 0, 1);
  double warmup = recipe->warmup * steps_per_epoch;
  double factor = 1;

  switch (recipe->schedule) {
  case NN_SCHEDULE_CONSTANT:
    break;
  case NN_SCHEDULE_STEP:
    factor = pow (0.1, floor (MIN (t, 0.9999) * 3));
    break;
  case NN_SCHEDULE_COSINE:
    factor = half_cosine (1, 0, t);
    break;
  case NN_SCHEDULE_ONE_CYCLE:
    factor = t < 0.3 ? half_cosine (0.04, 1, t / 0.3) : half_cosine (1, 1e-4, (t - 0.3) / 0.7);
    break;
  }
  if (step < warmup)
    factor *= (step + 1) / warmup;
  return (float) factor;
}
