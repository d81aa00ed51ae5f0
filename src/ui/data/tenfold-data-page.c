/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-data-page.h"

#include <glib/gi18n.h>

#include "ui/gtk/tenfold-ask.h"
#include "ui/data/tenfold-download.h"
#include "ui/data/tenfold-own-bar.h"
#include "ui/data/tenfold-own-results.h"
#include "ui/data/tenfold-picture-grid.h"
#include "ui/session/tenfold-place.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-spare.h"
#include "ui/widgets/tenfold-wrap.h"

struct _TenfoldDataPage {
  AdwBin parent_instance;

  TenfoldSession *session;
  GListStore *sources;
  TenfoldOwnDigits *own;
  TenfoldDownload *download; /* NULL: none under way */
  gboolean did_not_arrive;   /* the last one */
  GCancellable *cancellable;

  GtkWidget *choice_box;
  GtkWidget *choice;
  GtkDropDown *part_choice; /* what to learn from, or what to test with */
  GtkLabel *facts;
  GtkWidget *get_box;
  GtkButton *get_button;
  GtkProgressBar *progress;
  GtkLabel *damage;
  GtkStack *views;
  TenfoldPictureGrid *grid;
  TenfoldOwnBar *own_bar;
  TenfoldOwnResults *own_results;
};

enum { PICTURE_CHOSEN, OWN_CHOSEN, N_SIGNALS };

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
  return tenfold_data_sources_find (self->sources, "mnist") != NULL;
}

/* counts: NN_NO_DIGIT + 1. */
static guint
count_classes (NnDataset *dataset, guint *counts)
{
  guint n = 0;

  for (gsize i = 0; i < nn_dataset_count (dataset); i++)
    counts[nn_dataset_labels (dataset)[i]]++;
  for (guint label = 0; label < NN_N_CLASSES; label++)
    n += counts[label] > 0;
  return n;
}

/* How many pictures of each digit there are, and how they were read: a line each. */
static char *
describe_details (NnDataset *dataset, const guint *counts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint label = 0; label < NN_N_CLASSES; label++)
    g_string_append_printf (text, label > 0 ? " \302\267 %u: %'u" : "%u: %'u", label,
                            counts[label]);
  for (const char *const *note = nn_dataset_notes (dataset); *note != NULL; note++)
    g_string_append_printf (text, "\n%s", *note);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_place (TenfoldDataPage *self, TenfoldDataSource *source)
{
  gboolean isolated = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GFile *folder = tenfold_data_source_get_folder (source);
  g_autoptr (GFile) own = nn_own_digits_file ();

  if (folder != NULL)
    return tenfold_place_text (folder, isolated);
  if (tenfold_data_source_get_own (source) != NULL)
    return tenfold_place_text (own, isolated);
  return g_strdup (_ ("drawn by the program itself"));
}

/* What there is to say of a dataset; train NULL: it has not been read. */
static void
describe (TenfoldDataPage *self, TenfoldDataSource *source, NnDataset *train, NnDataset *test)
{
  g_autofree char *place = describe_place (self, source);
  g_autofree char *classes = NULL;
  g_autofree char *sums = NULL;
  g_autofree char *details = NULL;
  g_autofree char *text = NULL;
  guint counts[NN_NO_DIGIT + 1] = { 0 };
  guint n_classes;

  if (train != NULL) {
    n_classes = count_classes (train, counts);
    classes = g_strdup_printf (ngettext ("%u class", "%u classes", n_classes), n_classes);
    /* Translators: numbers of pictures, how many classes they are of, and where they lie */
    sums = g_strdup_printf (_ ("%'u pictures to train on, %'u to test with, %s; %s"),
                            (guint) nn_dataset_count (train),
                            test != NULL ? (guint) nn_dataset_count (test) : 0, classes, place);
    details = describe_details (train, counts);
    text = g_strconcat (sums, "\n", details, NULL);
  }
  gtk_label_set_text (self->facts, text != NULL ? text : place);
  /* The words give way where the window is low. */
  gtk_widget_set_tooltip_text (self->choice, text != NULL ? text : place);
}

