/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long because what the pad shows leaves and comes in by files, clipboard and drops alike. */
#include "ui/pad/tenfold-pad-pane.h"

#include <glib/gi18n.h>
#include <math.h>

#include "nn/pen/nn-picture.h"
#include "ui/pad/tenfold-bars.h"
#include "ui/pad/tenfold-ink-export.h"
#include "ui/pad/tenfold-pad-plan.h"
#include "ui/pad/tenfold-pad-tools.h"
#include "ui/pad/tenfold-pad.h"
#include "ui/pad/tenfold-preview.h"
#include "ui/pad/tenfold-verdict.h"
#include "ui/gtk/tenfold-actions.h"
#include "ui/gtk/tenfold-ask.h"

#define WIDTH_STEP 0.5

/* The side of the pictures that leave the program, in pixels. */
#define EXPORT_SIDE 560

struct _TenfoldPadPane {
  GtkWidget parent_instance;

  TenfoldPad *pad;
  TenfoldPadTools *tools;
  GtkWidget *caption;
  TenfoldPreview *preview;
  TenfoldVerdict *verdict_view;
  GtkWidget *answer; /* "Wrong?", with the ten digits */
  TenfoldBars *bars;

  GSimpleActionGroup *actions;
  GCancellable *cancellable; /* of what waits for the clipboard or a file */

  float inks[NN_PICTURE_PIXELS];
  NnInk ink;
  NnVerdict verdict;
  gboolean read; /* there is a verdict */
  NnMaturity maturity;
  float temperature; /* of a young network */
  gboolean renew;    /* the stroke after an answer begins another drawing */

  gboolean compact; /* how the verdict is to be written in the room that there is */
  double scale;
};

enum { PROP_RENEW = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

enum { DRAWING_CHANGED, LABELLED, PICTURE_WANTED, FILE_DROPPED, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldPadPane, tenfold_pad_pane, GTK_TYPE_WIDGET)

/* --- what leaves it --- */

static void
failed (TenfoldPadPane *self, const char *message)
{
  g_signal_emit (self, signals[FAILED], 0, message);
}

static void
copy (TenfoldPadPane *self)
{
  TenfoldInk *ink = tenfold_pad_get_ink (self->pad);
  g_autoptr (GBytes) png = tenfold_ink_to_png (ink, EXPORT_SIDE);
  g_autoptr (GBytes) svg = tenfold_ink_to_svg (ink, EXPORT_SIDE);
  g_autoptr (GVariant) saved = tenfold_ink_save (ink);
  g_autoptr (GBytes) own = g_variant_get_data_as_bytes (saved);
  GdkContentProvider *providers[] = {
    gdk_content_provider_new_for_bytes (TENFOLD_INK_MIME_TYPE, own),
    gdk_content_provider_new_for_bytes ("image/png", png),
    gdk_content_provider_new_for_bytes ("image/svg+xml", svg),
  };
  g_autoptr (GdkContentProvider) all
      = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), all);
}

static void
file_written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPadPane) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    failed (self, error->message);
}

/* A name that ends in .svg asks for a drawing, every other one for a picture. */
static void
export_to (TenfoldPadPane *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  TenfoldInk *ink = tenfold_pad_get_ink (self->pad);
  g_autoptr (GBytes) bytes = g_str_has_suffix (lower, ".svg")
                                 ? tenfold_ink_to_svg (ink, EXPORT_SIDE)
                                 : tenfold_ink_to_png (ink, EXPORT_SIDE);

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE,
                                       self->cancellable, file_written_cb, g_object_ref (self));
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
export_chosen_cb (GtkNativeDialog *dialog, int response, TenfoldPadPane *self)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

    export_to (self, file);
  }
  tenfold_chooser_unref (dialog);
}

