/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/data/tenfold-picture-grid.h"

#include <glib/gi18n.h>

#include "ui/widgets/tenfold-spare.h"
#include "ui/widgets/tenfold-wrap.h"

struct _TenfoldPictureGrid {
  AdwBin parent_instance;

  GtkDropDown *label_choice;
  GtkSpinButton *index_field;
  GtkAdjustment *index;
  GtkLabel *count;
  GtkGridView *grid;
  GtkSelectionModel *selection;
  TenfoldPictureList *list;
  NnDataset *dataset;
  gboolean editable;
  GtkBitset *marks; /* indices that are for the test; NULL: nobody says */
  GPtrArray *shown; /* GtkListItem of each cell that has a picture, borrowed */

  NnModel *network;           /* that reads what is shown; NULL: none */
  GHashTable *readings;       /* index in the dataset: the digit it is read as */
  GCancellable *reading;      /* of what is being read; NULL: nothing is */
  guint read_id;              /* what is shown is about to be read; 0: it is not */
  guint counts[NN_N_CLASSES]; /* pictures of each class in the dataset */
};

G_DEFINE_FINAL_TYPE (TenfoldPictureGrid, tenfold_picture_grid, ADW_TYPE_BIN)

enum { PICTURE_CHOSEN, SELECTION_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* The parts of a cell. */
#define PICTURE "tenfold-picture"
#define CAPTION "tenfold-caption"

/* Pictures that are read at once. */
#define MOST_READ 400

/* --- what the network reads of them --- */

typedef struct {
  NnModel *network;
  guint n;
  guint *indices;
  float *inks, *probabilities;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  nn_model_unref (reading->network);
  g_free (reading->indices);
  g_free (reading->inks);
  g_free (reading->probabilities);
  g_free (reading);
}

static void show_reading (TenfoldPictureGrid *self, GtkListItem *item);
static void read_soon (TenfoldPictureGrid *self);

/* FALSE for an item behind the end of a list that has become shorter: it is about to be unbound. */
static gboolean
find_index (TenfoldPictureGrid *self, GtkListItem *item, guint *index)
{
  guint position = gtk_list_item_get_position (item);

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    return FALSE;
  *index = tenfold_picture_list_get_index (self->list, position);
  return TRUE;
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;

  g_task_return_boolean (task, nn_model_predict (reading->network, reading->inks, reading->n,
                                                 reading->probabilities, NULL));
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldPictureGrid *self = TENFOLD_PICTURE_GRID (object);
  const Reading *reading = g_task_get_task_data (G_TASK (result));

  if (g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;
  g_clear_object (&self->reading);
  /* Who reads no digits says so elsewhere. */
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  for (guint i = 0; i < reading->n; i++) {
    const float *p = &reading->probabilities[i * NN_N_CLASSES];
    guint best = 0;

    for (guint k = 1; k < NN_N_CLASSES; k++)
      if (p[k] > p[best])
        best = k;
    g_hash_table_insert (self->readings, GUINT_TO_POINTER (reading->indices[i]),
                         GUINT_TO_POINTER (best));
  }
  for (guint i = 0; i < self->shown->len; i++)
    show_reading (self, self->shown->pdata[i]);
  if (reading->n == MOST_READ)
    read_soon (self);
}

/* What is shown and has not been read. */
static gboolean
read_shown_cb (gpointer data)
{
  TenfoldPictureGrid *self = data;
  Reading *reading = g_new0 (Reading, 1);
  guint most = MIN (self->shown->len, MOST_READ);
  g_autoptr (GTask) task = NULL;

  self->read_id = 0;
  reading->network = nn_model_ref (self->network);
  reading->indices = g_new (guint, most + 1);
  reading->inks = g_new (float, (gsize) (most + 1) * NN_PICTURE_PIXELS);
  reading->probabilities = g_new (float, (gsize) (most + 1) * NN_N_CLASSES);
  for (guint i = 0; i < self->shown->len && reading->n < most; i++) {
    TenfoldPicture *picture = gtk_list_item_get_item (self->shown->pdata[i]);
    guint index;

    if (picture == NULL || !find_index (self, self->shown->pdata[i], &index)
        || g_hash_table_contains (self->readings, GUINT_TO_POINTER (index)))
      continue;
    for (guint k = 0; k < NN_PICTURE_PIXELS; k++)
      reading->inks[(gsize) reading->n * NN_PICTURE_PIXELS + k]
          = tenfold_picture_get_pixels (picture)[k] / 255.0f;
    reading->indices[reading->n++] = index;
  }
  if (reading->n == 0) {
    reading_free (reading);
    return G_SOURCE_REMOVE;
  }
  self->reading = g_cancellable_new ();
  task = g_task_new (self, self->reading, read_cb, NULL);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_thread);
  return G_SOURCE_REMOVE;
}

/* Once who scrolls rests. */
static void
read_soon (TenfoldPictureGrid *self)
{
  g_clear_handle_id (&self->read_id, g_source_remove);
  if (self->network != NULL)
    self->read_id = g_timeout_add (100, read_shown_cb, self);
}

/* Other pictures, or another network. */
static void
forget_readings (TenfoldPictureGrid *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_hash_table_remove_all (self->readings);
  for (guint i = 0; i < self->shown->len; i++)
    show_reading (self, self->shown->pdata[i]);
  read_soon (self);
}

/* --- what is shown --- */

static void
count_classes (TenfoldPictureGrid *self)
{
  memset (self->counts, 0, sizeof self->counts);
  for (gsize i = 0; self->dataset != NULL && i < nn_dataset_count (self->dataset); i++) {
    guint label = nn_dataset_labels (self->dataset)[i];

    if (label < NN_N_CLASSES)
      self->counts[label]++;
  }
}

static void
update (TenfoldPictureGrid *self)
{
  int label = (int) gtk_drop_down_get_selected (self->label_choice) - 1;
  gsize n = self->dataset != NULL ? nn_dataset_count (self->dataset) : 0;
  guint n_shown;
  g_autofree char *count = NULL;

  tenfold_picture_list_show (self->list, self->dataset, CLAMP (label, -1, NN_N_CLASSES - 1));
  n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  count = g_strdup_printf (ngettext ("%'u picture", "%'u pictures", n_shown), n_shown);
  gtk_label_set_label (self->count, count);
  gtk_adjustment_set_upper (self->index, n > 0 ? n - 1 : 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->index_field), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->label_choice), n > 0);
}