/* --- the user's own digits --- */

static gboolean
is_own (TenfoldDataSource *source)
{
  return g_str_equal (tenfold_data_source_get_name (source), "mine");
}

static void
show_damage (TenfoldDataPage *self, NnOwnDigits *digits)
{
  guint n = digits != NULL ? nn_own_digits_n_damaged (digits) : 0;
  g_autofree char *text = NULL;

  if (n > 0)
    /* Translators: the number of lines, and what is wrong with the first of them */
    text = g_strdup_printf (
        ngettext ("%u line of the file cannot be used. It stays in the file as it is: %s",
                  "%u lines of the file cannot be used. They stay in the file as they are: %s", n),
        n, nn_own_digits_get_damage (digits, 0));
  gtk_label_set_text (self->damage, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->damage), n > 0);
}

static void
show_own (TenfoldDataPage *self, TenfoldDataSource *source)
{
  NnOwnDigits *digits = tenfold_own_digits_get (self->own);
  g_autoptr (NnDataset) all = NULL;
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (GtkBitset) marks = gtk_bitset_new_empty ();

  if (digits != NULL) {
    all = nn_own_digits_make_dataset (digits, NN_OWN_ALL, "mine");
    train = nn_own_digits_make_dataset (digits, NN_OWN_TRAINING, "mine");
    test = nn_own_digits_make_dataset (digits, NN_OWN_TEST, "mine");
    for (guint i = 0; i < nn_own_digits_count (digits); i++)
      if (nn_own_line_is_test (nn_own_digits_get (digits, i)))
        gtk_bitset_add (marks, i);
  }
  describe (self, source, train, test);
  show_damage (self, digits);
  tenfold_picture_grid_set_marks (self->grid, marks);
  tenfold_picture_grid_set_editable (self->grid, TRUE);
  tenfold_picture_grid_set_dataset (self->grid, all);
  gtk_stack_set_visible_child_name (self->views,
                                    digits != NULL && all == NULL ? "empty" : "pictures");
  gtk_widget_set_visible (GTK_WIDGET (self->own_bar), all != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->part_choice), FALSE);
  tenfold_own_bar_set_active (self->own_bar, TRUE);
}

static void
hide_own (TenfoldDataPage *self)
{
  tenfold_own_bar_set_active (self->own_bar, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->own_bar), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->part_choice), FALSE);
  show_damage (self, NULL);
  tenfold_picture_grid_set_dataset (self->grid, NULL);
  tenfold_picture_grid_set_marks (self->grid, NULL);
  tenfold_picture_grid_set_editable (self->grid, FALSE);
  gtk_stack_set_visible_child_name (self->views, "pictures");
}