static void export(TenfoldPadPane *self)
{
  GtkFileChooserNative *chooser = tenfold_chooser_new (self, _ ("Export Drawing"),
                                                       GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"));

  add_filter (GTK_FILE_CHOOSER (chooser), _ ("PNG pictures"), "*.png");
  add_filter (GTK_FILE_CHOOSER (chooser), _ ("SVG drawings"), "*.svg");
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("digit.png"));
  g_signal_connect_object (chooser, "response", G_CALLBACK (export_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- what comes in --- */

static void
file_dropped (TenfoldPadPane *self, GFile *file)
{
  gboolean taken = FALSE;

  g_signal_emit (self, signals[FILE_DROPPED], 0, file, &taken);
  if (!taken)
    tenfold_pad_pane_open_picture (self, file);
}

/* A picture on its way to the pad: its file's bytes, and what they are called in errors. */
typedef struct {
  GFile *file;   /* NULL: the bytes are here */
  GBytes *bytes; /* NULL: they are in the file */
  char *name;
  NnInk ink;
  float inks[NN_PICTURE_PIXELS];
} Picture;

static void
picture_free (Picture *picture)
{
  g_clear_object (&picture->file);
  g_clear_pointer (&picture->bytes, g_bytes_unref);
  g_free (picture->name);
  g_free (picture);
}

/* Files can be slow and pictures large: not while the window waits. */
static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Picture *picture = data;
  GError *error = NULL;
  gboolean done;

  if (picture->file)
    done = nn_picture_read (picture->file, &picture->ink, picture->inks, &error);
  else
    done = nn_picture_read_bytes (picture->bytes, picture->name, &picture->ink, picture->inks,
                                  &error);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
picture_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldPadPane *self = TENFOLD_PAD_PANE (object);
  Picture *picture = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  guint8 pixels[NN_PICTURE_PIXELS];

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      failed (self, error->message);
    return;
  }
  if (picture->ink != NN_INK_DRAWING) {
    g_autofree char *message
        = g_strdup_printf (_ ("%s: there is no digit in this picture"), picture->name);

    failed (self, message);
    return;
  }
  for (int i = 0; i < NN_PICTURE_PIXELS; i++)
    pixels[i] = (guint8) (CLAMP (picture->inks[i], 0.0f, 1.0f) * 255 + 0.5f);
  tenfold_pad_pane_set_picture (self, pixels);
}

static void
read_picture (TenfoldPadPane *self, Picture *picture)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, picture_read_cb, NULL);

  g_task_set_task_data (task, picture, (GDestroyNotify) picture_free);
  g_task_run_in_thread (task, read_in_thread);
}

void
tenfold_pad_pane_open_picture (TenfoldPadPane *self, GFile *file)
{
  Picture *picture = g_new0 (Picture, 1);

  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));
  g_return_if_fail (G_IS_FILE (file));

  picture->file = g_object_ref (file);
  picture->name = g_file_get_parse_name (file);
  read_picture (self, picture);
}

static void
show_texture (TenfoldPadPane *self, GdkTexture *texture)
{
  Picture *picture = g_new0 (Picture, 1);

  picture->bytes = gdk_texture_save_to_png_bytes (texture);
  picture->name = g_strdup (_ ("Picture"));
  read_picture (self, picture);
}

/* Files, or a picture: whichever the value holds. FALSE: neither. */
static gboolean
show_value (TenfoldPadPane *self, const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE)) {
    show_texture (self, g_value_get_object (value));
    return TRUE;
  }
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)) {
    g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

    if (files)
      file_dropped (self, files->data);
    return files != NULL;
  }
  return FALSE;
}

static void
value_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPadPane) self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!value)
    failed (self, error->message);
  else
    show_value (self, value);
}

/* What another pad put on the clipboard has arrived. */
static void
own_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPadPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) saved = NULL;
  gssize size = g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (size < 0) {
    failed (self, error->message);
    return;
  }
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (object));
  saved = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (TENFOLD_INK_SAVED_TYPE), bytes, FALSE));
  if (!tenfold_ink_restore (tenfold_pad_get_ink (self->pad), saved))
    failed (self, _ ("What is on the clipboard is not a drawing"));
}

static void
own_opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldPadPane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) memory = NULL;
  g_autoptr (GInputStream) stream
      = gdk_clipboard_read_finish (GDK_CLIPBOARD (object), result, NULL, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!stream) {
    failed (self, error->message);
    return;
  }
  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (
      memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      G_PRIORITY_DEFAULT, self->cancellable, own_read_cb, g_object_ref (self));
}