static void
choose (TenfoldPictureGrid *self, guint position)
{
  g_autoptr (TenfoldPicture) picture
      = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (picture != NULL)
    g_signal_emit (self, signals[PICTURE_CHOSEN], 0, tenfold_picture_get_pixels (picture),
                   tenfold_picture_get_label (picture),
                   tenfold_picture_list_get_index (self->list, position));
}

/* Where several can be selected, a click selects; without Ctrl and Shift it also chooses. */
static void
click_cb (GtkGestureClick *click, int n_press, double x, double y, GtkListItem *item)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  TenfoldPictureGrid *self
      = TENFOLD_PICTURE_GRID (gtk_widget_get_ancestor (cell, TENFOLD_TYPE_PICTURE_GRID));

  if (self->editable && n_press == 1 && !(state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)))
    choose (self, gtk_list_item_get_position (item));
}

static void
setup_cb (TenfoldPictureGrid *self, GtkListItem *item)
{
  GtkWidget *cell = gtk_overlay_new ();
  GtkWidget *picture = gtk_picture_new ();
  GtkWidget *caption = gtk_label_new (NULL);
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_size_request (picture, 2 * NN_PICTURE_SIDE, 2 * NN_PICTURE_SIDE);
  gtk_widget_add_css_class (cell, "picture");
  gtk_overlay_set_child (GTK_OVERLAY (cell), picture);
  gtk_widget_set_halign (caption, GTK_ALIGN_START);
  gtk_widget_set_valign (caption, GTK_ALIGN_START);
  gtk_widget_add_css_class (caption, "picture-caption");
  gtk_overlay_add_overlay (GTK_OVERLAY (cell), caption);
  g_signal_connect (click, "released", G_CALLBACK (click_cb), item);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  g_object_set_data (G_OBJECT (item), PICTURE, picture);
  g_object_set_data (G_OBJECT (item), CAPTION, caption);
  gtk_list_item_set_child (item, cell);
}

