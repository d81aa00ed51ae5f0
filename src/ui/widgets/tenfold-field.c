/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-field.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _TenfoldField {
  GtkWidget parent_instance;

  TenfoldFieldSpec spec;
  double value;
  guint64 whole; /* of TENFOLD_FIELD_WHOLE: the value, exactly */
  char *usual;   /* as tenfold_field_get_number() writes it; NULL: not known */
  gboolean valid;
  GtkWidget *caption;
  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *down;
  GtkWidget *up;
  GtkWidget *problem;
};

enum { PROP_VALUE = 1, PROP_VALID, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TenfoldField, tenfold_field, GTK_TYPE_WIDGET)

double
tenfold_field_step (const TenfoldFieldSpec *spec, double value, int direction)
{
  static const double steps[] = { 1, 2, 5, 10 };
  const double smallest = 1e-6;
  double result = value;

  if (spec->kind == TENFOLD_FIELD_WHOLE) {
    result = direction > 0 ? floor (value) + 1 : ceil (value) - 1;
  } else if (value < smallest) {
    result = direction > 0 ? smallest : 0;
  } else {
    /* A hair of slack, so that 0.2 counts as 2 x 0.1. */
    double decade = pow (10, floor (log10 (value) + 1e-9));
    double place = value / decade;

    if (direction > 0) {
      for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
        if (steps[i] > place * (1 + 1e-6)) {
          result = steps[i] * decade;
          break;
        }
    } else {
      result = decade / 2; /* below 1 comes 0.5 */
      for (guint i = 0; i < G_N_ELEMENTS (steps) && steps[i] < place * (1 - 1e-6); i++)
        result = steps[i] * decade;
      if (result < smallest * (1 - 1e-6))
        result = 0;
    }
  }
  return CLAMP (result, spec->minimum, spec->maximum);
}

/* As the locale writes it. */
static char *
format (const TenfoldFieldSpec *spec, double value, guint64 whole)
{
  return spec->kind == TENFOLD_FIELD_WHOLE ? g_strdup_printf ("%" G_GUINT64_FORMAT, whole)
                                           : g_strdup_printf ("%.9g", value);
}

/* A limit of 2^64 stands for the largest whole number, which no double is. Only numbers that are
 * not whole may be negative; they are not written as what this gives. */
static guint64
to_whole (double number)
{
  return number >= 0x1p64 ? G_MAXUINT64 : number > 0 ? (guint64) number : 0;
}

/* Likewise; whole is written for TENFOLD_FIELD_WHOLE alone. */
static gboolean
parse (const TenfoldFieldSpec *spec, const char *text, double *value, guint64 *whole)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  guint64 exact = 0;
  char *end;
  double number;

  if (*stripped == '\0')
    return FALSE;
  number = strtod (stripped, &end);
  if (*end != '\0')
    number = g_ascii_strtod (stripped, &end);
  if (*end != '\0' || !(number >= spec->minimum && number <= spec->maximum))
    return FALSE;
  if (spec->kind == TENFOLD_FIELD_WHOLE) {
    /* What is written otherwise, as 1e3, a double can hold. */
    if (!g_ascii_string_to_unsigned (stripped, 10, 0, G_MAXUINT64, &exact, NULL)) {
      if (number != floor (number) || number >= 0x1p64)
        return FALSE;
      exact = (guint64) number;
    }
    *whole = exact;
  }
  *value = number;
  return TRUE;
}

gboolean
tenfold_field_parse (const TenfoldFieldSpec *spec, const char *text, double *value)
{
  guint64 whole;

  return parse (spec, text, value, &whole);
}

static void
show_value (TenfoldField *self)
{
  g_autofree char *text = format (&self->spec, self->value, self->whole);

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

static void
set_valid (TenfoldField *self, gboolean valid)
{
  if (valid == self->valid)
    return;
  self->valid = valid;
  gtk_widget_set_visible (self->problem, !valid);
  if (valid)
    gtk_widget_remove_css_class (self->entry, "error");
  else
    gtk_widget_add_css_class (self->entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALID]);
}