static void
paste (TenfoldPadPane *self)
{
  static const char *own[] = { TENFOLD_INK_MIME_TYPE, NULL };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));

  if (gdk_content_formats_contain_mime_type (formats, TENFOLD_INK_MIME_TYPE))
    gdk_clipboard_read_async (clipboard, own, G_PRIORITY_DEFAULT, self->cancellable, own_opened_cb,
                              g_object_ref (self));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT,
                                    self->cancellable, value_read_cb, g_object_ref (self));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_TEXTURE, G_PRIORITY_DEFAULT,
                                    self->cancellable, value_read_cb, g_object_ref (self));
  else
    failed (self, _ ("There is no drawing and no picture on the clipboard"));
}

static gboolean
drop_cb (TenfoldPadPane *self, const GValue *value)
{
  return show_value (self, value);
}

static void
accept_drops (TenfoldPadPane *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- actions --- */

static TenfoldInk *
ink_of (gpointer data)
{
  return tenfold_pad_get_ink (TENFOLD_PAD_PANE (data)->pad);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_ink_undo (ink_of (data));
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_ink_redo (ink_of (data));
}

static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_ink_clear (ink_of (data));
}

static void
wider_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldPad *pad = TENFOLD_PAD_PANE (data)->pad;

  tenfold_pad_set_width (pad, tenfold_pad_get_width (pad) + WIDTH_STEP);
}

static void
narrower_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldPad *pad = TENFOLD_PAD_PANE (data)->pad;

  tenfold_pad_set_width (pad, tenfold_pad_get_width (pad) - WIDTH_STEP);
}

static void
label_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  int digit = g_variant_get_int32 (parameter);

  if (digit < 0 || digit >= NN_N_CLASSES)
    return;
  tenfold_pad_pane_set_truth (data, digit);
  if (((TenfoldPadPane *) data)->renew)
    tenfold_ink_set_done (ink_of (data));
  g_signal_emit (data, signals[LABELLED], 0, digit);
}

static void
next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[PICTURE_WANTED], 0, FALSE);
}

static void
mistake_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_signal_emit (data, signals[PICTURE_WANTED], 0, TRUE);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  copy (data);
}

static void
cut_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  copy (data);
  tenfold_ink_clear (ink_of (data));
}

static void
paste_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  paste (data);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  export(data);
}

static const GActionEntry entries[] = {
  { "undo", undo_cb },     { "redo", redo_cb },         { "clear", clear_cb },
  { "wider", wider_cb },   { "narrower", narrower_cb }, { "label", label_cb, "i" },
  { "copy", copy_cb },     { "cut", cut_cb },           { "paste", paste_cb },
  { "export", export_cb }, { "next", next_cb },         { "mistake", mistake_cb },
};

/* States that are properties of the pad. */
static const char *const properties[] = { "tool", "width", "grid" };

static void
add_actions (TenfoldPadPane *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++) {
    g_autoptr (GPropertyAction) action
        = g_property_action_new (properties[i], self->pad, properties[i]);

    g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  }
}

