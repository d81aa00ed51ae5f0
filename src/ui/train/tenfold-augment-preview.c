/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/train/tenfold-augment-preview.h"

#include <glib/gi18n.h>

#define N TENFOLD_AUGMENT_PREVIEW_N
#define SIDE 44  /* of a picture, in pixels of the screen */
#define PERIOD 2 /* seconds between one change and the next */

struct _TenfoldAugmentPreview {
  GtkWidget parent_instance;

  GtkWidget *row;
  GtkWidget *pictures[N];
  GtkWidget *button;
  TenfoldDataSource *source;
  GCancellable *cancellable; /* of the dataset that is being read */
  NnDataset *dataset;        /* NULL: there is none yet */
  NnAugment augment;
  guint64 seed; /* which pictures */
  guint64 turn; /* how they are changed */
  guint timeout;
  float inks[N][NN_PICTURE_PIXELS];
};

G_DEFINE_FINAL_TYPE (TenfoldAugmentPreview, tenfold_augment_preview, GTK_TYPE_WIDGET)

/* Dark ink on white paper, as the grids of pictures show it. */
static GdkTexture *
make_texture (const float *inks)
{
  guint8 *colors = g_malloc (3 * NN_PICTURE_PIXELS);
  g_autoptr (GBytes) bytes = g_bytes_new_take (colors, 3 * NN_PICTURE_PIXELS);

  for (guint i = 0; i < NN_PICTURE_PIXELS; i++)
    colors[3 * i] = colors[3 * i + 1] = colors[3 * i + 2] = (guint8) (255.5f - 255 * inks[i]);
  return gdk_memory_texture_new (NN_PICTURE_SIDE, NN_PICTURE_SIDE, GDK_MEMORY_R8G8B8, bytes,
                                 3 * NN_PICTURE_SIDE);
}

static void
show (TenfoldAugmentPreview *self)
{
  NnRandom which, how;

  if (self->dataset == NULL)
    return;
  nn_random_init (&which, self->seed, 0);
  for (guint i = 0; i < N; i++) {
    gsize count = nn_dataset_count (self->dataset);
    gsize index = MIN ((gsize) (nn_random_range (&which, 0, 1) * (float) count), count - 1);
    g_autoptr (GdkTexture) texture = NULL;

    /* The same numbers for every strength: a field that is changed bends what is there further. */
    nn_random_init (&how, self->seed + self->turn, i + 1);
    nn_augment_apply (&self->augment, &how,
                      nn_dataset_pixels (self->dataset) + index * NN_PICTURE_PIXELS, self->inks[i]);
    texture = make_texture (self->inks[i]);
    gtk_picture_set_paintable (GTK_PICTURE (self->pictures[i]), GDK_PAINTABLE (texture));
  }
}

static gboolean
turn_cb (gpointer data)
{
  TenfoldAugmentPreview *self = data;
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  gboolean move;

  g_object_get (settings, "gtk-enable-animations", &move, NULL);
  if (move && nn_augment_is_on (&self->augment)) {
    self->turn++;
    show (self);
  }
  return G_SOURCE_CONTINUE;
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldAugmentPreview) self = data;
  TenfoldDataSource *source = TENFOLD_DATA_SOURCE (object);
  gboolean current = g_task_get_cancellable (G_TASK (result)) == self->cancellable;

  /* Whoever trains on it hears why it cannot be read. Only pictures are augmented. */
  if (!tenfold_data_source_load_finish (source, result, NULL) || !current
      || nn_dataset_pixels (tenfold_data_source_get_train (source)) == NULL)
    return;
  g_clear_pointer (&self->dataset, nn_dataset_unref);
  self->dataset = nn_dataset_ref (tenfold_data_source_get_train (source));
  gtk_widget_set_visible (self->row, TRUE);
  show (self);
}

static void
load (TenfoldAugmentPreview *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->source == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->cancellable = g_cancellable_new ();
  tenfold_data_source_load_async (self->source, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
tenfold_augment_preview_map (GtkWidget *widget)
{
  TenfoldAugmentPreview *self = TENFOLD_AUGMENT_PREVIEW (widget);

  GTK_WIDGET_CLASS (tenfold_augment_preview_parent_class)->map (widget);
  load (self);
  self->timeout = g_timeout_add_seconds (PERIOD, turn_cb, self);
}

static void
tenfold_augment_preview_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TENFOLD_AUGMENT_PREVIEW (widget)->timeout, g_source_remove);
  GTK_WIDGET_CLASS (tenfold_augment_preview_parent_class)->unmap (widget);
}

static void
tenfold_augment_preview_dispose (GObject *object)
{
  TenfoldAugmentPreview *self = TENFOLD_AUGMENT_PREVIEW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->source);
  g_clear_pointer (&self->dataset, nn_dataset_unref);
  g_clear_pointer (&self->row, gtk_widget_unparent);
  G_OBJECT_CLASS (tenfold_augment_preview_parent_class)->dispose (object);
}

static void
tenfold_augment_preview_class_init (TenfoldAugmentPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_augment_preview_dispose;
  widget_class->map = tenfold_augment_preview_map;
  widget_class->unmap = tenfold_augment_preview_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "augmentpreview");
}

static void
tenfold_augment_preview_init (TenfoldAugmentPreview *self)
{
  GtkWidget *strip = gtk_flow_box_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pictures as augmentation changes them"), -1);
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_visible (self->row, FALSE);
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (strip), GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (strip), N / 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (strip), N);
  gtk_widget_set_hexpand (strip, TRUE);
  gtk_widget_add_css_class (strip, "fields");
  gtk_box_append (GTK_BOX (self->row), strip);
  for (guint i = 0; i < N; i++) {
    self->pictures[i] = gtk_picture_new ();
    gtk_widget_set_size_request (self->pictures[i], SIDE, SIDE);
    gtk_widget_set_halign (self->pictures[i], GTK_ALIGN_START);
    gtk_flow_box_insert (GTK_FLOW_BOX (strip), self->pictures[i], -1);
    gtk_widget_set_focusable (gtk_widget_get_parent (self->pictures[i]), FALSE);
  }
  self->button = gtk_button_new_from_icon_name ("media-playlist-shuffle-symbolic");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->button, _ ("Show Other Pictures"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Shuffle"), -1);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (tenfold_augment_preview_shuffle),
                            self);
  gtk_box_append (GTK_BOX (self->row), self->button);
  self->seed = g_random_int ();
}

GtkWidget *
tenfold_augment_preview_new (void)
{
  return g_object_new (TENFOLD_TYPE_AUGMENT_PREVIEW, NULL);
}

void
tenfold_augment_preview_set_source (TenfoldAugmentPreview *self, TenfoldDataSource *source)
{
  g_return_if_fail (TENFOLD_IS_AUGMENT_PREVIEW (self));
  if (g_set_object (&self->source, source))
    load (self);
}

void
tenfold_augment_preview_set_augment (TenfoldAugmentPreview *self, const NnAugment *augment)
{
  g_return_if_fail (TENFOLD_IS_AUGMENT_PREVIEW (self));
  self->augment = *augment;
  show (self);
}

void
tenfold_augment_preview_shuffle (TenfoldAugmentPreview *self)
{
  g_return_if_fail (TENFOLD_IS_AUGMENT_PREVIEW (self));
  self->seed = g_random_int ();
  show (self);
}

const float *
tenfold_augment_preview_get_inks (TenfoldAugmentPreview *self, guint i)
{
  g_return_val_if_fail (TENFOLD_IS_AUGMENT_PREVIEW (self) && i < N, NULL);
  return self->dataset != NULL ? self->inks[i] : NULL;
}
