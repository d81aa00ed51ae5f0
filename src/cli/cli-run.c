/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "cli/cli-output.h"
#include "cli/cli-print.h"
#include "nn/data/nn-npy.h"
#include "nn/graph/nn-plan.h"
#include "nn/onnx/nn-model-file.h"
#include "nn/base/nn-save-file.h"

/* [NAME=]FILE; without a name the inputs (outputs) are taken in their order. */
typedef struct {
  guint place; /* among the graph's inputs or outputs */
  char *file;
} Port;

static void
port_clear (gpointer data)
{
  g_free (((Port *) data)->file);
}

/* The place of the name among the n names that name_of() gives. */
static gboolean
find_place (const NnGraph *graph, gboolean output, const char *name, gsize length, guint *place)
{
  guint n = output ? nn_graph_n_outputs (graph) : nn_graph_n_inputs (graph);

  for (guint i = 0; i < n; i++) {
    guint v = output ? nn_graph_output (graph, i) : nn_graph_input (graph, i);
    const char *candidate = nn_graph_value (graph, v)->name;

    if (strlen (candidate) == length && strncmp (candidate, name, length) == 0) {
      *place = i;
      return TRUE;
    }
  }
  return FALSE;
}

/* A text before "=" that is not the name of an input or output may be part of the file's name. */
static GArray *
parse_ports (const NnGraph *graph, gboolean output, char **texts, GError **error)
{
  const char *what = output ? "output" : "input";
  guint n = output ? nn_graph_n_outputs (graph) : nn_graph_n_inputs (graph);
  g_autofree gboolean *taken = g_new0 (gboolean, n + 1);
  g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (Port));

  g_array_set_clear_func (ports, port_clear);
  for (guint i = 0; texts[i] != NULL; i++) {
    const char *equals = strchr (texts[i], '=');
    const char *file = texts[i];
    guint place = i;
    Port port;

    if (equals != NULL
        && find_place (graph, output, texts[i], (gsize) (equals - texts[i]), &place)) {
      file = equals + 1;
    } else if (place >= n || (equals != NULL && !g_file_test (texts[i], G_FILE_TEST_EXISTS))) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   equals != NULL ? "the model has no %s of the name in '%s'; it has %u of them"
                                  : "there is no %s for '%s': the model has %u",
                   what, texts[i], n);
      return NULL;
    }
    if (taken[place]) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "'%s' is for an %s that has a file already",
                   texts[i], what);
      return NULL;
    }
    taken[place] = TRUE;
    port = (Port){ place, g_strdup (file) };
    g_array_append_val (ports, port);
  }
  return g_steal_pointer (&ports);
}

/* The array in the type that the model wants, if its shape fits. */
static NnTensor *
load_input (const NnValue *value, const char *name, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  g_autoptr (NnTensor) tensor = nn_npy_load (file, error);
  const NnShape *shape;
  gboolean fits;

  if (tensor == NULL)
    return NULL;
  shape = nn_tensor_shape (tensor);
  fits = shape->rank == value->shape.rank && nn_shape_count (shape) > 0;
  for (int d = 0; fits && d < shape->rank; d++)
    fits = value->shape.dims[d] < 0 || value->shape.dims[d] == shape->dims[d];
  if (!fits) {
    g_autofree char *is = nn_shape_to_string (shape);
    g_autofree char *wanted = nn_shape_to_string (&value->shape);

    g_set_error (error, NN_ERROR, NN_ERROR_SHAPE, "%s holds %s numbers; the input '%s' takes %s",
                 name, is, value->name, wanted);
    return NULL;
  }
  return nn_tensor_cast (tensor, value->type);
}