static void
mark_unusual (TenfoldField *self)
{
  g_autofree char *number = tenfold_field_get_number (self);

  if (self->usual != NULL && !g_str_equal (number, self->usual))
    gtk_widget_add_css_class (self->caption, "unusual");
  else
    gtk_widget_remove_css_class (self->caption, "unusual");
}

static void
take_value (TenfoldField *self, double value, guint64 whole)
{
  if (value == self->value && whole == self->whole)
    return;
  self->value = value;
  self->whole = whole;
  gtk_widget_set_sensitive (self->down, value > self->spec.minimum);
  gtk_widget_set_sensitive (self->up, value < self->spec.maximum);
  mark_unusual (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
}

static void
changed_cb (TenfoldField *self)
{
  double value;
  guint64 whole = 0;

  set_valid (self, parse (&self->spec, gtk_editable_get_text (GTK_EDITABLE (self->entry)), &value,
                          &whole));
}

/* What is typed counts on Enter or when the field is left, not letter by letter. */
static void
commit (TenfoldField *self)
{
  double value;
  guint64 whole = 0;

  if (parse (&self->spec, gtk_editable_get_text (GTK_EDITABLE (self->entry)), &value, &whole))
    take_value (self, value, whole);
}

static void
step (TenfoldField *self, int direction)
{
  commit (self);
  if (self->spec.kind != TENFOLD_FIELD_WHOLE) {
    take_value (self, tenfold_field_step (&self->spec, self->value, direction), 0);
  } else if (direction > 0 ? self->value < self->spec.maximum : self->value > self->spec.minimum) {
    guint64 whole = direction > 0 ? self->whole + 1 : self->whole - 1;

    take_value (self, (double) whole, whole);
  }
  show_value (self);
}

static void
down_cb (TenfoldField *self)
{
  step (self, -1);
}

static void
up_cb (TenfoldField *self)
{
  step (self, 1);
}

/* Nonsense does not stay when the field is left. */
static void
leave_cb (TenfoldField *self)
{
  commit (self);
  show_value (self);
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        TenfoldField *self)
{
  if (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down)
    step (self, keyval == GDK_KEY_Up ? 1 : -1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
tenfold_field_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TenfoldField *self = TENFOLD_FIELD (object);

  switch (id) {
  case PROP_VALUE:
    g_value_set_double (value, self->value);
    break;
  case PROP_VALID:
    g_value_set_boolean (value, self->valid);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
tenfold_field_dispose (GObject *object)
{
  TenfoldField *self = TENFOLD_FIELD (object);

  g_clear_pointer (&self->caption, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->problem, gtk_widget_unparent);
  g_clear_pointer (&self->usual, g_free);
  G_OBJECT_CLASS (tenfold_field_parent_class)->dispose (object);
}

static void
tenfold_field_class_init (TenfoldFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tenfold_field_get_property;
  object_class->dispose = tenfold_field_dispose;
  props[PROP_VALUE] = g_param_spec_double ("value", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_VALID]
      = g_param_spec_boolean ("valid", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "field");
}

static GtkWidget *
step_button (TenfoldField *self, const char *icon, const char *tip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tip);
  /* The arrow keys do the same in the entry: one stop for the Tab key is enough. */
  gtk_widget_set_focusable (button, FALSE);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->box), button);
  return button;
}

static void
tenfold_field_init (TenfoldField *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
  self->valid = TRUE;
  self->value = NAN;

  self->caption = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->caption), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->caption), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->caption, "caption");
  gtk_widget_set_parent (self->caption, GTK_WIDGET (self));

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->box, "linked");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 6);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_widget_add_css_class (self->entry, "numeric");
  gtk_entry_set_activates_default (GTK_ENTRY (self->entry), TRUE);
  gtk_box_append (GTK_BOX (self->box), self->entry);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (commit), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (self->entry, focus);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->entry, keys);
  self->down
      = step_button (self, "list-remove-symbolic", C_ ("amount", "Less"), G_CALLBACK (down_cb));
  self->up = step_button (self, "list-add-symbolic", C_ ("amount", "More"), G_CALLBACK (up_cb));

  self->problem = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_add_css_class (self->problem, "caption");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_parent (self->problem, GTK_WIDGET (self));
}

