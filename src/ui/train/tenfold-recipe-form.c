/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-recipe-form.h"

#include <glib/gi18n.h>

#include "ui/train/tenfold-augment-preview.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-field.h"
#include "ui/widgets/tenfold-wrap.h"
#include "ui/words/tenfold-recipe-text.h"

#define MAX_FIELDS 40

struct _TenfoldRecipeForm {
  GtkBox parent_instance;

  NnRecipe recipe; /* what the fields say */
  NnRecipe usual;  /* what Reset brings back */
  gboolean valid;
  gboolean setting;
  GtkWidget *last_added;      /* of the caller's fields; NULL: none */
  const NnRecipeField *table; /* the core's */
  guint n_fields;
  GtkWidget *main;
  GtkWidget *rare;
  GtkWidget *preview;
  GtkWidget *fields[MAX_FIELDS]; /* TenfoldField or TenfoldChoice */
};

enum { PROP_VALID = 1, N_PROPS };
enum { CHANGED, RATE_CHANGED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldRecipeForm, tenfold_recipe_form, GTK_TYPE_BOX)

static gboolean
is_rate (const NnRecipeField *field)
{
  return field->offset == G_STRUCT_OFFSET (NnRecipe, rate);
}

static gboolean
is_choice (const NnRecipeField *field)
{
  return field->kind == NN_FIELD_WORD;
}

/* Takes what the field says into the recipe; its range is the table's. */
static void
read_field (TenfoldRecipeForm *self, guint i)
{
  const NnRecipeField *field = &self->table[i];
  g_autofree char *number = NULL;
  const char *value;

  if (is_choice (field))
    value = field->words[tenfold_choice_get_selected (TENFOLD_CHOICE (self->fields[i]))].name;
  else
    value = number = tenfold_field_get_number (TENFOLD_FIELD (self->fields[i]));
  nn_recipe_set (&self->recipe, field->name, value, NULL);
}

static void
show_field (TenfoldRecipeForm *self, guint i)
{
  const NnRecipeField *field = &self->table[i];
  g_autofree char *value = nn_recipe_get (&self->recipe, field);

  if (is_choice (field))
    tenfold_choice_set_selected (TENFOLD_CHOICE (self->fields[i]),
                                 (guint) (nn_recipe_word (&self->recipe, field) - field->words));
  else
    tenfold_field_set_number (TENFOLD_FIELD (self->fields[i]), value);
}

/* Only what the optimizer and the loss look at is shown. */
static void
show_what_applies (TenfoldRecipeForm *self)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (self->table[i].group != NN_FIELDS_MAIN)
      gtk_widget_set_visible (gtk_widget_get_parent (self->fields[i]),
                              nn_recipe_uses (&self->recipe, &self->table[i]));
}

static void
show_augment (TenfoldRecipeForm *self)
{
  tenfold_augment_preview_set_augment (TENFOLD_AUGMENT_PREVIEW (self->preview),
                                       &self->recipe.augment);
}

static void
valid_cb (TenfoldRecipeForm *self)
{
  gboolean valid = TRUE;

  for (guint i = 0; i < self->n_fields; i++)
    if (!is_choice (&self->table[i]))
      valid = valid && tenfold_field_get_valid (TENFOLD_FIELD (self->fields[i]));
  if (valid != self->valid) {
    self->valid = valid;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALID]);
  }
}