static void
enable (TenfoldPadPane *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_actions (TenfoldPadPane *self)
{
  static const char *const with_ink[] = { "clear", "copy", "cut", "export" };
  TenfoldInk *ink = tenfold_pad_get_ink (self->pad);
  gboolean empty = tenfold_ink_is_empty (ink);
  double width = tenfold_pad_get_width (self->pad);

  enable (self, "undo", tenfold_ink_can_undo (ink));
  enable (self, "redo", tenfold_ink_can_redo (ink));
  enable (self, "wider", width < TENFOLD_PAD_MAX_WIDTH);
  enable (self, "narrower", width > TENFOLD_PAD_MIN_WIDTH);
  for (guint i = 0; i < G_N_ELEMENTS (with_ink); i++)
    enable (self, with_ink[i], !empty);
  enable (self, "label", self->ink == NN_INK_DRAWING);
  gtk_widget_set_sensitive (self->answer, self->ink == NN_INK_DRAWING);
}

/* --- the verdict --- */

static void
show_verdict (TenfoldPadPane *self)
{
  const NnVerdict dot = { NN_VERDICT_EMPTY, -1, -1, NN_INK_DOT, { 0 } };
  NnVerdict shown = self->verdict;
  const NnVerdict *verdict = self->read ? &shown : NULL;

  /* Bars are as sure as the network is right: of one that has learned nothing they are level. */
  if (self->maturity == NN_MATURITY_UNTRAINED)
    nn_verdict_calibrate (&shown, INFINITY);
  else if (self->maturity == NN_MATURITY_YOUNG)
    nn_verdict_calibrate (&shown, self->temperature);
  if (self->ink == NN_INK_DOT)
    verdict = &dot;
  tenfold_bars_set_verdict (self->bars, verdict, self->maturity);
  tenfold_verdict_set (self->verdict_view, verdict, self->maturity);
}

static void
ink_changed_cb (TenfoldPadPane *self)
{
  float inks[NN_PICTURE_PIXELS];
  NnInk ink = tenfold_ink_rasterize (tenfold_pad_get_ink (self->pad), inks);
  gboolean same = ink == self->ink && memcmp (inks, self->inks, sizeof inks) == 0;

  memcpy (self->inks, inks, sizeof inks);
  self->ink = ink;
  update_actions (self);
  if (same)
    return;
  tenfold_bars_set_truth (self->bars, -1);
  tenfold_preview_set_inks (self->preview, self->inks);
  if (ink != NN_INK_DRAWING)
    tenfold_pad_pane_set_verdict (self, NULL);
  g_signal_emit (self, signals[DRAWING_CHANGED], 0);
}

static void
width_changed_cb (TenfoldPadPane *self)
{
  tenfold_pad_tools_set_width (self->tools, tenfold_pad_get_width (self->pad));
  update_actions (self);
}

/* --- the widget --- */

static int
measured (gpointer widget, GtkOrientation orientation, gboolean natural)
{
  int least, preferred;

  gtk_widget_measure (widget, orientation, -1, &least, &preferred, NULL, NULL);
  return natural ? preferred : least;
}

static void
plan (TenfoldPadPane *self, int width, int height, TenfoldPadPlan *result)
{
  const int column = tenfold_pad_plan_column (width);
  const int bars_width = measured (self->bars, GTK_ORIENTATION_HORIZONTAL, FALSE);
  TenfoldPadNeeds needs = {
    .width = width,
    .height = height,
    .tools_width = measured (self->tools, GTK_ORIENTATION_HORIZONTAL, TRUE),
    .bars_width = bars_width,
    .bars_height = measured (self->bars, GTK_ORIENTATION_VERTICAL, TRUE),
    /* Lower rows would be hard to read. */
    .bars_least_height = measured (self->bars, GTK_ORIENTATION_VERTICAL, TRUE) * 8 / 15,
    .caption_height = measured (self->caption, GTK_ORIENTATION_VERTICAL, FALSE),
    .verdict_height = tenfold_verdict_height_for (self->verdict_view, MIN (column, 142), FALSE),
    .verdict_short = tenfold_verdict_height_for (self->verdict_view, TENFOLD_PAD_PLAN_SHORT, TRUE),
    .verdict_over = tenfold_verdict_height_for (self->verdict_view, bars_width, TRUE),
    .answer_width = measured (self->answer, GTK_ORIENTATION_HORIZONTAL, FALSE),
    .answer_height = measured (self->answer, GTK_ORIENTATION_VERTICAL, FALSE),
  };

  tenfold_pad_plan (result, &needs);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    tenfold_pad_plan_mirror (result, width);
}

static void
place (gpointer widget, const GdkRectangle *where)
{
  int least_width, least_height;

  gtk_widget_set_child_visible (widget, where->width > 0);
  if (where->width <= 0)
    return;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (where->width, least_width),
                      &least_height, NULL, NULL, NULL);
  gtk_widget_size_allocate (widget,
                            &(GtkAllocation){ where->x, where->y, MAX (where->width, least_width),
                                              MAX (where->height, least_height) },
                            -1);
}