/* What it is, what it is for, and what the network takes it for where that is something else. */
static char *
describe (TenfoldPictureGrid *self, int label, guint index, int wrong)
{
  g_autofree char *what = self->marks == NULL
                              /* Translators: the label of a picture in a dataset, and its index. */
                              ? g_strdup_printf (_ ("%d, picture %u"), label, index)
                              : gtk_bitset_contains (self->marks, index)
                                    /* Translators: a digit of the user's own, by its label */
                                    ? g_strdup_printf (_ ("%d, for the test"), label)
                                    : g_strdup_printf (_ ("%d, for training"), label);

  if (wrong < 0)
    return g_steal_pointer (&what);
  /* Translators: what a picture is, and the wrong digit that it is read as */
  return g_strdup_printf (_ ("%s; the network reads %d"), what, wrong);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_reading (TenfoldPictureGrid *self, GtkListItem *item)
{
  TenfoldPicture *picture = gtk_list_item_get_item (item);
  GtkWidget *widget = g_object_get_data (G_OBJECT (item), PICTURE);
  GtkWidget *caption = g_object_get_data (G_OBJECT (item), CAPTION);
  int label = picture != NULL ? tenfold_picture_get_label (picture) : 0, wrong = -1;
  g_autofree char *corner = NULL, *words = NULL;
  guint index;
  gpointer read;

  if (picture == NULL || !find_index (self, item, &index))
    return;
  if (label < NN_N_CLASSES
      && g_hash_table_lookup_extended (self->readings, GUINT_TO_POINTER (index), NULL, &read)
      && GPOINTER_TO_INT (read) != label)
    wrong = GPOINTER_TO_INT (read);
  words = describe (self, label, index, wrong);
  corner = wrong < 0 ? g_strdup_printf ("%d", label) : g_strdup_printf ("%d ≠ %d", label, wrong);
  gtk_picture_set_alternative_text (GTK_PICTURE (widget), words);
  gtk_widget_set_tooltip_text (widget, words);
  gtk_label_set_text (GTK_LABEL (caption), corner);
  gtk_widget_set_visible (caption, label < NN_N_CLASSES);
  set_class (caption, "test", self->marks != NULL && gtk_bitset_contains (self->marks, index));
  set_class (caption, "wrong", wrong >= 0);
}

static void
show_ink (GtkListItem *item)
{
  GtkWidget *widget = g_object_get_data (G_OBJECT (item), PICTURE);
  g_autoptr (GdkTexture) texture = tenfold_picture_make_texture (
      gtk_list_item_get_item (item), adw_style_manager_get_dark (adw_style_manager_get_default ()));

  gtk_picture_set_paintable (GTK_PICTURE (widget), GDK_PAINTABLE (texture));
}

static void
dark_cb (TenfoldPictureGrid *self)
{
  for (guint i = 0; i < self->shown->len; i++)
    show_ink (self->shown->pdata[i]);
}

static void
bind_cb (TenfoldPictureGrid *self, GtkListItem *item)
{
  g_ptr_array_add (self->shown, item);
  show_ink (item);
  show_reading (self, item);
  if (self->read_id == 0)
    read_soon (self);
}

static void
unbind_cb (TenfoldPictureGrid *self, GtkListItem *item)
{
  g_ptr_array_remove_fast (self->shown, item);
}

/* The rows of the list of classes: a digit and how many there are of it. */
static void
class_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
class_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TenfoldPictureGrid *self)
{
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));
  guint position = gtk_list_item_get_position (item);
  g_autofree char *text = NULL;

  if (position > 0)
    /* Translators: a digit, and how many pictures there are of it */
    text = g_strdup_printf (_ ("%s (%'u)"), name, self->counts[position - 1]);
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text != NULL ? text : name);
}

/* Its rows are written when they are made. */
static void
show_counts (TenfoldPictureGrid *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  count_classes (self);
  g_signal_connect (factory, "setup", G_CALLBACK (class_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (class_bind_cb), self);
  gtk_drop_down_set_list_factory (self->label_choice, factory);
}

static void
activate_cb (TenfoldPictureGrid *self, guint position)
{
  choose (self, position);
}

static void
selection_cb (TenfoldPictureGrid *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/* One picture, or several where they can be changed. */
static void
make_selection (TenfoldPictureGrid *self)
{
  GListModel *model = G_LIST_MODEL (g_object_ref (self->list));

  g_clear_object (&self->selection);
  if (self->editable) {
    self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (model));
  } else {
    GtkSingleSelection *single = gtk_single_selection_new (NULL);

    gtk_single_selection_set_autoselect (single, FALSE);
    gtk_single_selection_set_model (single, model);
    g_object_unref (model);
    self->selection = GTK_SELECTION_MODEL (single);
  }
  gtk_grid_view_set_model (self->grid, self->selection);
  gtk_grid_view_set_single_click_activate (self->grid, !self->editable);
  gtk_grid_view_set_enable_rubberband (self->grid, self->editable);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_cb), self);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (selection_cb), self);
  selection_cb (self);
}

static void
index_cb (TenfoldPictureGrid *self)
{
  tenfold_picture_grid_go_to (self, gtk_spin_button_get_value_as_int (self->index_field));
}

static void
tenfold_picture_grid_dispose (GObject *object)
{
  TenfoldPictureGrid *self = TENFOLD_PICTURE_GRID (object);

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_handle_id (&self->read_id, g_source_remove);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->network, nn_model_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TENFOLD_TYPE_PICTURE_GRID);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->marks, gtk_bitset_unref);
  g_clear_object (&self->list);
  g_clear_pointer (&self->dataset, nn_dataset_unref);
  G_OBJECT_CLASS (tenfold_picture_grid_parent_class)->dispose (object);
}