static void
own_changed_cb (TenfoldDataPage *self)
{
  TenfoldDataSource *source = chosen (self);

  tenfold_data_sources_refresh (self->sources);
  if (source != NULL && is_own (source) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_own (self, source);
}

/* --- what is read --- */

/* What a run teaches is read once it rests: pictures are marked by a network that stays. One that
 * has learned nothing marks nothing. */
static void
network_cb (TenfoldDataPage *self)
{
  if (tenfold_session_get_state (self->session) == NN_WORKER_IDLE
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    tenfold_picture_grid_set_network (self->grid, tenfold_session_get_untrained (self->session)
                                                      ? NULL
                                                      : tenfold_session_get_model (self->session));
}

/* --- the others --- */

/* The part of the dataset that is asked for; where there is nothing to choose, all of it. */
static void
show_pictures (TenfoldDataPage *self, TenfoldDataSource *source)
{
  NnDataset *train = tenfold_data_source_get_train (source);
  NnDataset *test = tenfold_data_source_get_test (source);
  gboolean wants_test = gtk_drop_down_get_selected (self->part_choice) == 1;

  gtk_stack_set_visible_child_name (self->views, "pictures");
  gtk_widget_set_visible (GTK_WIDGET (self->part_choice), train != NULL && test != NULL);
  tenfold_picture_grid_set_dataset (self->grid, wants_test && test != NULL ? test : train);
}

static void
part_cb (TenfoldDataPage *self)
{
  TenfoldDataSource *source = self->sources != NULL ? chosen (self) : NULL;

  if (source != NULL && !is_own (source))
    show_pictures (self, source);
}

static void
update_download (TenfoldDataPage *self)
{
  TenfoldDataSource *source = chosen (self);

  /* Those who look at their own digits need the room for them. */
  gtk_widget_set_visible (self->get_box,
                          !has_mnist (self)
                              && (self->download != NULL || source == NULL || !is_own (source)));
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->download != NULL);
  if (self->download != NULL) {
    gtk_button_set_label (self->get_button, _ ("Cancel"));
  } else {
    g_autofree char *size = g_format_size (TENFOLD_MNIST_PACKED);
    /* Translators: the size of a download, as 11.6 MB */
    g_autofree char *label = g_strdup_printf (
        self->did_not_arrive ? _ ("Try Again (%s)") : _ ("Get MNIST (%s)"), size);

    gtk_button_set_label (self->get_button, label);
    gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (self->get_button)), TRUE);
  }
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
    tenfold_fail (self, _ ("The Data Cannot Be Read"), error->message);
    gtk_stack_set_visible_child_name (self->views, "pictures");
  } else if (source == chosen (self)) {
    describe (self, source, tenfold_data_source_get_train (source),
              tenfold_data_source_get_test (source));
    show_pictures (self, source);
  }
}

static void
chosen_cb (TenfoldDataPage *self)
{
  TenfoldDataSource *source = chosen (self);

  update_download (self);
  if (source != NULL && is_own (source) && gtk_widget_get_mapped (GTK_WIDGET (self))) {
    show_own (self, source);
    return;
  }
  hide_own (self);
  if (source == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  describe (self, source, NULL, NULL);
  if (tenfold_data_source_get_train (source) == NULL)
    gtk_stack_set_visible_child_name (self->views, "reading");
  tenfold_data_source_load_async (source, NULL, loaded_cb, g_object_ref (self));
}

static void
picture_cb (TenfoldDataPage *self, gpointer pixels, int label, guint index)
{
  TenfoldDataSource *source = chosen (self);
  NnOwnDigits *digits = tenfold_own_digits_get (self->own);

  if (source != NULL && is_own (source)) {
    if (digits != NULL && index < nn_own_digits_count (digits))
      g_signal_emit (self, signals[OWN_CHOSEN], 0, nn_own_digits_get (digits, index));
    return;
  }
  g_signal_emit (self, signals[PICTURE_CHOSEN], 0, pixels, label);
}

/* --- MNIST --- */

static void
got_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldDataPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean got = tenfold_download_run_finish (TENFOLD_DOWNLOAD (object), result, &error);

  g_clear_object (&self->download);
  if (self->sources == NULL)
    return;
  self->did_not_arrive = !got && !g_error_matches (error, NN_ERROR, NN_ERROR_CANCELLED);
  if (got) {
    g_autoptr (GFile) folder = nn_dataset_default_folder ("mnist");
    g_autofree char *place = tenfold_place_text (folder, FALSE);
    /* Translators: a folder */
    g_autofree char *text = g_strdup_printf (_ ("MNIST is in %s"), place);

    tenfold_data_sources_refresh (self->sources);
    tenfold_say (self, text);
  } else if (self->did_not_arrive) {
    tenfold_fail (self, _ ("MNIST Did Not Arrive"), error->message);
  }
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

/* A download holds the page: when the window goes, it has to end for the page to go too. */
static void
tenfold_data_page_unroot (GtkWidget *widget)
{
  TenfoldDataPage *self = TENFOLD_DATA_PAGE (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  GTK_WIDGET_CLASS (tenfold_data_page_parent_class)->unroot (widget);
}

static void
tenfold_data_page_dispose (GObject *object)
{
  TenfoldDataPage *self = TENFOLD_DATA_PAGE (object);

  g_clear_object (&self->cancellable);
  if (self->own != NULL)
    g_signal_handlers_disconnect_by_data (self->own, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->own);
  g_clear_object (&self->sources);
  G_OBJECT_CLASS (tenfold_data_page_parent_class)->dispose (object);
}

static void
tenfold_data_page_class_init (TenfoldDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_data_page_dispose;
  widget_class->unroot = tenfold_data_page_unroot;
  signals[PICTURE_CHOSEN]
      = g_signal_new ("picture-chosen", TENFOLD_TYPE_DATA_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
  signals[OWN_CHOSEN] = g_signal_new ("own-chosen", TENFOLD_TYPE_DATA_PAGE, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_type_ensure (TENFOLD_TYPE_WRAP);
  g_type_ensure (TENFOLD_TYPE_SPARE);
  g_type_ensure (TENFOLD_TYPE_PICTURE_GRID);
  g_type_ensure (TENFOLD_TYPE_OWN_BAR);
  g_type_ensure (TENFOLD_TYPE_OWN_RESULTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-data-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, choice_box);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, part_choice);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, facts);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, get_box);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, get_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, progress);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, damage);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, views);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, grid);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, own_bar);
  gtk_widget_class_bind_template_child (widget_class, TenfoldDataPage, own_results);
  gtk_widget_class_bind_template_callback (widget_class, get_cb);
  gtk_widget_class_bind_template_callback (widget_class, part_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_cb);
}