static void
changed_cb (GtkWidget *field, GParamSpec *pspec, TenfoldRecipeForm *self)
{
  if (self->setting)
    return;
  for (guint i = 0; i < self->n_fields; i++)
    if (self->fields[i] == field) {
      read_field (self, i);
      show_what_applies (self);
      show_augment (self);
      g_signal_emit (self, signals[CHANGED], 0);
      if (is_rate (&self->table[i]))
        g_signal_emit (self, signals[RATE_CHANGED], 0);
      return;
    }
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
tenfold_recipe_form_dispose (GObject *object)
{
  g_clear_object (&TENFOLD_RECIPE_FORM (object)->rare);
  G_OBJECT_CLASS (tenfold_recipe_form_parent_class)->dispose (object);
}

static void
tenfold_recipe_form_class_init (TenfoldRecipeFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tenfold_recipe_form_dispose;
  object_class->get_property = tenfold_recipe_form_get_property;
  props[PROP_VALID]
      = g_param_spec_boolean ("valid", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", TENFOLD_TYPE_RECIPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[RATE_CHANGED] = g_signal_new ("rate-changed", TENFOLD_TYPE_RECIPE_FORM, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* Two columns fit in the narrowest window, but for large text. */
static void
choose_columns (GtkSettings *settings, GParamSpec *pspec, GtkFlowBox *box)
{
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  gtk_flow_box_set_min_children_per_line (box, dpi > 96 * 1024 * 5 / 4 ? 1 : 2);
}

/* Fields in as many columns as there is room for beside the plot. */
static GtkWidget *
field_box (void)
{
  GtkWidget *box = gtk_flow_box_new ();
  GtkSettings *settings = gtk_settings_get_default ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (box), TRUE);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (choose_columns), box, 0);
  choose_columns (settings, NULL, GTK_FLOW_BOX (box));
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 2);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 12);
  gtk_widget_add_css_class (box, "fields");
  return box;
}

/* The box's own children are no stops for the keyboard, their fields are. */
static void
insert_field (GtkWidget *box, GtkWidget *field)
{
  gtk_flow_box_insert (GTK_FLOW_BOX (box), field, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (field), FALSE);
  gtk_widget_set_valign (field, GTK_ALIGN_START);
}

static GtkWidget *
new_field (const NnRecipeField *field)
{
  const char *titles[8] = { NULL };
  TenfoldFieldSpec spec = {
    .caption = _ (field->title),
    .unit = field->unit != NULL ? _ (field->unit) : NULL,
    .explanation = _ (field->summary),
    .minimum = field->low,
    .maximum = field->high,
    .kind = field->kind == NN_FIELD_FLOAT ? TENFOLD_FIELD_LOG : TENFOLD_FIELD_WHOLE,
  };
  GtkWidget *widget;

  if (!is_choice (field))
    return tenfold_field_new (&spec, spec.minimum);
  widget = tenfold_choice_new (spec.caption, spec.explanation);
  for (guint i = 0; field->words[i].name != NULL; i++) {
    g_assert (i + 1 < G_N_ELEMENTS (titles));
    titles[i] = tenfold_recipe_word_title (&field->words[i]);
  }
  tenfold_choice_set_strings (TENFOLD_CHOICE (widget), titles);
  return widget;
}

/* A group behind the expander: its title and its fields; what augmentation does is seen below it.
 */
static GtkWidget *
add_group (TenfoldRecipeForm *self, NnFieldGroup group)
{
  GtkWidget *title = gtk_label_new (_ (nn_recipe_group_title (group))), *box = field_box ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_margin_top (title, 6);
  gtk_box_append (GTK_BOX (self->rare), title);
  gtk_box_append (GTK_BOX (self->rare), box);
  if (group == NN_FIELDS_AUGMENT) {
    self->preview = tenfold_augment_preview_new ();
    gtk_box_append (GTK_BOX (self->rare), self->preview);
  }
  return box;
}

