/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/build/tenfold-builder-row.h"

#include <glib/gi18n.h>

/* Pixels by which a layer in brackets is set in. */
#define INDENT 18

struct _TenfoldBuilderRow {
  GtkListBoxRow parent_instance;

  gboolean syncing;
  char *spoken;
  GtkWidget *box, *entry, *caption, *problem;
  GtkWidget *cells[3]; /* shape, parameters, multiply-adds */
};

static guint edited_signal;

G_DEFINE_FINAL_TYPE (TenfoldBuilderRow, tenfold_builder_row, GTK_TYPE_LIST_BOX_ROW)

static void
changed_cb (TenfoldBuilderRow *self)
{
  if (!self->syncing)
    g_signal_emit (self, edited_signal, 0, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
activate_cb (TenfoldBuilderRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static GdkContentProvider *
prepare_cb (TenfoldBuilderRow *self)
{
  return gdk_content_provider_new_typed (TENFOLD_TYPE_BUILDER_ROW, self);
}

static void
begin_cb (TenfoldBuilderRow *self, GdkDrag *drag, GtkDragSource *source)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 12, 12);
}

static void
tenfold_builder_row_finalize (GObject *object)
{
  g_free (TENFOLD_BUILDER_ROW (object)->spoken);
  G_OBJECT_CLASS (tenfold_builder_row_parent_class)->finalize (object);
}

static void
tenfold_builder_row_class_init (TenfoldBuilderRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tenfold_builder_row_finalize;
  edited_signal = g_signal_new ("edited", TENFOLD_TYPE_BUILDER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
text_new (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
tenfold_builder_row_init (TenfoldBuilderRow *self)
{
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkDragSource *drag = gtk_drag_source_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->entry = gtk_entry_new ();
  self->caption = text_new ("dim-label");
  self->problem = text_new ("error");
  gtk_widget_add_css_class (handle, "dim-label");
  gtk_widget_set_cursor_from_name (handle, "grab");
  gtk_widget_set_tooltip_text (handle, _ ("Drag to move the layer (Alt+Up, Alt+Down)"));
  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect_swapped (drag, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (begin_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (drag));
  gtk_entry_set_has_frame (GTK_ENTRY (self->entry), FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 12);
  /* The builder has an undo of its own, for all of the text. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  gtk_widget_add_css_class (self->entry, "monospace");
  gtk_widget_set_hexpand (words, TRUE);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (words), self->entry);
  gtk_box_append (GTK_BOX (words), self->caption);
  gtk_box_append (GTK_BOX (words), self->problem);
  gtk_box_append (GTK_BOX (self->box), handle);
  gtk_box_append (GTK_BOX (self->box), words);
  for (guint i = 0; i < 3; i++) {
    self->cells[i] = gtk_label_new (NULL);
    gtk_label_set_xalign (GTK_LABEL (self->cells[i]), 1);
    gtk_widget_add_css_class (self->cells[i], "numeric");
    gtk_box_append (GTK_BOX (self->box), self->cells[i]);
  }
  gtk_widget_add_css_class (self->box, "layer");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->box);
}

GtkWidget *
tenfold_builder_row_new (GtkSizeGroup *const groups[3])
{
  TenfoldBuilderRow *self = g_object_new (TENFOLD_TYPE_BUILDER_ROW, NULL);

  for (guint i = 0; i < 3; i++)
    gtk_size_group_add_widget (groups[i], self->cells[i]);
  return GTK_WIDGET (self);
}

/* "24 × 24 × 24 · 624 parameters": what is known of it. */
static char *
caption_text (const TenfoldDraftLayer *layer)
{
  g_autofree char *parameters = NULL;

  if (layer->parameters <= 0)
    return g_strdup (layer->shape);
  parameters = tenfold_draft_count_text (layer->parameters);
  /* Translators: the shape of what a layer makes, and how many parameters it has */
  return g_strdup_printf (_ ("%s · %s parameters"), layer->shape, parameters);
}

static void
speak (TenfoldBuilderRow *self, guint row, const char *words, const char *caption, const char *why)
{
  g_autofree char *name = g_strdup_printf (_ ("Layer %u"), row + 1);

  g_free (self->spoken);
  self->spoken = g_strjoin (", ", *words != '\0' ? words : name, why != NULL ? why : caption, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->spoken, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why != NULL ? why : caption,
                                  -1);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
      why != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

void
tenfold_builder_row_set (TenfoldBuilderRow *self,
                         const TenfoldDraft *draft,
                         guint row,
                         gboolean narrow)
{
  const NnNetworkRow *words = &g_array_index (draft->rows, NnNetworkRow, row);
  const TenfoldDraftLayer *layer = &draft->layers[row];
  g_autofree char *stripped
      = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autofree char *caption = caption_text (layer);
  g_autofree char *parameters = tenfold_draft_count_text (layer->parameters);
  g_autofree char *multiply_adds = tenfold_draft_count_text (layer->multiply_adds);
  const char *const texts[3] = { layer->shape, parameters, multiply_adds };
  const char *why = draft->problem_row == row ? draft->problem : NULL;

  /* A space that is being typed stays. */
  if (!g_str_equal (stripped, words->words)) {
    self->syncing = TRUE;
    gtk_editable_set_text (GTK_EDITABLE (self->entry), words->words);
    self->syncing = FALSE;
  }
  for (guint i = 0; i < 3; i++) {
    gtk_label_set_text (GTK_LABEL (self->cells[i]), texts[i]);
    gtk_widget_set_visible (self->cells[i], !narrow);
  }
  gtk_label_set_text (GTK_LABEL (self->caption), caption);
  gtk_widget_set_visible (self->caption, narrow && *caption != '\0');
  gtk_label_set_text (GTK_LABEL (self->problem), why != NULL ? why : "");
  gtk_widget_set_visible (self->problem, why != NULL);
  if (why != NULL)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
  gtk_widget_set_margin_start (self->box, (int) (INDENT * words->depth));
  speak (self, row, words->words, caption, why);
}

void
tenfold_builder_row_edit (TenfoldBuilderRow *self, gboolean at_end)
{
  g_return_if_fail (TENFOLD_IS_BUILDER_ROW (self));
  gtk_widget_grab_focus (self->entry);
  if (at_end)
    gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

const char *
tenfold_builder_row_get_words (TenfoldBuilderRow *self)
{
  g_return_val_if_fail (TENFOLD_IS_BUILDER_ROW (self), NULL);
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

const char *
tenfold_builder_row_get_spoken (TenfoldBuilderRow *self)
{
  g_return_val_if_fail (TENFOLD_IS_BUILDER_ROW (self), NULL);
  return self->spoken;
}
