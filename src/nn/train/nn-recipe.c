/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/train/nn-recipe.h"

#include "nn/model/nn-network-model.h"
#include "nn/model/nn-point-model.h"

#include <math.h>
#include <string.h>

#include "nn/base/nn-error.h"

/* For xgettext: texts of the core are English; the window translates them. */
#define N_(text) (text)
#define NC_(context, text) (text)

/* clang-format off */

static const NnRecipeWord no_and_yes[] = {
  [FALSE] = { "no",  NC_ ("setting", "No") },
  [TRUE]  = { "yes", NC_ ("setting", "Yes") },
  { NULL, NULL },
};

static const NnRecipeWord losses[] = {
  [NN_LOSS_CROSS_ENTROPY] = { "cross-entropy", NC_ ("setting", "Cross-entropy") },
  [NN_LOSS_SQUARED_ERROR] = { "squared-error", NC_ ("setting", "Squared error") },
  { NULL, NULL },
};

static const NnRecipeWord optimizers[] = {
  [NN_OPTIMIZER_SGD]     = { "sgd",     "SGD" },
  [NN_OPTIMIZER_RMSPROP] = { "rmsprop", "RMSprop" },
  [NN_OPTIMIZER_ADAM]    = { "adam",    "Adam" },
  [NN_OPTIMIZER_ADAMW]   = { "adamw",   "AdamW" },
  [NN_OPTIMIZER_LBFGS]   = { "lbfgs",   "L-BFGS" },
  { NULL, NULL },
};

static const NnRecipeWord schedules[] = {
  [NN_SCHEDULE_CONSTANT]  = { "constant",  NC_ ("setting", "Constant") },
  [NN_SCHEDULE_STEP]      = { "step",      NC_ ("setting", "Steps") },
  [NN_SCHEDULE_COSINE]    = { "cosine",    NC_ ("setting", "Cosine") },
  [NN_SCHEDULE_ONE_CYCLE] = { "one-cycle", NC_ ("setting", "One cycle") },
  { NULL, NULL },
};

#define SGD     (1u << NN_OPTIMIZER_SGD)
#define RMSPROP (1u << NN_OPTIMIZER_RMSPROP)
#define ADAMS   (1u << NN_OPTIMIZER_ADAM | 1u << NN_OPTIMIZER_ADAMW)
#define ENTROPY (1u << NN_LOSS_CROSS_ENTROPY)
#define SQUARES (1u << NN_LOSS_SQUARED_ERROR)
#define ALL     0

#define AT(member) G_STRUCT_OFFSET (NnRecipe, member)
#define NUMBER(member, low, high, usual) NN_FIELD_FLOAT, AT (member), low, high, usual, NULL
#define COUNT(member, low, high, usual)  NN_FIELD_COUNT, AT (member), low, high, usual, NULL
#define SEED(member, usual)              NN_FIELD_SEED, AT (member), 0, (double) G_MAXUINT64, usual, NULL
#define WORD(member, words, usual)       NN_FIELD_WORD, AT (member), 0, G_N_ELEMENTS (words) - 2, usual, words