static gboolean
load_inputs (NnGraph *graph, GArray *ports, NnTensor **inputs, GError **error)
{
  for (guint i = 0; i < ports->len; i++) {
    const Port *port = &g_array_index (ports, Port, i);
    const NnValue *value = nn_graph_value (graph, nn_graph_input (graph, port->place));

    inputs[port->place] = load_input (value, port->file, error);
    if (inputs[port->place] == NULL)
      return FALSE;
  }
  for (guint i = 0; i < nn_graph_n_inputs (graph); i++)
    if (inputs[i] == NULL) {
      g_set_error (error, NN_ERROR, NN_ERROR_MISSING, "the model's input '%s' has no --input",
                   nn_graph_value (graph, nn_graph_input (graph, i))->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
save_output (NnWorkspace *workspace, NnPlan *plan, const Port *port, GError **error)
{
  NnView view = nn_plan_value (plan, nn_graph_output (nn_plan_graph (plan), port->place));
  g_autoptr (NnTensor) tensor = nn_tensor_new_from_data (
      view.type, &view.shape, nn_workspace_output (workspace, port->place));
  g_autoptr (GBytes) bytes = nn_npy_to_bytes (tensor);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (port->file);

  return nn_save_file (file, bytes, error);
}

static gboolean
compute (NnModel *model, NnTensor **inputs, GArray *outputs, GError **error)
{
  NnGraph *graph = nn_model_graph (model);
  guint n_inputs = nn_graph_n_inputs (graph);
  gint64 batch = n_inputs > 0 && nn_tensor_shape (inputs[0])->rank > 0
                     ? nn_tensor_shape (inputs[0])->dims[0]
                     : 1;
  g_autoptr (NnPlan) plan = nn_plan_new (
      graph, batch, n_inputs == 1 ? NN_PLAN_INFERENCE : NN_PLAN_BATCH_FIRST, inputs, error);
  g_autoptr (NnWorkspace) workspace = NULL;

  if (plan == NULL)
    return FALSE;
  workspace = nn_workspace_new (plan);
  for (guint i = 0; i < n_inputs; i++) {
    void *place = nn_workspace_input (workspace, i);

    if (place != NULL && place != nn_tensor_data (inputs[i]))
      memcpy (place, nn_tensor_data (inputs[i]),
              (gsize) nn_tensor_count (inputs[i]) * nn_type_size (nn_tensor_type (inputs[i])));
  }
  nn_workspace_forward (workspace, nn_model_weights (model), NULL);
  for (guint i = 0; i < outputs->len; i++)
    if (!save_output (workspace, plan, &g_array_index (outputs, Port, i), error))
      return FALSE;
  return TRUE;
}

static CliExit
run (const char *name, char **input_texts, char **output_texts, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  g_autoptr (NnModel) model = nn_model_load (file, error);
  g_autoptr (GArray) input_ports = NULL;
  g_autoptr (GArray) output_ports = NULL;
  g_autofree NnTensor **inputs = NULL;
  gboolean done;

  if (model == NULL)
    return CLI_FAILED;
  input_ports = parse_ports (nn_model_graph (model), FALSE, input_texts, error);
  if (input_ports == NULL)
    return CLI_WRONG_USAGE;
  output_ports = parse_ports (nn_model_graph (model), TRUE, output_texts, error);
  if (output_ports == NULL)
    return CLI_WRONG_USAGE;
  for (guint i = 0; i < output_ports->len; i++)
    if (!cli_check_output (g_array_index (output_ports, Port, i).file, ".npy", error))
      return g_error_matches (*error, NN_ERROR, NN_ERROR_RANGE) ? CLI_WRONG_USAGE : CLI_FAILED;
  inputs = g_new0 (NnTensor *, nn_graph_n_inputs (nn_model_graph (model)) + 1);
  done = load_inputs (nn_model_graph (model), input_ports, inputs, error)
         && compute (model, inputs, output_ports, error);
  for (guint i = 0; i < nn_graph_n_inputs (nn_model_graph (model)); i++)
    g_clear_pointer (&inputs[i], nn_tensor_unref);
  return done ? CLI_DONE : CLI_FAILED;
}

CliExit
cli_run (int argc, char **argv)
{
  g_auto (GStrv) inputs = NULL;
  g_auto (GStrv) outputs = NULL;
  GOptionEntry entries[] = {
    { "input", 'i', 0, G_OPTION_ARG_FILENAME_ARRAY, &inputs,
      "The array for an input; once for each, named or in order", "[NAME=]FILE.npy" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME_ARRAY, &outputs,
      "Where an output is written; named or in order", "[NAME=]FILE.npy" },
    { NULL },
  };
  char *none[] = { NULL };
  g_autoptr (GError) error = NULL;
  CliExit result;

  if (!cli_parse ("run", "MODEL - run any model on NumPy arrays",
                  "Numbers are converted to the type that the input has.\n", entries, &argc, argv))
    return CLI_WRONG_USAGE;
  if (argc != 2 || outputs == NULL) {
    g_printerr (argc != 2 ? "tenfold-cli run: which model file?\n"
                          : "tenfold-cli run: which --output?\n");
    return CLI_WRONG_USAGE;
  }
  result = run (argv[1], inputs != NULL ? inputs : none, outputs, &error);
  return result == CLI_DONE ? CLI_DONE : cli_fail ("run", result, error);
}
