/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pad/tenfold-pad-pane-private.h"

#include "ui/pad/tenfold-pad-plan.h"

enum { DRAWING_CHANGED, LABELLED, PICTURE_WANTED, FILE_DROPPED, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldPadPane, tenfold_pad_pane, GTK_TYPE_WIDGET)

static void
show_verdict (TenfoldPadPane *self)
{
  const NnVerdict dot = { NN_VERDICT_EMPTY, -1, -1, NN_INK_DOT, { 0 } };
  const NnVerdict *verdict = self->read ? &self->verdict : NULL;

  if (self->ink == NN_INK_DOT)
    verdict = &dot;
  tenfold_bars_set_verdict (self->bars, verdict, self->untrained);
  tenfold_verdict_set (self->verdict_view, verdict, self->untrained);
}

static void
ink_changed_cb (TenfoldPadPane *self)
{
  float inks[NN_PICTURE_PIXELS];
  NnInk ink = tenfold_ink_rasterize (tenfold_pad_get_ink (self->pad), inks);
  gboolean same = ink == self->ink && memcmp (inks, self->inks, sizeof inks) == 0;

  memcpy (self->inks, inks, sizeof inks);
  self->ink = ink;
  tenfold_pad_pane_update_actions (self);
  if (same)
    return;
  tenfold_preview_set_inks (self->preview, self->inks);
  if (ink != NN_INK_DRAWING)
    tenfold_pad_pane_set_verdict (self, NULL);
  g_signal_emit (self, signals[DRAWING_CHANGED], 0);
}

static void
width_changed_cb (TenfoldPadPane *self)
{
  tenfold_pad_tools_set_width (self->tools, tenfold_pad_get_width (self->pad));
}

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
    .verdict_height = tenfold_verdict_height_for (self->verdict_view, column, FALSE),
    .verdict_short = tenfold_verdict_height_for (self->verdict_view, TENFOLD_PAD_PLAN_SHORT, TRUE),
    .verdict_over = tenfold_verdict_height_for (self->verdict_view, bars_width, TRUE),
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

static void
tenfold_pad_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TenfoldPadPane *self = TENFOLD_PAD_PANE (widget);
  TenfoldPadPlan p;

  plan (self, width, height, &p);
  tenfold_verdict_set_compact (self->verdict_view, p.compact);
  place (self->pad, &p.pad);
  place (self->tools, &p.tools);
  place (self->caption, &p.caption);
  place (self->preview, &p.preview);
  place (self->verdict_view, &p.verdict);
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
    *natural = 420;
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
  tenfold_pad_pane_remove_actions (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  self->pad = NULL;
  G_OBJECT_CLASS (tenfold_pad_pane_parent_class)->dispose (object);
}

static void
tenfold_pad_pane_finalize (GObject *object)
{
  TenfoldPadPane *self = TENFOLD_PAD_PANE (object);

  g_clear_object (&self->actions);
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
tenfold_pad_pane_class_init (TenfoldPadPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tenfold_pad_pane_dispose;
  object_class->finalize = tenfold_pad_pane_finalize;
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
  gtk_widget_class_bind_template_child (widget_class, TenfoldPadPane, bars);
  add_keys (widget_class);
}

static void
tenfold_pad_pane_init (TenfoldPadPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->ink = NN_INK_EMPTY;
  tenfold_pad_pane_add_actions (self);
  tenfold_pad_pane_update_actions (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "pad", G_ACTION_GROUP (self->actions));
  g_signal_connect_swapped (tenfold_pad_get_ink (self->pad), "changed", G_CALLBACK (ink_changed_cb),
                            self);
  g_signal_connect_swapped (self->pad, "notify::width", G_CALLBACK (width_changed_cb), self);
  width_changed_cb (self);
  tenfold_pad_pane_accept_drops (self);
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
tenfold_pad_pane_set_untrained (TenfoldPadPane *self, gboolean untrained)
{
  g_return_if_fail (TENFOLD_IS_PAD_PANE (self));

  self->untrained = untrained;
  show_verdict (self);
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

void
tenfold_pad_pane_file_dropped (TenfoldPadPane *self, GFile *file)
{
  gboolean taken = FALSE;

  g_signal_emit (self, signals[FILE_DROPPED], 0, file, &taken);
  if (!taken)
    tenfold_pad_pane_open_picture (self, file);
}

void
tenfold_pad_pane_failed (TenfoldPadPane *self, const char *message)
{
  g_signal_emit (self, signals[FAILED], 0, message);
}