/* In the order in which people see them. */
static const NnRecipeField fields[] = {
/* name, letter, kind (member, range, usual value), group, optimizers, losses, always;
 * unit, title, summary */
  { "epochs",          'e', COUNT (epochs, 1, 10000, 5),                      NN_FIELDS_MAIN,      ALL,             ALL,     TRUE,
    NULL,            N_ ("Epochs"),                 N_ ("How often every picture is seen, counted from the beginning of the run") },
  { "rate",            'r', NUMBER (rate, 1e-9, 10, 0.001),                   NN_FIELDS_MAIN,      ALL,             ALL,     TRUE,
    NULL,            N_ ("Learning rate"),          N_ ("How far the weights move in one step; can be changed while training runs") },
  { "batch",           'b', COUNT (batch, 1, 8192, 128),                      NN_FIELDS_MAIN,      ALL,             ALL,     TRUE,
    N_ ("pictures"), N_ ("Batch"),                  N_ ("How many pictures one step takes together") },
  { "optimizer",       'o', WORD (optimizer, optimizers, NN_OPTIMIZER_ADAM),  NN_FIELDS_OPTIMIZER, ALL,             ALL,     TRUE,
    NULL,            N_ ("Optimizer"),              N_ ("How a gradient becomes a step") },
  { "momentum",        0,   NUMBER (momentum, 0, 0.9999, 0),                  NN_FIELDS_OPTIMIZER, SGD,             ALL,     FALSE,
    NULL,            N_ ("Momentum"),               N_ ("How much of the last step is carried into the next one") },
  { "nesterov",        0,   WORD (nesterov, no_and_yes, FALSE),               NN_FIELDS_OPTIMIZER, SGD,             ALL,     FALSE,
    NULL,            N_ ("Nesterov"),               N_ ("Whether momentum looks one step ahead") },
  { "beta1",           0,   NUMBER (beta1, 0, 0.99999, 0.9),                  NN_FIELDS_OPTIMIZER, ADAMS,           ALL,     FALSE,
    NULL,            N_ ("Beta 1"),                 N_ ("How slowly the mean of the gradients changes") },
  { "beta2",           0,   NUMBER (beta2, 0, 0.99999, 0.999),                NN_FIELDS_OPTIMIZER, RMSPROP | ADAMS, ALL,     FALSE,
    NULL,            N_ ("Beta 2"),                 N_ ("How slowly the mean of the squared gradients changes") },
  { "epsilon",         0,   NUMBER (epsilon, 1e-12, 1, 1e-8),                 NN_FIELDS_OPTIMIZER, RMSPROP | ADAMS, ALL,     FALSE,
    NULL,            N_ ("Epsilon"),                N_ ("Keeps a step from dividing by zero") },
  { "epsilon-inside",  0,   WORD (epsilon_inside, no_and_yes, FALSE),         NN_FIELDS_OPTIMIZER, RMSPROP,         ALL,     FALSE,
    NULL,            N_ ("Epsilon under the root"), N_ ("Yes as in Keras, no as in PyTorch") },
  { "schedule",        0,   WORD (schedule, schedules, NN_SCHEDULE_CONSTANT), NN_FIELDS_OPTIMIZER, ALL,             ALL,     TRUE,
    NULL,            N_ ("Schedule"),               N_ ("How the learning rate changes during a run") },
  { "warmup",          0,   NUMBER (warmup, 0, 10000, 0),                     NN_FIELDS_OPTIMIZER, ALL,             ALL,     FALSE,
    N_ ("epochs"),   N_ ("Warm-up"),                N_ ("How long the learning rate grows from zero at the start") },
  { "clip",            0,   NUMBER (clip, 0, 1e6, 0),                         NN_FIELDS_OPTIMIZER, ALL,             ALL,     FALSE,
    NULL,            N_ ("Gradient clip"),          N_ ("The longest gradient that is taken; 0 takes any") },
  { "loss",            0,   WORD (loss, losses, NN_LOSS_CROSS_ENTROPY),       NN_FIELDS_LOSS,      ALL,             ALL,     TRUE,
    NULL,            N_ ("Loss"),                   N_ ("What training makes small") },
  { "label-smoothing", 0,   NUMBER (label_smoothing, 0, 0.9, 0),              NN_FIELDS_LOSS,      ALL,             ENTROPY, FALSE,
    NULL,            N_ ("Label smoothing"),        N_ ("The share of a target that is spread over all ten classes") },
  { "target-low",      0,   NUMBER (target_low, -100, 100, 0),                NN_FIELDS_LOSS,      ALL,             SQUARES, FALSE,
    NULL,            N_ ("Low target"),             N_ ("What the outputs of the nine other digits are to become") },
  { "target-high",     0,   NUMBER (target_high, -100, 100, 1),               NN_FIELDS_LOSS,      ALL,             SQUARES, FALSE,
    NULL,            N_ ("High target"),            N_ ("What the output of the right digit is to become") },
  { "weight-decay",    0,   NUMBER (weight_decay, 0, 1, 0),                   NN_FIELDS_LOSS,      ALL,             ALL,     FALSE,
    NULL,            N_ ("Weight decay"),           N_ ("How strongly the weights are pulled towards zero") },
  { "average",         0,   NUMBER (average, 0, 0.99999, 0),                  NN_FIELDS_LOSS,      ALL,             ALL,     FALSE,
    NULL,            N_ ("Averaging"),              N_ ("Decay of the moving average of the weights; 0 averages nothing") },
  { "shift",           0,   NUMBER (augment.shift, 0, 14, 0),                 NN_FIELDS_AUGMENT,   ALL,             ALL,     FALSE,
    N_ ("pixels"),   N_ ("Shift"),                  N_ ("How far pictures are moved at most") },
  { "rotate",          0,   NUMBER (augment.rotate, 0, 180, 0),               NN_FIELDS_AUGMENT,   ALL,             ALL,     FALSE,
    N_ ("degrees"),  N_ ("Rotation"),               N_ ("How far pictures are turned at most") },
  { "scale",           0,   NUMBER (augment.scale, 0, 0.9, 0),                NN_FIELDS_AUGMENT,   ALL,             ALL,     FALSE,
    NULL,            N_ ("Scale"),                  N_ ("The share by which pictures grow or shrink at most") },
  { "shear",           0,   NUMBER (augment.shear, 0, 2, 0),                  NN_FIELDS_AUGMENT,   ALL,             ALL,     FALSE,
    NULL,            N_ ("Shear"),                  N_ ("How far pictures are slanted at most: pixels aside for a pixel up") },
  { "elastic",         0,   NUMBER (augment.elastic, 0, 7, 0),                NN_FIELDS_AUGMENT,   ALL,             ALL,     FALSE,
    N_ ("pixels"),   N_ ("Elastic"),                N_ ("How far parts of a picture are bent at most") },
  { "thickness",       0,   NUMBER (augment.thickness, 0, 1, 0),              NN_FIELDS_AUGMENT,   ALL,             ALL,     FALSE,
    NULL,            N_ ("Thickness"),              N_ ("The share of a pixel by which strokes get thicker or thinner at most") },
  { "contrast",        0,   NUMBER (augment.contrast, 0, 0.9, 0),             NN_FIELDS_AUGMENT,   ALL,             ALL,     FALSE,
    NULL,            N_ ("Contrast"),               N_ ("The share by which edges get softer or harder at most") },
  { "validation",      0,   COUNT (validation, 0, 10000000, 5000),            NN_FIELDS_RUN,       ALL,             ALL,     TRUE,
    N_ ("pictures"), N_ ("Validation"),             N_ ("How many pictures are held out to measure with; a third of the data at most") },
  { "seed",            's', SEED (seed, 1),                                   NN_FIELDS_RUN,       ALL,             ALL,     FALSE,
    NULL,            N_ ("Seed"),                   N_ ("The same seed gives the same training, bit for bit") },
  { "threads",         't', COUNT (threads, 0, 256, 0),                       NN_FIELDS_RUN,       ALL,             ALL,     FALSE,
    NULL,            N_ ("Threads"),                N_ ("0 takes as many as the machine has; the result is the same") },
};

