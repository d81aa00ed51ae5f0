/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-node-details.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "nn/graph/nn-graph-print.h"
#include "ui/widgets/tenfold-fact-row.h"
#include "ui/model/tenfold-weights-view.h"
#include "ui/widgets/tenfold-scale.h"

/* A tensor that a node reads and no node makes. */
typedef struct {
  guint value;
  GtkLabel *label;
  TenfoldWeightsView *view;
} Tensor;

struct _TenfoldNodeDetails {
  AdwBin parent_instance;

  TenfoldModelSheet *sheet;
  NnModel *model;
  GArray *tensors; /* Tensor */
  GTask *job;      /* that looks at the weights; NULL: none under way */
  gboolean late;   /* what is shown by now is not what the job looks at */

  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (TenfoldNodeDetails, tenfold_node_details, ADW_TYPE_BIN)

/* --- looking at weights --- */

typedef struct {
  NnModel *model;
  guint n;
  guint *values;
  TenfoldWeights **weights; /* what comes out */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  for (guint i = 0; i < job->n; i++)
    g_clear_pointer (&job->weights[i], tenfold_weights_free);
  g_free (job->weights);
  g_free (job->values);
  nn_model_unref (job->model);
  g_free (job);
}

static TenfoldWeights *
look_at (const NnModel *model, guint v)
{
  const NnValue *value = nn_graph_value (nn_model_graph (model), v);
  const NnInputConvention *convention = nn_model_get_convention (model);
  g_autoptr (NnTensor) floats = NULL;

  if (value->kind == NN_VALUE_PARAMETER)
    return tenfold_weights_new (nn_model_weights (model) + value->offset, &value->shape,
                                convention->side);
  floats = nn_tensor_cast (value->constant, NN_TYPE_FLOAT32);
  return tenfold_weights_new (nn_tensor_const_data (floats), nn_tensor_shape (floats),
                              convention->side);
}

static void
job_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;

  for (guint i = 0; i < job->n; i++)
    job->weights[i] = look_at (job->model, job->values[i]);
  g_task_return_boolean (task, TRUE);
}

static char *
short_number (double number)
{
  return tenfold_scale_format (number, fabs (number) / 500, TENFOLD_UNIT_NUMBER);
}

/* "6 × 1 × 5 × 5, 150 numbers" and what they are like. */
static char *
describe (const TenfoldWeights *w, const char *shape)
{
  /* No more digits of the mean than the spread gives a meaning to. */
  g_autofree char *mean = tenfold_scale_format (w->mean, MAX (w->deviation, fabs (w->mean)) / 500,
                                                TENFOLD_UNIT_NUMBER);
  g_autofree char *count = tenfold_count_text (w->count);
  g_autofree char *deviation = short_number (w->deviation), *low = short_number (w->minimum);
  g_autofree char *high = short_number (w->maximum);
  GString *text = g_string_new (NULL);

  if (strchr (shape, ' ') != NULL)
    /* Translators: the shape of a tensor, and how many numbers it has */
    g_string_append_printf (text, _ ("%s, %s numbers"), shape, count);
  else
    g_string_append_printf (text, ngettext ("%s number", "%s numbers", (gulong) w->count), count);
  if (!isnan (w->mean)) {
    g_string_append_c (text, '\n');
    g_string_append_printf (text, _ ("mean %s, deviation %s, from %s to %s"), mean, deviation, low,
                            high);
  }
  if (w->n_broken > 0) {
    g_autofree char *broken = tenfold_count_text (w->n_broken);

    g_string_append_c (text, '\n');
    g_string_append_printf (text, _ ("%s are not finite"), broken);
  }
  if (w->kind == TENFOLD_WEIGHTS_TILES && w->n_shown < w->n_tiles) {
    g_autofree char *shown = tenfold_count_text (w->n_shown);
    g_autofree char *all = tenfold_count_text (w->n_tiles);

    g_string_append_c (text, '\n');
    g_string_append_printf (text, _ ("the first %s of %s tiles"), shown, all);
  } else if (w->kind == TENFOLD_WEIGHTS_MATRIX
             && (gint64) w->width * w->height < w->n_columns * w->n_lines) {
    g_string_append_c (text, '\n');
    g_string_append (text, _ ("each cell is the mean of several"));
  }
  return g_string_free (text, FALSE);
}