static void
tenfold_data_page_init (TenfoldDataPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->choice = tenfold_choice_new (_ ("Data"), _ ("The dataset whose pictures are shown"));
  tenfold_choice_hide_caption (TENFOLD_CHOICE (self->choice));
  gtk_widget_set_hexpand (self->choice, TRUE);
  gtk_widget_insert_after (self->choice, self->choice_box, NULL);
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (chosen_cb), self);
  /* Nothing is loaded before somebody looks. */
  g_signal_connect (self, "map", G_CALLBACK (chosen_cb), NULL);
  g_signal_connect (self, "map", G_CALLBACK (network_cb), NULL);
}

void
tenfold_data_page_connect (TenfoldDataPage *self,
                           TenfoldSession *session,
                           TenfoldOwnDigits *own,
                           GListStore *sources)
{
  g_return_if_fail (TENFOLD_IS_DATA_PAGE (self) && self->sources == NULL);
  self->session = g_object_ref (session);
  self->sources = g_object_ref (sources);
  self->own = g_object_ref (own);
  tenfold_choice_set_model (TENFOLD_CHOICE (self->choice), G_LIST_MODEL (sources), source_name);
  tenfold_own_bar_connect (self->own_bar, own, self->grid);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "own",
                                  tenfold_own_bar_get_actions (self->own_bar));
  tenfold_own_results_connect (self->own_results, session, own, sources);
  g_signal_connect_swapped (own, "changed", G_CALLBACK (own_changed_cb), self);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (network_cb), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (network_cb), self);
  update_download (self);
}

GActionGroup *
tenfold_data_page_get_own_actions (TenfoldDataPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_DATA_PAGE (self), NULL);
  return tenfold_own_bar_get_actions (self->own_bar);
}

gboolean
tenfold_data_page_choose_source (TenfoldDataPage *self, const char *name)
{
  guint n;

  g_return_val_if_fail (TENFOLD_IS_DATA_PAGE (self), FALSE);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->sources));
  for (guint i = 0; i < n; i++) {
    g_autoptr (TenfoldDataSource) source = g_list_model_get_item (G_LIST_MODEL (self->sources), i);

    if (g_str_equal (tenfold_data_source_get_name (source), name)) {
      tenfold_choice_set_selected (TENFOLD_CHOICE (self->choice), i);
      return TRUE;
    }
  }
  return FALSE;
}