/* Sets all of augmentation. */
static const NnRecipeField strength =
  { "augment", 0, NUMBER (augment.shift, 0, 3, 0), NN_FIELDS_AUGMENT, ALL, ALL, FALSE, NULL, N_ ("Augmentation"),
    N_ ("Sets shift to contrast together: 0 changes no picture, 1 as much as hands differ") };

static const char *const group_titles[NN_N_FIELD_GROUPS] = {
  [NN_FIELDS_OPTIMIZER] = N_ ("Optimizer and schedule"),
  [NN_FIELDS_LOSS]      = N_ ("Loss and regularisation"),
  [NN_FIELDS_AUGMENT]   = N_ ("Augmentation"),
  [NN_FIELDS_RUN]       = N_ ("Run"),
};

/* clang-format on */

const NnRecipeField *
nn_recipe_fields (guint *n_fields)
{
  *n_fields = G_N_ELEMENTS (fields);
  return fields;
}

const char *
nn_recipe_group_title (NnFieldGroup group)
{
  g_return_val_if_fail (group < NN_N_FIELD_GROUPS, NULL);
  return group_titles[group];
}

const NnRecipeField *
nn_recipe_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, name))
      return &fields[i];
  return g_str_equal (strength.name, name) ? &strength : NULL;
}

gboolean
nn_recipe_uses (const NnRecipe *recipe, const NnRecipeField *field)
{
  return (field->optimizers == 0 || (field->optimizers & 1u << recipe->optimizer) != 0)
         && (field->losses == 0 || (field->losses & 1u << recipe->loss) != 0);
}