static void look (TenfoldNodeDetails *self);

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldNodeDetails *self = TENFOLD_NODE_DETAILS (object);
  Job *job = g_task_get_task_data (G_TASK (result));

  if (self->job != G_TASK (result))
    return;
  self->job = NULL;
  if (self->sheet == NULL)
    return;
  for (guint i = 0; i < job->n && i < self->tensors->len; i++) {
    Tensor *tensor = &g_array_index (self->tensors, Tensor, i);
    const char *shape = self->sheet->shapes[tensor->value];
    g_autofree char *text = NULL;

    if (tensor->value != job->values[i])
      break;
    text = describe (job->weights[i], shape != NULL ? shape : "");
    gtk_label_set_text (tensor->label, text);
    tenfold_weights_view_set_weights (tensor->view, g_steal_pointer (&job->weights[i]), text);
  }
  if (self->late)
    look (self);
}

static void
look (TenfoldNodeDetails *self)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  self->late = self->job != NULL;
  if (self->job != NULL || self->model == NULL || self->sheet == NULL || self->tensors->len == 0
      || nn_model_graph (self->model) != self->sheet->graph)
    return;
  job = g_new0 (Job, 1);
  job->model = nn_model_ref (self->model);
  job->n = self->tensors->len;
  job->values = g_new (guint, job->n);
  job->weights = g_new0 (TenfoldWeights *, job->n);
  for (guint i = 0; i < job->n; i++)
    job->values[i] = g_array_index (self->tensors, Tensor, i).value;
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, job, job_free);
  self->job = task;
  g_task_run_in_thread (task, job_thread);
}

/* --- words --- */

static GtkWidget *
label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
add_label (TenfoldNodeDetails *self, const char *text, const char *style)
{
  GtkWidget *label = label_new (text, style);

  gtk_box_append (self->box, label);
  return label;
}

/* With a button that closes what may lie over the graph. */
static void
add_title (TenfoldNodeDetails *self, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = label_new (text, "title-4");
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _ ("Close the Details"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "model.deselect");
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (self->box, row);
}

typedef struct {
  GtkGrid *grid;
  int row;
} Table;

static void
add_row (Table *table, const char *caption, const char *value)
{
  tenfold_fact_row_attach (table->grid, table->row++, caption, value);
}

static void
add_value_row (TenfoldNodeDetails *self, Table *table, const char *caption, guint v)
{
  const char *shape = self->sheet->shapes[v];
  const char *name = nn_graph_value (self->sheet->graph, v)->name;
  g_autofree char *text = shape != NULL ? g_strdup_printf ("%s\n%s", name, shape) : g_strdup (name);

  add_row (table, caption, text);
}

static Table
add_table (TenfoldNodeDetails *self)
{
  Table table = { GTK_GRID (gtk_grid_new ()), 0 };

  gtk_grid_set_column_spacing (table.grid, 12);
  gtk_grid_set_row_spacing (table.grid, 6);
  gtk_box_append (self->box, GTK_WIDGET (table.grid));
  return table;
}

static gboolean
is_tensor (const NnValue *value)
{
  return value->kind == NN_VALUE_PARAMETER
             ? nn_shape_count (&value->shape) > 0
             : value->kind == NN_VALUE_CONSTANT
                   && nn_tensor_type (value->constant) == NN_TYPE_FLOAT32
                   && nn_tensor_count (value->constant) > 1;
}

/* A few numbers that a node reads, such as the shape of a Reshape, as text. */
static void
add_small_constant (Table *table, const NnValue *value)
{
  GString *text = g_string_new (NULL);
  gint64 n;

  if (value->kind != NN_VALUE_CONSTANT || is_tensor (value)) {
    g_string_free (text, TRUE);
    return;
  }
  n = nn_tensor_count (value->constant);
  for (gint64 i = 0; i < MIN (n, 8); i++)
    g_string_append_printf (text, "%s%g", i > 0 ? ", " : "",
                            nn_tensor_get_double (value->constant, i));
  if (n > 8)
    g_string_append (text, " …");
  add_row (table, value->name, text->str);
  g_string_free (text, TRUE);
}

static void
add_attributes (Table *table, const NnNode *node)
{
  for (guint i = 0; i < nn_attributes_count (node->attributes); i++) {
    const NnAttribute *attribute = nn_attributes_nth (node->attributes, i);
    g_autofree char *text = nn_attribute_to_text (attribute);

    add_row (table, attribute->name, text);
  }
}