/* Texts change their size between two frames: while sizes are handed out, none may be asked for. */
static gboolean
write_verdict_cb (gpointer data)
{
  TenfoldPadPane *self = data;

  if (self->pad != NULL) {
    tenfold_verdict_set_compact (self->verdict_view, self->compact);
    tenfold_verdict_set_scale (self->verdict_view, self->scale);
  }
  return G_SOURCE_REMOVE;
}

static void
tenfold_pad_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TenfoldPadPane *self = TENFOLD_PAD_PANE (widget);
  TenfoldPadPlan p;

  plan (self, width, height, &p);
  if (self->compact != p.compact || self->scale != p.scale) {
    self->compact = p.compact;
    self->scale = p.scale;
    g_idle_add_full (GTK_PRIORITY_RESIZE - 1, write_verdict_cb, g_object_ref (self),
                     g_object_unref);
  }
  place (self->pad, &p.pad);
  place (self->tools, &p.tools);
  place (self->caption, &p.caption);
  place (self->preview, &p.preview);
  place (self->verdict_view, &p.verdict);
  place (self->answer, &p.answer);
  place (self->bars, &p.bars);
}

static void
tenfold_pad_pane_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 320;
    *natural = 340;
  } else {
    *minimum = 180;
    *natural = 700;
  }
  *minimum_baseline = *natural_baseline = -1;
}

static void
tenfold_pad_pane_dispose (GObject *object)
{
  TenfoldPadPane *self = TENFOLD_PAD_PANE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  if (self->pad) {
    g_signal_handlers_disconnect_by_data (tenfold_pad_get_ink (self->pad), self);
    g_signal_handlers_disconnect_by_data (self->pad, self);
  }
  tenfold_actions_clear (&self->actions);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  self->pad = NULL;
  G_OBJECT_CLASS (tenfold_pad_pane_parent_class)->dispose (object);
}

static void
tenfold_pad_pane_finalize (GObject *object)
{
  TenfoldPadPane *self = TENFOLD_PAD_PANE (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (tenfold_pad_pane_parent_class)->finalize (object);
}

/* Undo and redo are the window's, in the order of all that was done in it; a pane that is alone has
 * its own. */
static gboolean
undo_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  gboolean redo = g_variant_get_boolean (args);

  return gtk_widget_activate_action (widget, redo ? "win.redo" : "win.undo", NULL)
         || gtk_widget_activate_action (widget, redo ? "pad.redo" : "pad.undo", NULL);
}

/* These work wherever in the pane the focus is. */
static void
add_keys (GtkWidgetClass *klass)
{
  gtk_widget_class_add_binding (klass, GDK_KEY_z, GDK_CONTROL_MASK, undo_key, "b", FALSE);
  gtk_widget_class_add_binding (klass, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, undo_key, "b",
                                TRUE);
  gtk_widget_class_add_binding (klass, GDK_KEY_y, GDK_CONTROL_MASK, undo_key, "b", TRUE);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_c, GDK_CONTROL_MASK, "pad.copy", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_x, GDK_CONTROL_MASK, "pad.cut", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_v, GDK_CONTROL_MASK, "pad.paste", NULL);
}