/* "a, b or c" of the words whose bits are set. */
static void
append_words (GString *text, const NnRecipeWord *words, guint bits)
{
  gsize start = text->len;

  for (guint i = 0; words[i].name != NULL; i++)
    if ((bits & 1u << i) != 0) {
      gboolean last = bits >> i == 1 || words[i + 1].name == NULL;

      if (text->len > start)
        g_string_append (text, last ? " or " : ", ");
      g_string_append (text, words[i].name);
    }
}

char *
nn_recipe_field_help (const NnRecipeField *field)
{
  GString *text = g_string_new (field->summary);

  if (field->words != NULL) {
    g_string_append (text, ": ");
    append_words (text, field->words, G_MAXUINT);
  } else if (field->kind != NN_FIELD_SEED) {
    g_string_append_printf (text, " (%.9g to %.9g)", field->low, field->high);
  }
  if (field->optimizers != 0) {
    g_string_append (text, "; for ");
    append_words (text, optimizers, field->optimizers);
  }
  if (field->losses != 0) {
    g_string_append (text, "; for ");
    append_words (text, losses, field->losses);
  }
  return g_string_free (text, FALSE);
}

static void *
place_of (const NnRecipe *recipe, const NnRecipeField *field)
{
  return (char *) recipe + field->offset;
}

/* Not of a seed, which may be too large for it. */
static double
number_of (const NnRecipe *recipe, const NnRecipeField *field)
{
  const void *place = place_of (recipe, field);

  return field->kind == NN_FIELD_FLOAT ? *(const float *) place : *(const guint *) place;
}

static void
set_number (NnRecipe *recipe, const NnRecipeField *field, double value)
{
  void *place = place_of (recipe, field);

  if (field->kind == NN_FIELD_FLOAT)
    *(float *) place = (float) value;
  else if (field->kind == NN_FIELD_SEED)
    *(guint64 *) place = (guint64) value;
  else
    *(guint *) place = (guint) value;
}

void
nn_recipe_init (NnRecipe *recipe, const NnPreset *preset)
{
  memset (recipe, 0, sizeof *recipe);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    set_number (recipe, &fields[i], fields[i].usual);
  if (preset != NULL && !nn_recipe_from_string (recipe, preset->recipe, NULL))
    g_assert_not_reached ();
}

void
nn_recipe_of_network (NnRecipe *recipe, const NnModel *model)
{
  const NnPreset *preset = nn_preset_find (nn_model_get_fact (model, "preset"));

  if (preset == NULL && nn_model_get_fact (model, NN_FACT_NETWORK) != NULL)
    nn_recipe_suggest (recipe, nn_model_graph (model));
  else
    nn_recipe_init (recipe, preset);
}

