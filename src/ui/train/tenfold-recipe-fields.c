/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-recipe-fields.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/words/tenfold-progress-text.h"

#define OPTIMIZER(kind) (1u << NN_OPTIMIZER_##kind)
#define LOSS(kind) (1u << NN_LOSS_##kind)

/* clang-format off: one line a field */
#define NUMBER(member, type, group, caption, unit, explanation, low, high, kind, optimizers,       \
               losses)                                                                             \
  {                                                                                                \
    G_STRUCT_OFFSET (NnRecipe, member), TENFOLD_NUMBER_##type, TENFOLD_FIELDS_##group,             \
        { caption, unit, explanation, low, high, TENFOLD_FIELD_##kind }, NULL, optimizers, losses  \
  }
#define CHOICE(member, group, caption, explanation, names, optimizers)                             \
  {                                                                                                \
    G_STRUCT_OFFSET (NnRecipe, member), TENFOLD_NUMBER_CHOICE, TENFOLD_FIELDS_##group,             \
        { caption, NULL, explanation, 0, 0, TENFOLD_FIELD_WHOLE }, names, optimizers, 0            \
  }
/* clang-format on */

static const char *const *
no_and_yes (void)
{
  static const char *names[3];

  names[0] = _ ("No");
  names[1] = _ ("Yes");
  return names;
}

static const char *const *
schedule_titles (void)
{
  static const char *names[NN_SCHEDULE_ONE_CYCLE + 2];

  names[NN_SCHEDULE_CONSTANT] = C_ ("schedule", "Constant");
  names[NN_SCHEDULE_STEP] = C_ ("schedule", "Steps");
  names[NN_SCHEDULE_COSINE] = C_ ("schedule", "Cosine");
  names[NN_SCHEDULE_ONE_CYCLE] = C_ ("schedule", "One cycle");
  return names;
}

static const char *const *
loss_titles (void)
{
  static const char *names[NN_LOSS_SQUARED_ERROR + 2];

  names[NN_LOSS_CROSS_ENTROPY] = _ ("Cross-entropy");
  names[NN_LOSS_SQUARED_ERROR] = _ ("Squared error");
  return names;
}

static const TenfoldRecipeField fields[] = {
  NUMBER (epochs,
          UINT,
          COMMON,
          N_ ("Epochs"),
          NULL,
          N_ ("How often every picture is seen, from the beginning of the run"),
          1,
          10000,
          WHOLE,
          0,
          0),
  NUMBER (rate,
          FLOAT,
          COMMON,
          N_ ("Learning rate"),
          NULL,
          N_ ("How far the weights move in one step; may be changed while training runs"),
          1e-9,
          10,
          LOG,
          0,
          0),
  NUMBER (batch,
          UINT,
          COMMON,
          N_ ("Batch"),
          N_ ("pictures"),
          N_ ("How many pictures one step takes together"),
          1,
          8192,
          WHOLE,
          0,
          0),
  CHOICE (optimizer,
          OPTIMIZER,
          N_ ("Optimizer"),
          N_ ("How a gradient becomes a step"),
          tenfold_optimizer_titles,
          0),
  NUMBER (momentum,
          FLOAT,
          OPTIMIZER,
          N_ ("Momentum"),
          NULL,
          N_ ("How much of the last step goes on"),
          0,
          0.9999,
          LOG,
          OPTIMIZER (SGD),
          0),
  CHOICE (nesterov,
          OPTIMIZER,
          N_ ("Nesterov"),
          N_ ("Whether momentum looks one step ahead"),
          no_and_yes,
          OPTIMIZER (SGD)),
  NUMBER (beta1,
          FLOAT,
          OPTIMIZER,
          N_ ("Beta 1"),
          NULL,
          N_ ("How slowly the mean of the gradients changes"),
          0,
          0.99999,
          LOG,
          OPTIMIZER (ADAM) | OPTIMIZER (ADAMW),
          0),
  NUMBER (beta2,
          FLOAT,
          OPTIMIZER,
          N_ ("Beta 2"),
          NULL,
          N_ ("How slowly the mean of their squares changes"),
          0,
          0.99999,
          LOG,
          OPTIMIZER (RMSPROP) | OPTIMIZER (ADAM) | OPTIMIZER (ADAMW),
          0),
  NUMBER (epsilon,
          FLOAT,
          OPTIMIZER,
          N_ ("Epsilon"),
          NULL,
          N_ ("Keeps a step from dividing by zero"),
          1e-12,
          1,
          LOG,
          OPTIMIZER (RMSPROP) | OPTIMIZER (ADAM) | OPTIMIZER (ADAMW),
          0),
  CHOICE (epsilon_inside,
          OPTIMIZER,
          N_ ("Epsilon under the root"),
          N_ ("Yes as in Keras, no as in PyTorch"),
          no_and_yes,
          OPTIMIZER (RMSPROP)),
  CHOICE (schedule,
          OPTIMIZER,
          N_ ("Schedule"),
          N_ ("How the learning rate changes during a run"),
          schedule_titles,
          0),
  NUMBER (warmup,
          FLOAT,
          OPTIMIZER,
          N_ ("Warm-up"),
          N_ ("epochs"),
          N_ ("How long the learning rate grows from zero at the start"),
          0,
          10000,
          LOG,
          0,
          0),
  NUMBER (clip,
          FLOAT,
          OPTIMIZER,
          N_ ("Gradient clip"),
          NULL,
          N_ ("The longest gradient that is taken; 0: any"),
          0,
          1e6,
          LOG,
          0,
          0),
  CHOICE (loss, LOSS, N_ ("Loss"), N_ ("What training makes small"), loss_titles, 0),
  NUMBER (label_smoothing,
          FLOAT,
          LOSS,
          N_ ("Label smoothing"),
          NULL,
          N_ ("The share of a target that is spread over all ten classes"),
          0,
          0.9,
          LOG,
          0,
          LOSS (CROSS_ENTROPY)),
  NUMBER (target_low,
          FLOAT,
          LOSS,
          N_ ("Low target"),
          NULL,
          N_ ("What the outputs of the nine other digits are to become"),
          -100,
          100,
          LOG,
          0,
          LOSS (SQUARED_ERROR)),
  NUMBER (target_high,
          FLOAT,
          LOSS,
          N_ ("High target"),
          NULL,
          N_ ("What the output of the right digit is to become"),
          -100,
          100,
          LOG,
          0,
          LOSS (SQUARED_ERROR)),
  NUMBER (weight_decay,
          FLOAT,
          LOSS,
          N_ ("Weight decay"),
          NULL,
          N_ ("Pulls the weights towards zero"),
          0,
          1,
          LOG,
          0,
          0),
  NUMBER (average,
          FLOAT,
          LOSS,
          N_ ("Averaging"),
          NULL,
          N_ ("Decay of the moving average of the weights; 0: none"),
          0,
          0.99999,
          LOG,
          0,
          0),
  NUMBER (augment.shift,
          FLOAT,
          AUGMENTATION,
          N_ ("Shift"),
          N_ ("pixels"),
          N_ ("How far pictures are moved at most"),
          0,
          14,
          LOG,
          0,
          0),
  NUMBER (augment.rotate,
          FLOAT,
          AUGMENTATION,
          N_ ("Rotation"),
          N_ ("degrees"),
          N_ ("How far pictures are turned at most"),
          0,
          180,
          LOG,
          0,
          0),
  NUMBER (augment.scale,
          FLOAT,
          AUGMENTATION,
          N_ ("Scale"),
          NULL,
          N_ ("Pictures grow or shrink by up to this share"),
          0,
          0.9,
          LOG,
          0,
          0),
  NUMBER (augment.shear,
          FLOAT,
          AUGMENTATION,
          N_ ("Shear"),
          NULL,
          N_ ("Pictures are slanted by up to this much"),
          0,
          2,
          LOG,
          0,
          0),
  NUMBER (augment.elastic,
          FLOAT,
          AUGMENTATION,
          N_ ("Elastic"),
          N_ ("pixels"),
          N_ ("How far pictures are bent at most"),
          0,
          7,
          LOG,
          0,
          0),
  NUMBER (augment.thickness,
          FLOAT,
          AUGMENTATION,
          N_ ("Thickness"),
          NULL,
          N_ ("Strokes get thicker or thinner by up to this share"),
          0,
          1,
          LOG,
          0,
          0),
  NUMBER (augment.contrast,
          FLOAT,
          AUGMENTATION,
          N_ ("Contrast"),
          NULL,
          N_ ("Edges get softer or harder by up to this share"),
          0,
          0.9,
          LOG,
          0,
          0),
  NUMBER (validation,
          UINT,
          RUN,
          N_ ("Validation"),
          N_ ("pictures"),
          N_ ("How many are kept back to measure with; a third of the data at most"),
          0,
          10000000,
          WHOLE,
          0,
          0),
  NUMBER (seed,
          UINT64,
          RUN,
          N_ ("Seed"),
          NULL,
          N_ ("The same seed gives the same training, bit for bit"),
          0,
          9007199254740991.0,
          WHOLE,
          0,
          0),
  NUMBER (threads,
          UINT,
          RUN,
          N_ ("Threads"),
          NULL,
          N_ ("0: as many as the machine has; the result is the same"),
          0,
          256,
          WHOLE,
          0,
          0),
};

const TenfoldRecipeField *
tenfold_recipe_fields (guint *n)
{
  *n = G_N_ELEMENTS (fields);
  return fields;
}

const char *
tenfold_field_group_title (TenfoldFieldGroup group)
{
  switch (group) {
  case TENFOLD_FIELDS_OPTIMIZER:
    return _ ("Optimizer and schedule");
  case TENFOLD_FIELDS_LOSS:
    return _ ("Loss and regularisation");
  case TENFOLD_FIELDS_AUGMENTATION:
    return _ ("Augmentation");
  case TENFOLD_FIELDS_RUN:
    return _ ("Run");
  default:
    return NULL;
  }
}

double
tenfold_recipe_field_get (const TenfoldRecipeField *field, const NnRecipe *recipe)
{
  gconstpointer place = (const char *) recipe + field->offset;

  switch (field->type) {
  case TENFOLD_NUMBER_FLOAT: {
    /* As people write it: 0.08, not 0.08000000566244125. */
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.6g", *(const float *) place),
                           NULL);
  }
  case TENFOLD_NUMBER_UINT64:
    return *(const guint64 *) place;
  default:
    return *(const guint *) place;
  }
}

