/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-data-page.h"

#include <glib/gi18n.h>

#include "ui/data/tenfold-download.h"
#include "ui/data/tenfold-picture-grid.h"
#include "ui/train/tenfold-choice.h"

struct _TenfoldDataPage {
  AdwBin parent_instance;

  GListStore *sources;
  TenfoldDownload *download; /* NULL: none under way */
  GCancellable *cancellable;

  GtkBox *chooser;
  GtkWidget *choice;
  GtkLabel *facts;
  GtkWidget *get_box;
  GtkButton *get_button;
  GtkProgressBar *progress;
  TenfoldPictureGrid *grid;
};

enum { PICTURE_CHOSEN, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldDataPage, tenfold_data_page, ADW_TYPE_BIN)

static const char *
source_name (gpointer item)
{
  return tenfold_data_source_get_title (item);
}

static TenfoldDataSource *
chosen (TenfoldDataPage *self)
{
  g_autoptr (TenfoldDataSource) source = g_list_model_get_item (
      G_LIST_MODEL (self->sources), tenfold_choice_get_selected (TENFOLD_CHOICE (self->choice)));

  /* The list keeps it alive. */
  return source;
}

static gboolean
has_mnist (TenfoldDataPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sources));

  for (guint i = 0; i < n; i++) {
    g_autoptr (TenfoldDataSource) source = g_list_model_get_item (G_LIST_MODEL (self->sources), i);

    if (g_str_equal (tenfold_data_source_get_name (source), "mnist"))
      return TRUE;
  }
  return FALSE;
}

/* What there is to say of a dataset. */
static void
describe (TenfoldDataPage *self, TenfoldDataSource *source)
{
  NnDataset *train = tenfold_data_source_get_train (source);
  NnDataset *test = tenfold_data_source_get_test (source);
  GFile *folder = tenfold_data_source_get_folder (source);
  g_autofree char *place = folder != NULL ? g_file_get_parse_name (folder)
                                          : g_strdup (_ ("drawn by the program itself"));
  g_autofree char *text = NULL;

  if (train == NULL)
    text = g_strdup (place);
  else
    /* Translators: numbers of pictures, and where they lie */
    text = g_strdup_printf (_ ("%'u pictures to train on, %'u to test with, ten classes; %s"),
                            (guint) nn_dataset_count (train),
                            test != NULL ? (guint) nn_dataset_count (test) : 0, place);
  gtk_label_set_text (self->facts, text);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldDataPage) self = data;
  TenfoldDataSource *source = TENFOLD_DATA_SOURCE (object);
  g_autoptr (GError) error = NULL;

  if (self->sources == NULL)
    return;
  if (!tenfold_data_source_load_finish (source, result, &error)) {
    g_signal_emit (self, signals[FAILED], 0, _ ("The data cannot be read"), error->message);
  } else if (source == chosen (self)) {
    describe (self, source);
    tenfold_picture_grid_set_dataset (self->grid, tenfold_data_source_get_train (source));
  }
}

static void
chosen_cb (TenfoldDataPage *self)
{
  TenfoldDataSource *source = chosen (self);

  tenfold_picture_grid_set_dataset (self->grid, NULL);
  if (source == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  describe (self, source);
  tenfold_data_source_load_async (source, NULL, loaded_cb, g_object_ref (self));
}

static void
picture_cb (TenfoldDataPage *self, gpointer pixels, int label)
{
  g_signal_emit (self, signals[PICTURE_CHOSEN], 0, pixels, label);
}

/* --- MNIST --- */

static void
update_download (TenfoldDataPage *self)
{
  gtk_widget_set_visible (self->get_box, !has_mnist (self));
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->download != NULL);
  gtk_button_set_label (self->get_button, self->download != NULL ? _ ("Cancel") : _ ("Get MNIST"));
}

static void
got_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldDataPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean got = tenfold_download_run_finish (TENFOLD_DOWNLOAD (object), result, &error);

  g_clear_object (&self->download);
  if (self->sources == NULL)
    return;
  if (got)
    tenfold_data_sources_refresh (self->sources);
  else if (!g_error_matches (error, NN_ERROR, NN_ERROR_CANCELLED))
    g_signal_emit (self, signals[FAILED], 0, _ ("MNIST did not arrive"), error->message);
  update_download (self);
}

static void
get_cb (TenfoldDataPage *self)
{
  g_autoptr (GFile) folder = nn_dataset_default_folder ("mnist");

  if (self->download != NULL) {
    g_cancellable_cancel (self->cancellable);
    return;
  }
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->download = tenfold_download_new_mnist ();
  g_object_bind_property (self->download, "fraction", self->progress, "fraction",
                          G_BINDING_SYNC_CREATE);
  tenfold_download_run_async (self->download, folder, self->cancellable, got_cb,
                              g_object_ref (self));
  update_download (self);
}

static void
tenfold_data_page_dispose (GObject *object)
{
  TenfoldDataPage *self = TENFOLD_DATA_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->sources);
  G_OBJECT_CLASS (tenfold_data_page_parent_class)->dispose (object);
}

static void
tenfold_data_page_class_init (TenfoldDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_data_page_dispose;
  signals[PICTURE_CHOSEN]
      = g_signal_new ("picture-chosen", TENFOLD_TYPE_DATA_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
  signals[FAILED] = g_signal_new ("failed", TENFOLD_TYPE_DATA_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_type_ensure (TENFOLD_TYPE_PICTURE_GRID);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-data-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, chooser);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, facts);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, get_box);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, get_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, progress);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, grid);
  gtk_widget_class_bind_template_callback (widget_class, get_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_cb);
}

static void
tenfold_data_page_init (TenfoldDataPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->choice = tenfold_choice_new (_ ("Data"), _ ("The dataset whose pictures are shown"));
  gtk_box_prepend (self->chooser, self->choice);
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (chosen_cb), self);
  /* Nothing is loaded before somebody looks. */
  g_signal_connect (self, "map", G_CALLBACK (chosen_cb), NULL);
}

void
tenfold_data_page_connect (TenfoldDataPage *self, GListStore *sources)
{
  g_return_if_fail (TENFOLD_IS_DATA_PAGE (self) && self->sources == NULL);
  self->sources = g_object_ref (sources);
  tenfold_choice_set_model (TENFOLD_CHOICE (self->choice), G_LIST_MODEL (sources), source_name);
  update_download (self);
}