static void
add_tensor (TenfoldNodeDetails *self, guint v)
{
  const NnValue *value = nn_graph_value (self->sheet->graph, v);
  Tensor tensor = { .value = v };
  GtkWidget *title = add_label (self, value->name, "heading");

  gtk_widget_set_margin_top (title, 12);
  tensor.label = GTK_LABEL (add_label (self, "", "caption"));
  tensor.view = TENFOLD_WEIGHTS_VIEW (tenfold_weights_view_new ());
  gtk_widget_set_margin_top (GTK_WIDGET (tensor.view), 6);
  gtk_box_append (self->box, GTK_WIDGET (tensor.view));
  g_array_append_val (self->tensors, tensor);
}

static void
fill_node (TenfoldNodeDetails *self, guint n)
{
  const NnGraph *graph = self->sheet->graph;
  const NnNode *node = nn_graph_node (graph, n);
  const TenfoldModelLayer *layer = &self->sheet->layers[n];
  Table table = add_table (self);

  add_row (&table, _ ("Operator"), node->op->name);
  if (*node->name != '\0' && !g_str_equal (node->name, layer->name))
    add_row (&table, _ ("Full name"), node->name);
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NN_NO_VALUE
        && (nn_graph_value (graph, node->inputs[i])->kind == NN_VALUE_INPUT
            || nn_graph_value (graph, node->inputs[i])->kind == NN_VALUE_COMPUTED))
      add_value_row (self, &table, C_ ("graph", "Input"), node->inputs[i]);
  for (guint i = 0; i < node->n_outputs; i++)
    if (node->outputs[i] != NN_NO_VALUE)
      add_value_row (self, &table, C_ ("graph", "Output"), node->outputs[i]);
  add_attributes (&table, node);
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NN_NO_VALUE)
      add_small_constant (&table, nn_graph_value (graph, node->inputs[i]));
  if (layer->multiply_adds > 0) {
    g_autofree char *count = tenfold_count_text (layer->multiply_adds);

    add_row (&table, _ ("Multiply-adds"), count);
  }
  for (guint i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] != NN_NO_VALUE && is_tensor (nn_graph_value (graph, node->inputs[i])))
      add_tensor (self, node->inputs[i]);
}

static void
fill_end (TenfoldNodeDetails *self, guint v)
{
  const NnValue *value = nn_graph_value (self->sheet->graph, v);
  Table table = add_table (self);

  if (self->sheet->shapes[v] != NULL)
    add_row (&table, _ ("Shape"), self->sheet->shapes[v]);
  if (value->type != NN_TYPE_UNDEFINED)
    add_row (&table, _ ("Numbers"), nn_type_name (value->type));
}

/* --- the widget --- */

static void
tenfold_node_details_dispose (GObject *object)
{
  TenfoldNodeDetails *self = TENFOLD_NODE_DETAILS (object);

  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  g_clear_pointer (&self->model, nn_model_unref);
  g_clear_pointer (&self->tensors, g_array_unref);
  self->job = NULL;
  G_OBJECT_CLASS (tenfold_node_details_parent_class)->dispose (object);
}

static void
tenfold_node_details_class_init (TenfoldNodeDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_node_details_dispose;
}

static void
tenfold_node_details_init (TenfoldNodeDetails *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *box;

  self->tensors = g_array_new (FALSE, FALSE, sizeof (Tensor));
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->box = GTK_BOX (box);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

void
tenfold_node_details_set_item (TenfoldNodeDetails *self,
                               TenfoldModelSheet *sheet,
                               const TenfoldGraphItem *item)
{
  GtkWidget *child;

  g_return_if_fail (TENFOLD_IS_NODE_DETAILS (self));
  g_array_set_size (self->tensors, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  if (item == NULL)
    return;
  self->sheet = tenfold_model_sheet_ref (sheet);
  add_title (self, item->title);
  add_label (self, item->name, "dim-label");
  if (item->kind == TENFOLD_ITEM_NODE)
    fill_node (self, item->index);
  else
    fill_end (self, item->index);
  look (self);
}

void
tenfold_node_details_set_model (TenfoldNodeDetails *self, NnModel *model)
{
  g_return_if_fail (TENFOLD_IS_NODE_DETAILS (self));
  if (model == self->model)
    return;
  if (model != NULL)
    nn_model_ref (model);
  g_clear_pointer (&self->model, nn_model_unref);
  self->model = model;
  look (self);
}

guint
tenfold_node_details_get_n_tensors (TenfoldNodeDetails *self)
{
  return self->tensors->len;
}

const char *
tenfold_node_details_get_tensor_text (TenfoldNodeDetails *self, guint i)
{
  g_return_val_if_fail (i < self->tensors->len, NULL);
  return gtk_label_get_text (g_array_index (self->tensors, Tensor, i).label);
}