static void
tenfold_pad_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RENEW)
    g_value_set_boolean (value, TENFOLD_PAD_PANE (object)->renew);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_pad_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RENEW)
    TENFOLD_PAD_PANE (object)->renew = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_pad_pane_class_init (TenfoldPadPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tenfold_pad_pane_dispose;
  object_class->finalize = tenfold_pad_pane_finalize;
  object_class->get_property = tenfold_pad_pane_get_property;
  object_class->set_property = tenfold_pad_pane_set_property;
  props[PROP_RENEW] = g_param_spec_boolean ("renew", NULL, NULL, TRUE,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  widget_class->measure = tenfold_pad_pane_measure;
  widget_class->size_allocate = tenfold_pad_pane_size_allocate;

  signals[DRAWING_CHANGED] = g_signal_new ("drawing-changed", TENFOLD_TYPE_PAD_PANE,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LABELLED] = g_signal_new ("labelled", TENFOLD_TYPE_PAD_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[PICTURE_WANTED]
      = g_signal_new ("picture-wanted", TENFOLD_TYPE_PAD_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[FILE_DROPPED] = g_signal_new ("file-dropped", TENFOLD_TYPE_PAD_PANE, G_SIGNAL_RUN_LAST, 0,
                                        g_signal_accumulator_true_handled, NULL, NULL,
                                        G_TYPE_BOOLEAN, 1, G_TYPE_FILE);
  signals[FAILED] = g_signal_new ("failed", TENFOLD_TYPE_PAD_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TENFOLD_TYPE_PAD);
  g_type_ensure (TENFOLD_TYPE_PAD_TOOLS);
  g_type_ensure (TENFOLD_TYPE_PREVIEW);
  g_type_ensure (TENFOLD_TYPE_BARS);
  g_type_ensure (TENFOLD_TYPE_VERDICT);
  gtk_widget_class_set_css_name (widget_class, "padpane");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-pad-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadPane, pad);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadPane, tools);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadPane, caption);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadPane, preview);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadPane, verdict_view);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadPane, answer);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadPane, bars);
  add_keys (widget_class);
}

static void
tenfold_pad_pane_init (TenfoldPadPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->ink = NN_INK_EMPTY;
  self->temperature = 1;
  self->renew = TRUE;
  add_actions (self);
  update_actions (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "pad", G_ACTION_GROUP (self->actions));
  g_signal_connect_swapped (tenfold_pad_get_ink (self->pad), "changed", G_CALLBACK (ink_changed_cb),
                            self);
  g_signal_connect_swapped (self->pad, "notify::width", G_CALLBACK (width_changed_cb), self);
  width_changed_cb (self);
  accept_drops (self);
}

GtkWidget *
tenfold_pad_pane_new (void)
{
  return g_object_new (TENFOLD_TYPE_PAD_PANE, NULL);
}

void
tenfold_pad_pane_set_verdict (TenfoldPadPane *self, const NnVerdict *verdict)
{
  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));

  /* A verdict may come late: the pad knows by itself when there is nothing to read. */
  self->read = self->ink == NN_INK_DRAWING && verdict != NULL;
  if (self->read)
    self->verdict = *verdict;
  show_verdict (self);
}

void
tenfold_pad_pane_set_maturity (TenfoldPadPane *self, NnMaturity maturity, float temperature)
{
  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));

  self->maturity = maturity;
  self->temperature = temperature;
  show_verdict (self);
}

void
tenfold_pad_pane_set_truth (TenfoldPadPane *self, int digit)
{
  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));

  tenfold_bars_set_truth (self->bars, digit);
}

void
tenfold_pad_pane_set_counts (TenfoldPadPane *self, const guint *counts)
{
  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));

  tenfold_bars_set_counts (self->bars, counts);
}

const float *
tenfold_pad_pane_get_inks (TenfoldPadPane *self, NnInk *ink)
{
  g_return_val_if_fail (TENFOLD_IS_PAD_PANE (self), NULL);

  if (ink)
    *ink = self->ink;
  return self->inks;
}

void
tenfold_pad_pane_set_picture (TenfoldPadPane *self, const guint8 *pixels)
{
  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));

  tenfold_ink_set_picture (tenfold_pad_get_ink (self->pad), pixels);
}

void
tenfold_pad_pane_bind_settings (TenfoldPadPane *self, GSettings *settings)
{
  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));

  g_settings_bind (settings, "pad-tool", self->pad, "tool", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "pad-width", self->pad, "width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "pad-grid", self->pad, "grid", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "pad-renew", self, "renew", G_SETTINGS_BIND_GET);
}

TenfoldInk *
tenfold_pad_pane_get_ink (TenfoldPadPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_PAD_PANE (self), NULL);

  return tenfold_pad_get_ink (self->pad);
}

GtkWidget *
tenfold_pad_pane_get_pad (TenfoldPadPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_PAD_PANE (self), NULL);

  return GTK_WIDGET (self->pad);
}

GActionGroup *
tenfold_pad_pane_get_actions (TenfoldPadPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_PAD_PANE (self), NULL);

  return G_ACTION_GROUP (self->actions);
}