void
nn_recipe_of_model (NnRecipe *recipe, const NnModel *model, const NnPreset *preset)
{
  const char *text = nn_model_get_fact (model, "recipe");
  const char *seed = nn_model_get_fact (model, "seed");

  if ((nn_model_get_training_state (model) != NULL
       || nn_model_get_fact (model, NN_FACT_POINTS) != NULL)
      && text != NULL && nn_recipe_from_string (recipe, text, NULL)) {
    if (seed != NULL)
      nn_recipe_set (recipe, "seed", seed, NULL);
    return;
  }
  if (preset != NULL)
    nn_recipe_init (recipe, preset);
  else
    nn_recipe_of_network (recipe, model);
}

/* Layers with weights up to which a network without convolutions is shallow, and one with them is
 * short; and beyond which, without normalization or residuals, a network is deep. */
#define SHALLOW 2
#define SHORT 4
#define DEEP 6

void
nn_recipe_suggest (NnRecipe *recipe, const NnGraph *graph)
{
  guint n_convolutions = 0, n_dense = 0, n_recurrent = 0, n_steady = 0;

  for (guint n = 0; n < nn_graph_n_nodes (graph); n++) {
    switch (nn_graph_node (graph, n)->op->kind) {
    case NN_OP_CONVOLUTION:
      n_convolutions++;
      break;
    case NN_OP_DENSE:
      n_dense++;
      break;
    case NN_OP_LSTM:
    case NN_OP_GRU:
      n_recurrent++;
      break;
    case NN_OP_BATCH_NORMALIZATION:
    case NN_OP_LAYER_NORMALIZATION:
    case NN_OP_GROUP_NORMALIZATION:
    case NN_OP_SUM:
      n_steady++;
      break;
    default:
      break;
    }
  }
  nn_recipe_init (recipe, NULL);
  recipe->optimizer = NN_OPTIMIZER_ADAM;
  recipe->schedule = NN_SCHEDULE_ONE_CYCLE;
  recipe->epochs = 3;
  recipe->rate = n_convolutions + n_dense > DEEP && n_steady == 0          ? 0.001f
                 : n_convolutions > 0 && n_convolutions + n_dense <= SHORT ? 0.005f
                 : n_convolutions + n_recurrent == 0 && n_dense <= SHALLOW ? 0.01f
                                                                           : 0.003f;
  /* Gradients through many steps of time are now and then very long. */
  if (n_recurrent > 0)
    recipe->clip = 1;
}

static gboolean
check_range (const NnRecipeField *field, double value, GError **error)
{
  /* NaN is outside of every range. */
  if ((float) value >= (float) field->low && (float) value <= (float) field->high)
    return TRUE;
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: %.9g is outside its range, %.9g to %.9g",
               field->title, value, field->low, field->high);
  return FALSE;
}

gboolean
nn_recipe_check (const NnRecipe *recipe, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].kind != NN_FIELD_SEED
        && !check_range (&fields[i], number_of (recipe, &fields[i]), error))
      return FALSE;
  return TRUE;
}

const NnRecipeWord *
nn_recipe_word (const NnRecipe *recipe, const NnRecipeField *field)
{
  guint index;

  g_return_val_if_fail (field->kind == NN_FIELD_WORD, NULL);
  index = (guint) number_of (recipe, field);
  g_return_val_if_fail (index <= field->high, NULL);
  return &field->words[index];
}

static gboolean
read_word (NnRecipe *recipe, const NnRecipeField *field, const char *value, GError **error)
{
  g_autoptr (GString) words = NULL;

  for (guint i = 0; field->words[i].name != NULL; i++)
    if (g_str_equal (field->words[i].name, value)) {
      set_number (recipe, field, i);
      return TRUE;
    }
  words = g_string_new (NULL);
  append_words (words, field->words, G_MAXUINT);
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: there is no '%s'; choose %s", field->title,
               value, words->str);
  return FALSE;
}