/* As the locale writes it; NULL: not known. */
static char *
usual_text (TenfoldField *self)
{
  double value;
  guint64 whole;

  return self->usual != NULL && parse (&self->spec, self->usual, &value, &whole)
             ? format (&self->spec, value, whole)
             : NULL;
}

/* What the number means, its range, and what it usually is. */
static void
explain (TenfoldField *self)
{
  const TenfoldFieldSpec *spec = &self->spec;
  g_autofree char *low = format (spec, spec->minimum, to_whole (spec->minimum));
  g_autofree char *high = format (spec, spec->maximum, to_whole (spec->maximum));
  /* Translators: the range of a number, as "1 to 100" */
  g_autofree char *range = g_strdup_printf (
      spec->kind == TENFOLD_FIELD_WHOLE ? _ ("A whole number, %s to %s") : _ ("A number, %s to %s"),
      low, high);
  g_autofree char *number = usual_text (self);
  /* Translators: the number that a setting has for this network by default */
  g_autofree char *usual = number != NULL ? g_strdup_printf (_ ("Usually %s"), number) : NULL;
  g_autofree char *tip = g_strdup_printf ("%s\n%s%s%s", spec->explanation, range,
                                          usual != NULL ? "\n" : "", usual != NULL ? usual : "");

  gtk_label_set_text (GTK_LABEL (self->problem), range);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (self->caption)),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tip, -1);
}

GtkWidget *
tenfold_field_new (const TenfoldFieldSpec *spec, double value)
{
  TenfoldField *self = g_object_new (TENFOLD_TYPE_FIELD, NULL);
  g_autofree char *caption = NULL;

  self->spec = *spec;
  if (spec->unit != NULL)
    /* Translators: a setting and its unit, as "Shift, pixels" */
    caption = g_strdup_printf (C_ ("setting", "%s, %s"), spec->caption, spec->unit);
  gtk_label_set_text (GTK_LABEL (self->caption), caption != NULL ? caption : spec->caption);
  explain (self);
  tenfold_field_set_value (self, value);
  return GTK_WIDGET (self);
}

double
tenfold_field_get_value (TenfoldField *self)
{
  g_return_val_if_fail (TENFOLD_IS_FIELD (self), 0);
  return self->value;
}

void
tenfold_field_set_value (TenfoldField *self, double value)
{
  g_return_if_fail (TENFOLD_IS_FIELD (self));
  value = CLAMP (value, self->spec.minimum, self->spec.maximum);
  take_value (self, value, self->spec.kind == TENFOLD_FIELD_WHOLE ? to_whole (value) : 0);
  show_value (self);
}

char *
tenfold_field_get_number (TenfoldField *self)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (TENFOLD_IS_FIELD (self), NULL);
  if (self->spec.kind == TENFOLD_FIELD_WHOLE)
    return format (&self->spec, self->value, self->whole);
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.9g", self->value));
}

void
tenfold_field_set_number (TenfoldField *self, const char *number)
{
  double value;
  guint64 whole = 0;

  g_return_if_fail (TENFOLD_IS_FIELD (self) && number != NULL);
  if (!parse (&self->spec, number, &value, &whole))
    return;
  take_value (self, value, whole);
  show_value (self);
}

gboolean
tenfold_field_get_valid (TenfoldField *self)
{
  g_return_val_if_fail (TENFOLD_IS_FIELD (self), FALSE);
  return self->valid;
}

void
tenfold_field_set_usual (TenfoldField *self, const char *usual)
{
  g_return_if_fail (TENFOLD_IS_FIELD (self) && usual != NULL);
  g_free (self->usual);
  self->usual = g_strdup (usual);
  mark_unusual (self);
  explain (self);
}