static void
tenfold_recipe_form_init (TenfoldRecipeForm *self)
{
  GtkWidget *reset = gtk_button_new_with_label (_ ("Usual Settings of This Network"));
  GtkWidget *boxes[NN_N_FIELD_GROUPS];

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->valid = TRUE;
  nn_recipe_init (&self->recipe, NULL);
  self->usual = self->recipe;
  self->main = boxes[NN_FIELDS_MAIN] = g_object_new (TENFOLD_TYPE_WRAP, NULL);
  gtk_box_append (GTK_BOX (self), self->main);
  self->rare = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  for (guint group = NN_FIELDS_MAIN + 1; group < NN_N_FIELD_GROUPS; group++)
    boxes[group] = add_group (self, group);

  self->table = nn_recipe_fields (&self->n_fields);
  g_assert (self->n_fields <= MAX_FIELDS);
  for (guint i = 0; i < self->n_fields; i++) {
    gboolean choice = is_choice (&self->table[i]);

    self->fields[i] = new_field (&self->table[i]);
    if (self->table[i].group == NN_FIELDS_MAIN)
      gtk_widget_set_parent (self->fields[i], self->main);
    else
      insert_field (boxes[self->table[i].group], self->fields[i]);
    g_signal_connect (self->fields[i], choice ? "notify::selected" : "notify::value",
                      G_CALLBACK (changed_cb), self);
    if (!choice)
      g_signal_connect_swapped (self->fields[i], "notify::valid", G_CALLBACK (valid_cb), self);
  }
  show_what_applies (self);

  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (reset))), TRUE);
  gtk_widget_set_halign (reset, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (reset), "train.reset");
  gtk_box_append (GTK_BOX (self->rare), reset);
}

GtkWidget *
tenfold_recipe_form_get_rest (TenfoldRecipeForm *self)
{
  g_return_val_if_fail (TENFOLD_IS_RECIPE_FORM (self), NULL);
  return self->rare;
}

void
tenfold_recipe_form_add_field (TenfoldRecipeForm *self, GtkWidget *field)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self));
  gtk_widget_insert_after (field, self->main, self->last_added);
  self->last_added = field;
}

void
tenfold_recipe_form_set_source (TenfoldRecipeForm *self, TenfoldDataSource *source)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self));
  tenfold_augment_preview_set_source (TENFOLD_AUGMENT_PREVIEW (self->preview), source);
}

void
tenfold_recipe_form_set_recipe (TenfoldRecipeForm *self, const NnRecipe *recipe)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self) && recipe != NULL);
  self->setting = TRUE;
  self->recipe = *recipe;
  for (guint i = 0; i < self->n_fields; i++)
    show_field (self, i);
  show_what_applies (self);
  show_augment (self);
  self->setting = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tenfold_recipe_form_get_recipe (TenfoldRecipeForm *self, NnRecipe *recipe)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self) && recipe != NULL);
  *recipe = self->recipe;
}

void
tenfold_recipe_form_set_usual (TenfoldRecipeForm *self, const NnRecipe *usual)
{
  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self) && usual != NULL);
  self->usual = *usual;
  for (guint i = 0; i < self->n_fields; i++)
    if (!is_choice (&self->table[i])) {
      g_autofree char *number = nn_recipe_get (usual, &self->table[i]);

      tenfold_field_set_usual (TENFOLD_FIELD (self->fields[i]), number);
    }
}

gboolean
tenfold_recipe_form_is_usual (TenfoldRecipeForm *self)
{
  const NnRecipe *const both[] = { &self->recipe, &self->usual };
  g_autofree char *difference = NULL;

  g_return_val_if_fail (TENFOLD_IS_RECIPE_FORM (self), FALSE);
  difference = tenfold_recipe_difference (both, 2, 0);
  return *difference == '\0';
}

void
tenfold_recipe_form_reset (TenfoldRecipeForm *self)
{
  NnRecipe usual;

  g_return_if_fail (TENFOLD_IS_RECIPE_FORM (self));
  usual = self->usual;
  tenfold_recipe_form_set_recipe (self, &usual);
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
  for (GtkWidget *field = gtk_widget_get_first_child (self->main); field != NULL;
       field = gtk_widget_get_next_sibling (field)) {
    gboolean keeps = FALSE;

    for (guint i = 0; i < self->n_fields; i++)
      keeps |= field == self->fields[i] && is_rate (&self->table[i]);
    gtk_widget_set_sensitive (field, keeps || !locked);
  }
}