void
tenfold_recipe_field_set (const TenfoldRecipeField *field, NnRecipe *recipe, double value)
{
  gpointer place = (char *) recipe + field->offset;

  switch (field->type) {
  case TENFOLD_NUMBER_FLOAT:
    *(float *) place = (float) value;
    break;
  case TENFOLD_NUMBER_UINT64:
    *(guint64 *) place = (guint64) value;
    break;
  default:
    *(guint *) place = (guint) value;
  }
}

gboolean
tenfold_recipe_field_applies (const TenfoldRecipeField *field, const NnRecipe *recipe)
{
  return (field->optimizers == 0 || (field->optimizers & (1u << recipe->optimizer)) != 0)
         && (field->losses == 0 || (field->losses & (1u << recipe->loss)) != 0);
}

static gboolean
differs (const TenfoldRecipeField *field, const NnRecipe *const *recipes, guint n)
{
  double first = tenfold_recipe_field_get (field, recipes[0]);

  for (guint i = 1; i < n; i++)
    if (tenfold_recipe_field_get (field, recipes[i]) != first)
      return TRUE;
  return FALSE;
}

char *
tenfold_recipe_difference (const NnRecipe *const *recipes, guint n, guint i)
{
  GString *text = g_string_new (NULL);

  for (guint f = 0; f < G_N_ELEMENTS (fields); f++) {
    const TenfoldRecipeField *field = &fields[f];
    double value = tenfold_recipe_field_get (field, recipes[i]);
    g_autofree char *number = g_strdup_printf ("%.7g", value);

    if (!tenfold_recipe_field_applies (field, recipes[i]) || !differs (field, recipes, n))
      continue;
    if (text->len > 0)
      g_string_append (text, " · ");
    /* Translators: a setting and its value, as "Learning rate 0.01" */
    g_string_append_printf (text, C_ ("setting", "%s %s"), _ (field->spec.caption),
                            field->names != NULL ? field->names ()[(guint) value] : number);
  }
  return g_string_free (text, FALSE);
}