static void
tenfold_picture_grid_finalize (GObject *object)
{
  TenfoldPictureGrid *self = TENFOLD_PICTURE_GRID (object);

  g_ptr_array_unref (self->shown);
  g_hash_table_unref (self->readings);
  G_OBJECT_CLASS (tenfold_picture_grid_parent_class)->finalize (object);
}

static void
tenfold_picture_grid_class_init (TenfoldPictureGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_picture_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = tenfold_picture_grid_finalize;
  signals[PICTURE_CHOSEN]
      = g_signal_new ("picture-chosen", TENFOLD_TYPE_PICTURE_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_INT, G_TYPE_UINT);
  signals[SELECTION_CHANGED]
      = g_signal_new ("selection-changed", TENFOLD_TYPE_PICTURE_GRID, G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TENFOLD_TYPE_SPARE);
  g_type_ensure (TENFOLD_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-picture-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, label_choice);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, index_field);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, index);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, count);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPictureGrid, grid);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, index_cb);
}

static void
tenfold_picture_grid_init (TenfoldPictureGrid *self)
{
  self->list = tenfold_picture_list_new ();
  self->shown = g_ptr_array_new ();
  self->readings = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  make_selection (self);
  show_counts (self);
  update (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (dark_cb),
                           self, G_CONNECT_SWAPPED);
}

TenfoldPictureGrid *
tenfold_picture_grid_new (void)
{
  return g_object_new (TENFOLD_TYPE_PICTURE_GRID, NULL);
}

void
tenfold_picture_grid_set_dataset (TenfoldPictureGrid *self, NnDataset *dataset)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_GRID (self));
  if (dataset != NULL)
    nn_dataset_ref (dataset);
  g_clear_pointer (&self->dataset, nn_dataset_unref);
  self->dataset = dataset;
  show_counts (self);
  update (self);
  forget_readings (self);
}

void
tenfold_picture_grid_set_network (TenfoldPictureGrid *self, NnModel *network)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_GRID (self));
  if (network == self->network)
    return;
  g_clear_pointer (&self->network, nn_model_unref);
  self->network = network != NULL ? nn_model_ref (network) : NULL;
  forget_readings (self);
}

void
tenfold_picture_grid_set_label (TenfoldPictureGrid *self, int label)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_GRID (self) && label >= -1 && label < NN_N_CLASSES);
  gtk_drop_down_set_selected (self->label_choice, label + 1);
}

gboolean
tenfold_picture_grid_go_to (TenfoldPictureGrid *self, guint index)
{
  guint position;

  g_return_val_if_fail (TENFOLD_IS_PICTURE_GRID (self), FALSE);
  if (!tenfold_picture_list_find (self->list, index, &position)) {
    if (self->dataset == NULL || index >= nn_dataset_count (self->dataset))
      return FALSE;
    tenfold_picture_grid_set_label (self, -1);
    position = index;
  }
  gtk_selection_model_select_item (self->selection, position, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", position);
  return TRUE;
}

GtkSelectionModel *
tenfold_picture_grid_get_model (TenfoldPictureGrid *self)
{
  g_return_val_if_fail (TENFOLD_IS_PICTURE_GRID (self), NULL);
  return self->selection;
}

void
tenfold_picture_grid_set_editable (TenfoldPictureGrid *self, gboolean editable)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_GRID (self));
  if (editable == self->editable)
    return;
  self->editable = editable;
  make_selection (self);
}

void
tenfold_picture_grid_set_marks (TenfoldPictureGrid *self, GtkBitset *marks)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_GRID (self));
  if (marks != NULL)
    gtk_bitset_ref (marks);
  g_clear_pointer (&self->marks, gtk_bitset_unref);
  self->marks = marks;
}

guint
tenfold_picture_grid_get_n_selected (TenfoldPictureGrid *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  g_return_val_if_fail (TENFOLD_IS_PICTURE_GRID (self), 0);
  selected = gtk_selection_model_get_selection (self->selection);
  return (guint) gtk_bitset_get_size (selected);
}

GArray *
tenfold_picture_grid_get_selected (TenfoldPictureGrid *self)
{
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (TENFOLD_IS_PICTURE_GRID (self), indices);
  selected = gtk_selection_model_get_selection (self->selection);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position)) {
    guint index = tenfold_picture_list_get_index (self->list, position);

    g_array_append_val (indices, index);
  }
  return indices;
}

void
tenfold_picture_grid_add_keys (TenfoldPictureGrid *self, GtkEventController *keys)
{
  g_return_if_fail (TENFOLD_IS_PICTURE_GRID (self));
  gtk_widget_add_controller (GTK_WIDGET (self->grid), keys);
}
