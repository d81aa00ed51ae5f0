/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-recipe-form.h"

#include <glib/gi18n.h>

#include "ui/train/tenfold-augment-preview.h"
#include "ui/train/tenfold-choice.h"
#include "ui/train/tenfold-field.h"
#include "ui/train/tenfold-progress-text.h"

typedef enum { FLOAT, UINT, UINT64 } NumberType;

/* A number of the recipe and the field that shows it. */
typedef struct {
  gsize offset; /* in NnRecipe */
  NumberType type;
  gboolean common; /* FALSE: behind the expander */
  TenfoldFieldSpec spec;
} Number;

#define NUMBER(member, type, common, caption, explanation, low, high, kind)                        \
  {                                                                                                \
    G_STRUCT_OFFSET (NnRecipe, member), type, common,                                              \
    {                                                                                              \
      caption, explanation, low, high, TENFOLD_FIELD_##kind                                        \
    }                                                                                              \
  }

static const Number numbers[] = {
  NUMBER (epochs,
          UINT,
          TRUE,
          N_ ("Epochs"),
          N_ ("How often every picture is seen"),
          1,
          10000,
          WHOLE),
  NUMBER (rate,
          FLOAT,
          TRUE,
          N_ ("Learning rate"),
          N_ ("How far the weights move in one step; may be changed while training runs"),
          0.000001,
          10,
          LOG),
  NUMBER (batch, UINT, TRUE, N_ ("Batch"), N_ ("Pictures in one step"), 1, 8192, WHOLE),
  NUMBER (momentum,
          FLOAT,
          FALSE,
          N_ ("Momentum"),
          N_ ("SGD: how much of the last step goes on"),
          0,
          0.9999,
          LOG),
  NUMBER (weight_decay,
          FLOAT,
          FALSE,
          N_ ("Weight decay"),
          N_ ("Pulls the weights towards zero"),
          0,
          1,
          LOG),
  NUMBER (label_smoothing,
          FLOAT,
          FALSE,
          N_ ("Label smoothing"),
          N_ ("The share of a target that is spread over all ten classes"),
          0,
          0.9,
          LOG),
  NUMBER (warmup,
          FLOAT,
          FALSE,
          N_ ("Warm-up"),
          N_ ("Epochs in which the learning rate grows from zero"),
          0,
          10000,
          LOG),
  NUMBER (clip,
          FLOAT,
          FALSE,
          N_ ("Gradient clip"),
          N_ ("The longest gradient that is taken; 0: any"),
          0,
          1000,
          LOG),
  NUMBER (average,
          FLOAT,
          FALSE,
          N_ ("Averaging"),
          N_ ("Decay of the moving average of the weights; 0: none"),
          0,
          0.99999,
          LOG),
  NUMBER (augment.shift,
          FLOAT,
          FALSE,
          N_ ("Shift"),
          N_ ("Pictures are moved by up to this many pixels"),
          0,
          14,
          LOG),
  NUMBER (augment.rotate,
          FLOAT,
          FALSE,
          N_ ("Rotation"),
          N_ ("Pictures are turned by up to this many degrees"),
          0,
          180,
          LOG),
  NUMBER (augment.scale,
          FLOAT,
          FALSE,
          N_ ("Scale"),
          N_ ("Pictures grow or shrink by up to this share"),
          0,
          0.9,
          LOG),
  NUMBER (augment.shear,
          FLOAT,
          FALSE,
          N_ ("Shear"),
          N_ ("Pictures are slanted by up to this much"),
          0,
          2,
          LOG),
  NUMBER (augment.elastic,
          FLOAT,
          FALSE,
          N_ ("Elastic"),
          N_ ("Pictures are bent by up to this many pixels"),
          0,
          7,
          LOG),
  NUMBER (augment.thickness,
          FLOAT,
          FALSE,
          N_ ("Thickness"),
          N_ ("Strokes get thicker or thinner by up to this share"),
          0,
          1,
          LOG),
  NUMBER (augment.contrast,
          FLOAT,
          FALSE,
          N_ ("Contrast"),
          N_ ("Edges get softer or harder by up to this share"),
          0,
          0.9,
          LOG),
  NUMBER (validation,
          UINT,
          FALSE,
          N_ ("Validation"),
          N_ ("Pictures kept back to measure with"),
          0,
          30000,
          WHOLE),
  NUMBER (seed,
          UINT64,
          FALSE,
          N_ ("Seed"),
          N_ ("The same seed gives the same training, bit for bit"),
          0,
          999999999,
          WHOLE),
  NUMBER (threads,
          UINT,
          FALSE,
          N_ ("Threads"),
          N_ ("0: as many as the machine has; the result is the same"),
          0,
          256,
          WHOLE),
};

