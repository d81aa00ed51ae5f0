/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-own-bar.h"

#include <glib/gi18n.h>

#include "ui/gtk/tenfold-ask.h"
#include "ui/session/tenfold-own-export.h"
#include "ui/session/tenfold-place.h"
#include "ui/widgets/tenfold-spare.h"
#include "ui/widgets/tenfold-wrap.h"
#include "ui/gtk/tenfold-actions.h"

struct _TenfoldOwnBar {
  AdwBin parent_instance;

  TenfoldOwnDigits *own;
  TenfoldPictureGrid *grid; /* borrowed: beside it in the page */
  GSimpleActionGroup *actions;
  gboolean active;
  GtkLabel *selected;
  GtkButton *teach_button;
};

G_DEFINE_FINAL_TYPE (TenfoldOwnBar, tenfold_own_bar, ADW_TYPE_BIN)

typedef struct {
  const char *name; /* in the action */
  TenfoldOwnExport format;
  const char *target; /* the name that is proposed */
} Format;

static const Format formats[] = {
  { "idx", TENFOLD_OWN_EXPORT_IDX, "my-digits-idx" },
  { "csv", TENFOLD_OWN_EXPORT_CSV, "my-digits-csv" },
  { "png", TENFOLD_OWN_EXPORT_PNG, "my-digits-png" },
  { "jsonl", TENFOLD_OWN_EXPORT_LINES, "my-digits.jsonl" },
};

static const Format *
find_format (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].name, name))
      return &formats[i];
  return NULL;
}

static void
enable (TenfoldOwnBar *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update (TenfoldOwnBar *self)
{
  guint n = self->active ? tenfold_picture_grid_get_n_selected (self->grid) : 0;
  g_autofree char *text = NULL;

  if (n > 0)
    text = g_strdup_printf (ngettext ("%u digit selected", "%u digits selected", n), n);
  gtk_label_set_text (self->selected, text != NULL ? text : _ ("Select digits to change them"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->selected), gtk_label_get_text (self->selected));
  enable (self, "label", n > 0);
  enable (self, "remove", n > 0);
  enable (self, "export", self->active && tenfold_own_digits_count (self->own) > 0);
}

/* NnOwnLine of the selected ones. */
static GPtrArray *
get_selected (TenfoldOwnBar *self)
{
  GPtrArray *lines = g_ptr_array_new ();
  g_autoptr (GArray) indices = tenfold_picture_grid_get_selected (self->grid);
  NnOwnDigits *digits = tenfold_own_digits_get (self->own);

  for (guint i = 0; i < indices->len; i++) {
    guint index = g_array_index (indices, guint, i);

    /* The grid may still show what is not there any more. */
    if (digits != NULL && index < nn_own_digits_count (digits))
      g_ptr_array_add (lines, nn_own_digits_get (digits, index));
  }
  return lines;
}

static void
label_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldOwnBar *self = data;
  g_autoptr (GPtrArray) lines = get_selected (self);
  int label = g_variant_get_int32 (parameter);

  if (label >= 0 && label < NN_N_CLASSES)
    tenfold_own_digits_relabel (self->own, lines, label);
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldOwnBar *self = data;
  g_autoptr (GPtrArray) lines = get_selected (self);

  if (lines->len > 0)
    tenfold_own_digits_remove (self->own, lines);
}

/* --- exporting --- */

/* What is exported is written to its end, also after its window has been closed. */
static void
hold_program (gboolean hold)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL && hold)
    g_application_hold (application);
  else if (application != NULL)
    g_application_release (application);
}

typedef struct {
  TenfoldOwnBar *bar;
  GFile *target;
  guint n;
} Export;

static void
exported_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Export *export = data;
  g_autoptr (TenfoldOwnBar) self = export->bar;
  g_autoptr (GFile) target = export->target;
  g_autofree char *name = tenfold_place_text (target, FALSE);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  hold_program (FALSE);
  if (tenfold_own_export_finish (result, &error)) {
    /* Translators: a number of digits, and a file or folder */
    text = g_strdup_printf (
        ngettext ("%u digit written to %s", "%u digits written to %s", export->n), export->n, name);
    tenfold_say (self, text);
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS)) {
    text = g_strdup_printf (_ ("There is already a “%s”. Choose another name."), name);
    tenfold_fail (self, _ ("The Digits Are Not Exported"), text);
  } else {
    tenfold_fail (self, _ ("The Digits Are Not Exported"), error->message);
  }
}

