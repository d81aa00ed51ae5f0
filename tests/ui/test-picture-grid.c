/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-ui.h"

#include "../nn/constant-model.h"
#include "ui/data/tenfold-picture-grid.h"

#define N 60000

/* Picture i shows i in its first bytes and is of class i % 10. */
static NnDataset *
make_dataset (void)
{
  guint8 *pixels = g_malloc0 ((gsize) N * NN_PICTURE_PIXELS), *labels = g_malloc (N);
  g_autoptr (GError) error = NULL;
  NnDataset *dataset;

  for (guint i = 0; i < N; i++) {
    pixels[(gsize) i * NN_PICTURE_PIXELS] = i & 255;
    pixels[(gsize) i * NN_PICTURE_PIXELS + 1] = i >> 8;
    labels[i] = i % 10;
  }
  dataset = nn_dataset_new ("counted", g_bytes_new_take (pixels, (gsize) N * NN_PICTURE_PIXELS),
                            g_bytes_new_take (labels, N), &error);
  g_assert_no_error (error);
  return dataset;
}

typedef struct {
  guint index;
  int label;
  guint n;
} Chosen;

static void
chosen_cb (TenfoldPictureGrid *grid, const guint8 *pixels, int label, guint index, Chosen *chosen)
{
  chosen->index = pixels[0] + 256 * pixels[1];
  g_assert_cmpuint (index, ==, chosen->index);
  chosen->label = label;
  chosen->n++;
}

static GtkWidget *
find_kind (GtkWidget *widget, GType kind)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, kind))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_kind (child, kind);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
test_grid (void)
{
  g_autoptr (NnDataset) dataset = make_dataset ();
  TenfoldPictureGrid *grid = tenfold_picture_grid_new ();
  GtkWindow *window = test_ui_window (GTK_WIDGET (grid), 500, 400);
  GtkSelectionModel *model = tenfold_picture_grid_get_model (grid);
  g_autoptr (TenfoldPicture) picture = NULL;
  Chosen chosen = { 0 };

  g_signal_connect (grid, "picture-chosen", G_CALLBACK (chosen_cb), &chosen);
  g_assert_false (tenfold_picture_grid_go_to (grid, 0));
  tenfold_picture_grid_set_dataset (grid, dataset);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N);
  tenfold_picture_grid_set_label (grid, 7);
  test_ui_settle (window);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N / 10);

  /* A click on the first one. */
  test_ui_click (find_kind (GTK_WIDGET (grid), GTK_TYPE_PICTURE), 1);
  g_assert_cmpuint (chosen.n, ==, 1);
  g_assert_cmpuint (chosen.index, ==, 7);
  g_assert_cmpint (chosen.label, ==, 7);

  /* One of the class keeps the filter, another one ends it. */
  g_assert_true (tenfold_picture_grid_go_to (grid, 40007));
  test_ui_settle (window);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N / 10);
  picture = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (model));
  g_object_ref (picture);
  g_assert_cmpuint (tenfold_picture_get_index (picture), ==, 40007);
  g_assert_true (tenfold_picture_grid_go_to (grid, 40008));
  test_ui_settle (window);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N);
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model)), ==, 40008);
  g_assert_false (tenfold_picture_grid_go_to (grid, N));
  test_ui_screenshot ("picture-grid");

  tenfold_picture_grid_set_dataset (grid, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  test_ui_destroy (window);
}

/* The caption of the first picture that is shown. */
static const char *
first_caption (GtkWidget *grid)
{
  GtkWidget *picture = find_kind (grid, GTK_TYPE_PICTURE);

  return gtk_label_get_text (GTK_LABEL (gtk_widget_get_next_sibling (picture)));
}

static gboolean
says_both (gpointer grid)
{
  return strstr (first_caption (grid), "7") != NULL && strstr (first_caption (grid), "3") != NULL;
}

static gboolean
says_seven (gpointer grid)
{
  return g_str_equal (first_caption (grid), "7");
}

/* A network that says 3 of everything: what is no 3 is marked, with both digits; until there is
 * another network. */
static void
test_mistakes (void)
{
  g_autoptr (NnDataset) dataset = make_dataset ();
  const float logits[10] = { [3] = 5 };
  g_autoptr (NnModel) three = constant_model (logits);
  TenfoldPictureGrid *grid = tenfold_picture_grid_new ();
  GtkWindow *window = test_ui_window (GTK_WIDGET (grid), 500, 400);

  tenfold_picture_grid_set_dataset (grid, dataset);
  tenfold_picture_grid_set_label (grid, 7);
  test_ui_settle (window);
  g_assert_true (says_seven (grid));
  tenfold_picture_grid_set_network (grid, three);
  test_ui_assert_wait (says_both, grid);
  test_ui_screenshot ("picture-grid-mistakes");
  tenfold_picture_grid_set_network (grid, NULL);
  g_assert_true (says_seven (grid));
  tenfold_picture_grid_set_network (grid, three);
  /* It goes while it reads. */
  test_ui_destroy (window);
}

int
main (int argc, char **argv)
{
  test_ui_init (&argc, &argv);
  g_test_add_func ("/picture-grid/browse", test_grid);
  g_test_add_func ("/picture-grid/mistakes", test_mistakes);
  return g_test_run ();
}