struct _TenfoldRecipeForm {
  GtkBox parent_instance;

  NnRecipe recipe; /* as it was set; the fields' numbers replace theirs */
  gboolean valid;
  gboolean setting;
  guint n_added;
  GtkWidget *common;
  GtkWidget *rare;
  GtkWidget *preview;
  GtkWidget *optimizer;
  GtkWidget *schedule;
  GtkWidget *fields[G_N_ELEMENTS (numbers)];
};

enum { PROP_VALID = 1, N_PROPS };
enum { RATE_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldRecipeForm, tenfold_recipe_form, GTK_TYPE_BOX)

static double
get_number (const NnRecipe *recipe, const Number *number)
{
  gconstpointer place = (const char *) recipe + number->offset;

  switch (number->type) {
  case FLOAT: {
    /* The shortest decimal number that is this float: 0.001, not 0.0010000000474974513. */
    g_autofree char *text = g_strdup_printf ("%.7g", *(const float *) place);

    return g_strtod (text, NULL);
  }
  case UINT:
    return *(const guint *) place;
  case UINT64:
    return *(const guint64 *) place;
  }
  g_return_val_if_reached (0);
}

static void
set_number (NnRecipe *recipe, const Number *number, double value)
{
  gpointer place = (char *) recipe + number->offset;

  switch (number->type) {
  case FLOAT:
    *(float *) place = (float) value;
    break;
  case UINT:
    *(guint *) place = (guint) value;
    break;
  case UINT64:
    *(guint64 *) place = (guint64) value;
    break;
  }
}

static void
valid_cb (TenfoldRecipeForm *self)
{
  gboolean valid = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    valid = valid && tenfold_field_get_valid (TENFOLD_FIELD (self->fields[i]));
  if (valid != self->valid) {
    self->valid = valid;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALID]);
  }
}

static void
rate_cb (TenfoldRecipeForm *self)
{
  if (!self->setting)
    g_signal_emit (self, signals[RATE_CHANGED], 0);
}

static void
augment_cb (TenfoldRecipeForm *self)
{
  NnRecipe recipe;

  if (self->setting)
    return;
  tenfold_recipe_form_get_recipe (self, &recipe);
  tenfold_augment_preview_set_augment (TENFOLD_AUGMENT_PREVIEW (self->preview), &recipe.augment);
}

/* Whether it is one of the strengths of augmentation. */
static gboolean
is_strength (const Number *number)
{
  return number->offset >= G_STRUCT_OFFSET (NnRecipe, augment)
         && number->offset < G_STRUCT_OFFSET (NnRecipe, augment) + sizeof (NnAugment);
}