void
tenfold_own_bar_export_to (TenfoldOwnBar *self, const char *format, GFile *target)
{
  NnOwnDigits *digits;
  Export *export;

  g_return_if_fail (TENFOLD_IS_OWN_BAR (self) && find_format (format) != NULL);
  digits = tenfold_own_digits_get (self->own);
  if (digits == NULL || nn_own_digits_count (digits) == 0)
    return;
  export = g_new0 (Export, 1);
  export->bar = g_object_ref (self);
  export->target = g_object_ref (target);
  export->n = nn_own_digits_count (digits);
  hold_program (TRUE);
  tenfold_own_export_async (digits, find_format (format)->format, target, exported_cb, export);
}

static void
export_to (gpointer widget, GFile *file, const char *ending)
{
  tenfold_own_bar_export_to (widget, g_object_get_data (widget, "format"), file);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const Format *format = find_format (g_variant_get_string (parameter, NULL));

  if (format == NULL)
    return;
  g_object_set_data (data, "format", (gpointer) format->name);
  tenfold_ask_export (data,
                      format->format == TENFOLD_OWN_EXPORT_LINES
                          ? _ ("Export My Digits to a File")
                          : _ ("Export My Digits to a New Folder"),
                      format->target, NULL, export_to);
}

static const GActionEntry entries[] = {
  { .name = "label", .activate = label_cb, .parameter_type = "i" },
  { .name = "remove", .activate = remove_cb },
  { .name = "export", .activate = export_cb, .parameter_type = "s" },
};

/* --- the widget --- */

static void
tenfold_own_bar_dispose (GObject *object)
{
  TenfoldOwnBar *self = TENFOLD_OWN_BAR (object);

  if (self->own != NULL)
    g_signal_handlers_disconnect_by_data (self->own, self);
  g_clear_object (&self->own);
  tenfold_actions_clear (&self->actions);
  gtk_widget_dispose_template (GTK_WIDGET (self), TENFOLD_TYPE_OWN_BAR);
  G_OBJECT_CLASS (tenfold_own_bar_parent_class)->dispose (object);
}

static void
tenfold_own_bar_class_init (TenfoldOwnBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_own_bar_dispose;
  g_type_ensure (TENFOLD_TYPE_SPARE);
  g_type_ensure (TENFOLD_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-own-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldOwnBar, selected);
  gtk_widget_class_bind_template_child (widget_class, TenfoldOwnBar, teach_button);
}

static void
tenfold_own_bar_init (TenfoldOwnBar *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (self->teach_button)), TRUE);
}

static void
add_key (GtkEventController *keys, guint keyval, const char *action, GVariant *arguments)
{
  GtkShortcut *shortcut
      = gtk_shortcut_new (gtk_keyval_trigger_new (keyval, 0), gtk_named_action_new (action));

  if (arguments != NULL)
    gtk_shortcut_set_arguments (shortcut, arguments);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
}

void
tenfold_own_bar_connect (TenfoldOwnBar *self, TenfoldOwnDigits *own, TenfoldPictureGrid *grid)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_if_fail (TENFOLD_IS_OWN_BAR (self) && self->own == NULL);
  self->own = g_object_ref (own);
  self->grid = grid;
  for (int digit = 0; digit < NN_N_CLASSES; digit++) {
    add_key (keys, GDK_KEY_0 + digit, "own.label", g_variant_new_int32 (digit));
    add_key (keys, GDK_KEY_KP_0 + digit, "own.label", g_variant_new_int32 (digit));
  }
  add_key (keys, GDK_KEY_Delete, "own.remove", NULL);
  add_key (keys, GDK_KEY_KP_Delete, "own.remove", NULL);
  tenfold_picture_grid_add_keys (grid, keys);
  g_signal_connect_object (grid, "selection-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (own, "changed", G_CALLBACK (update), self);
  update (self);
}

void
tenfold_own_bar_set_active (TenfoldOwnBar *self, gboolean active)
{
  g_return_if_fail (TENFOLD_IS_OWN_BAR (self));
  self->active = active;
  update (self);
}

GActionGroup *
tenfold_own_bar_get_actions (TenfoldOwnBar *self)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_BAR (self), NULL);
  return G_ACTION_GROUP (self->actions);
}