static gboolean
read_whole (NnRecipe *recipe, const NnRecipeField *field, const char *value, GError **error)
{
  guint64 high = field->kind == NN_FIELD_SEED ? G_MAXUINT64 : (guint64) field->high;
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, (guint64) field->low, high, &number, NULL)) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 "%s: '%s' is not a whole number from %.9g to %" G_GUINT64_FORMAT, field->title,
                 value, field->low, high);
    return FALSE;
  }
  if (field->kind == NN_FIELD_SEED)
    *(guint64 *) place_of (recipe, field) = number;
  else
    *(guint *) place_of (recipe, field) = (guint) number;
  return TRUE;
}

static gboolean
read_float (NnRecipe *recipe, const NnRecipeField *field, const char *value, GError **error)
{
  char *end;
  double number = g_ascii_strtod (value, &end);

  if (end == value || *end != '\0') {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: '%s' is not a number from %.9g to %.9g",
                 field->title, value, field->low, field->high);
    return FALSE;
  }
  if (!check_range (field, number, error))
    return FALSE;
  set_number (recipe, field, number);
  return TRUE;
}

gboolean
nn_recipe_set (NnRecipe *recipe, const char *name, const char *value, GError **error)
{
  const NnRecipeField *field = nn_recipe_find (name);

  if (field == &strength) {
    NnRecipe part = { 0 };

    if (!read_float (&part, field, value, error))
      return FALSE;
    nn_augment_init (&recipe->augment, part.augment.shift);
    return TRUE;
  }
  if (field != NULL)
    switch (field->kind) {
    case NN_FIELD_WORD:
      return read_word (recipe, field, value, error);
    case NN_FIELD_COUNT:
    case NN_FIELD_SEED:
      return read_whole (recipe, field, value, error);
    case NN_FIELD_FLOAT:
      return read_float (recipe, field, value, error);
    }
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "A recipe has no field '%s'", name);
  return FALSE;
}

/* The fewest digits that read as the same float, and no exponent where there is no need for one. */
static char *
float_text (float number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  for (int precision = 1; precision <= 9; precision++) {
    char format[] = "%.1g";

    format[2] = (char) ('0' + precision);
    g_ascii_formatd (digits, sizeof digits, format, number);
    if ((float) g_ascii_strtod (digits, NULL) == number)
      break;
  }
  return g_strdup (g_ascii_formatd (digits, sizeof digits, "%.9g", g_ascii_strtod (digits, NULL)));
}

char *
nn_recipe_get (const NnRecipe *recipe, const NnRecipeField *field)
{
  const void *place = place_of (recipe, field);

  switch (field->kind) {
  case NN_FIELD_FLOAT:
    return float_text (*(const float *) place);
  case NN_FIELD_COUNT:
    return g_strdup_printf ("%u", *(const guint *) place);
  case NN_FIELD_SEED:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, *(const guint64 *) place);
  case NN_FIELD_WORD:
    return g_strdup (nn_recipe_word (recipe, field)->name);
  }
  g_return_val_if_reached (NULL);
}

char *
nn_recipe_to_string (const NnRecipe *recipe)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const NnRecipeField *field = &fields[i];
    g_autofree char *value = NULL;

    /* Fields that do not change the result, or are facts of their own. */
    if (field->kind == NN_FIELD_SEED || field->offset == AT (threads))
      continue;
    if (!field->always && (float) number_of (recipe, field) == (float) field->usual)
      continue;
    value = nn_recipe_get (recipe, field);
    g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", field->name, value);
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
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "'%s' is not field=value of a recipe",
                   parts[i]);
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
  g_return_val_if_fail (kind <= NN_OPTIMIZER_LBFGS, NULL);
  return optimizers[kind].name;
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
  if (step + 1 < warmup)
    factor *= (step + 1) / warmup;
  return (float) factor;
}