static void
tenfold_recipe_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VALID)
    g_value_set_boolean (value, TENFOLD_RECIPE_FORM (object)->valid);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_recipe_form_class_init (TenfoldRecipeFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tenfold_recipe_form_get_property;
  props[PROP_VALID]
      = g_param_spec_boolean ("valid", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[RATE_CHANGED] = g_signal_new ("rate-changed", TENFOLD_TYPE_RECIPE_FORM, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* Fields flow into as many columns as there is room for. */
static GtkWidget *
field_box (void)
{
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (box), TRUE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (box), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 5);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 12);
  gtk_widget_add_css_class (box, "fields");
  return box;
}

/* The box's own children are no stops for the keyboard, their fields are. */
static void
insert_field (GtkWidget *box, GtkWidget *field, int position)
{
  gtk_flow_box_insert (GTK_FLOW_BOX (box), field, position);
  gtk_widget_set_focusable (gtk_widget_get_parent (field), FALSE);
  gtk_widget_set_valign (field, GTK_ALIGN_START);
}

static void
tenfold_recipe_form_init (TenfoldRecipeForm *self)
{
  const char *const schedules[] = { C_ ("schedule", "Constant"), C_ ("schedule", "Steps"),
                                    C_ ("schedule", "Cosine"), C_ ("schedule", "One cycle"), NULL };
  GtkWidget *expander = gtk_expander_new (_ ("More settings"));
  GtkWidget *more = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->valid = TRUE;
  self->common = field_box ();
  self->rare = field_box ();
  gtk_widget_set_margin_top (self->rare, 12);
  gtk_box_append (GTK_BOX (self), self->common);
  self->preview = tenfold_augment_preview_new ();
  gtk_box_append (GTK_BOX (more), self->rare);
  gtk_box_append (GTK_BOX (more), self->preview);
  gtk_expander_set_child (GTK_EXPANDER (expander), more);
  gtk_box_append (GTK_BOX (self), expander);

  self->optimizer = tenfold_choice_new (_ ("Optimizer"), _ ("How a gradient becomes a step"));
  tenfold_choice_set_strings (TENFOLD_CHOICE (self->optimizer), tenfold_optimizer_titles ());
  insert_field (self->rare, self->optimizer, -1);
  self->schedule
      = tenfold_choice_new (_ ("Schedule"), _ ("How the learning rate changes during a run"));
  tenfold_choice_set_strings (TENFOLD_CHOICE (self->schedule), schedules);
  insert_field (self->rare, self->schedule, -1);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    TenfoldFieldSpec spec = numbers[i].spec;

    spec.caption = _ (spec.caption);
    spec.explanation = _ (spec.explanation);
    self->fields[i] = tenfold_field_new (&spec, spec.minimum);
    insert_field (numbers[i].common ? self->common : self->rare, self->fields[i], -1);
    g_signal_connect_swapped (self->fields[i], "notify::valid", G_CALLBACK (valid_cb), self);
    if (numbers[i].offset == G_STRUCT_OFFSET (NnRecipe, rate))
      g_signal_connect_swapped (self->fields[i], "notify::value", G_CALLBACK (rate_cb), self);
    else if (is_strength (&numbers[i]))
      g_signal_connect_swapped (self->fields[i], "notify::value", G_CALLBACK (augment_cb), self);
  }
}

GtkWidget *
tenfold_recipe_form_new (void)
{
  return g_object_new (TENFOLD_TYPE_RECIPE_FORM, NULL);
}

void
tenfold_recipe_form_add_field (TenfoldRecipeForm *self, GtkWidget *field)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self));
  insert_field (self->common, field, self->n_added++);
}

void
tenfold_recipe_form_set_recipe (TenfoldRecipeForm *self, const NnRecipe *recipe)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self) && recipe != NULL);
  self->setting = TRUE;
  self->recipe = *recipe;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    tenfold_field_set_value (TENFOLD_FIELD (self->fields[i]), get_number (recipe, &numbers[i]));
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->optimizer), recipe->optimizer);
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->schedule), recipe->schedule);
  self->setting = FALSE;
  augment_cb (self);
}

void
tenfold_recipe_form_set_source (TenfoldRecipeForm *self, TenfoldDataSource *source)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self));
  tenfold_augment_preview_set_source (TENFOLD_AUGMENT_PREVIEW (self->preview), source);
}

void
tenfold_recipe_form_get_recipe (TenfoldRecipeForm *self, NnRecipe *recipe)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self) && recipe != NULL);
  *recipe = self->recipe;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    set_number (recipe, &numbers[i], tenfold_field_get_value (TENFOLD_FIELD (self->fields[i])));
  recipe->optimizer = tenfold_choice_get_selected (TENFOLD_CHOICE (self->optimizer));
  recipe->schedule = tenfold_choice_get_selected (TENFOLD_CHOICE (self->schedule));
}

gboolean
tenfold_recipe_form_get_valid (TenfoldRecipeForm *self)
{
  g_return_val_if_fail (TENFOLD_IS_RECIPE_FORM (self), FALSE);
  return self->valid;
}

void
tenfold_recipe_form_set_locked (TenfoldRecipeForm *self, gboolean locked)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self));
  gtk_widget_set_sensitive (self->rare, !locked);
  for (GtkWidget *child = gtk_widget_get_first_child (self->common); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *field = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));

    for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
      if (field == self->fields[i] && numbers[i].offset == G_STRUCT_OFFSET (NnRecipe, rate))
        field = NULL;
    if (field != NULL)
      gtk_widget_set_sensitive (field, !locked);
  }
}
