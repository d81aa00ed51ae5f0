/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/points/tenfold-points-pane.h"

#include <glib/gi18n.h>

#include "nn/base/nn-save-file.h"
#include "nn/model/nn-network-model.h"
#include "nn/onnx/nn-model-file.h"
#include "ui/gtk/tenfold-ask.h"
#include "ui/points/tenfold-points-pad.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-field.h"
#include "ui/widgets/tenfold-wrap.h"
#include "ui/gtk/tenfold-actions.h"

enum { NUMBER, NOISE, SHARE, SEED, N_FIELDS };

struct _TenfoldPointsPane {
  AdwBin parent_instance;

  TenfoldSession *session;
  TenfoldPointCloud *cloud;
  TenfoldDataSource *source;
  GSimpleActionGroup *actions;
  gboolean syncing;
  gboolean refused;     /* the run does not take these points, and that has been said */
  NnModel *first;       /* the network that the pane began with */
  gboolean touched;     /* the points are others than at first */
  GVariant *saved;      /* the newest; NULL: none, or the points have changed since */
  NnModel *saved_model; /* in it */

  TenfoldPointsPad *pad;
  GtkWidget *choice, *fields[N_FIELDS];
  GtkWidget *labels[NN_POINT_CLASSES];
  GtkWidget *features_button, *features[NN_POINT_FEATURES];
  GtkWidget *settings, *classes;
  GtkEntry *network;
  GtkLabel *problem;
};

static guint created_signal;

G_DEFINE_FINAL_TYPE (TenfoldPointsPane, tenfold_points_pane, ADW_TYPE_BIN)

static gboolean
is_plane (TenfoldPointsPane *self)
{
  return tenfold_point_cloud_get_points (self->cloud)->plane;
}

/* --- networks --- */

static void
show_problem (TenfoldPointsPane *self, const char *text)
{
  gtk_label_set_text (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *text != '\0');
}

/* What the network is to read of a point. */
static NnPointInput
get_input (TenfoldPointsPane *self)
{
  NnPointInput input = { .plane = is_plane (self), .n_features = 1 };

  if (!input.plane)
    return input;
  input.n_features = 0;
  for (guint f = 0; f < NN_POINT_FEATURES; f++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->features[f])))
      input.features[input.n_features++] = (guint8) f;
  return input;
}

static void
set_input (TenfoldPointsPane *self, const NnPointInput *input)
{
  for (guint f = 0; f < NN_POINT_FEATURES; f++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->features[f]), FALSE);
  for (guint i = 0; input->plane && i < input->n_features; i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->features[input->features[i]]), TRUE);
}

static guint
count_classes (TenfoldPointsPane *self)
{
  const NnPoints *points = tenfold_point_cloud_get_points (self->cloud);
  guint n = 2;

  for (guint i = 0; i < points->points->len; i++)
    n = MAX (n, g_array_index (points->points, NnDataPoint, i).label + 1u);
  return points->plane ? n : 0;
}

/* A network of what the text says, with a recipe that suits the points. */
static void
create (TenfoldPointsPane *self)
{
  const NnCloudSpec *spec = tenfold_point_cloud_get_spec (self->cloud);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->network));
  NnPointInput input = get_input (self);
  g_autoptr (NnModel) model = NULL;
  g_autoptr (GError) error = NULL;

  if (input.n_features == 0) {
    show_problem (self, _ ("The network has to read something of a point."));
    return;
  }
  model = nn_point_model_create (text, &input, count_classes (self), spec->seed, &error);
  if (model == NULL) {
    show_problem (self, error->message);
    return;
  }
  show_problem (self, "");
  nn_model_set_fact (model, "recipe", spec->cloud->recipe);
  tenfold_session_adopt (self->session, model, NULL);
}

static void
create_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldPointsPane *self = data;

  create (self);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->problem)))
    g_signal_emit (self, created_signal, 0, _ ("New network"));
}

static void
activate_cb (TenfoldPointsPane *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "create", NULL);
}

/* --- data --- */

/* Shows what the cloud is; changes nothing. */
static void
show_cloud (TenfoldPointsPane *self)
{
  const NnCloudSpec *spec = tenfold_point_cloud_get_spec (self->cloud);
  const double values[N_FIELDS]
      = { spec->count, spec->noise, 100 * spec->share, (double) spec->seed };
  guint n;
  const NnCloud *clouds = nn_cloud_list (&n);

  self->syncing = TRUE;
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->choice), (guint) (spec->cloud - clouds));
  for (int i = 0; i < N_FIELDS; i++)
    if (tenfold_field_get_value (TENFOLD_FIELD (self->fields[i])) != values[i])
      tenfold_field_set_value (TENFOLD_FIELD (self->fields[i]), values[i]);
  for (guint k = 0; k < NN_POINT_CLASSES; k++)
    gtk_widget_set_visible (self->labels[k], is_plane (self));
  gtk_widget_set_visible (self->features_button, is_plane (self));
  self->syncing = FALSE;
}

/* What is trained on from the next step on. */
static void
cloud_cb (TenfoldPointsPane *self)
{
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (NnDataset) train = tenfold_point_cloud_to_dataset (self->cloud, &test);
  g_autoptr (GError) error = NULL;

  self->touched = TRUE;
  g_clear_pointer (&self->saved, g_variant_unref);
  show_cloud (self);
  tenfold_data_source_set_data (self->source, train, test);
  if (train == NULL || tenfold_session_get_state (self->session) == NN_WORKER_IDLE)
    return;
  if (nn_worker_set_data (tenfold_session_get_worker (self->session), train, &error)) {
    self->refused = FALSE;
  } else if (!self->refused) {
    self->refused = TRUE;
    show_problem (self, error->message);
  }
}

static void
use_cloud (TenfoldPointsPane *self, const NnCloud *cloud)
{
  NnPointInput input;
  NnCloudSpec spec;

  nn_cloud_spec_init (&spec, cloud);
  tenfold_point_cloud_set_spec (self->cloud, &spec);
  nn_point_input_parse (&input, cloud->plane ? "x1 x2" : "x", NULL);
  set_input (self, &input);
  gtk_editable_set_text (GTK_EDITABLE (self->network), cloud->network);
  create (self);
}

static void
choice_cb (TenfoldPointsPane *self)
{
  guint n;
  const NnCloud *clouds = nn_cloud_list (&n);
  guint selected = tenfold_choice_get_selected (TENFOLD_CHOICE (self->choice));
  g_autofree char *text = NULL;

  if (self->syncing || selected >= n)
    return;
  /* What runs is of other points. */
  use_cloud (self, &clouds[selected]);
  /* Translators: a cloud of points, as "Spiral" */
  text = g_strdup_printf (_ ("New points and a network for them: %s"), _ (clouds[selected].title));
  g_signal_emit (self, created_signal, 0, text);
}

static void
field_cb (TenfoldPointsPane *self)
{
  NnCloudSpec spec;

  if (self->syncing)
    return;
  spec = *tenfold_point_cloud_get_spec (self->cloud);
  spec.count = (guint) tenfold_field_get_value (TENFOLD_FIELD (self->fields[NUMBER]));
  spec.noise = tenfold_field_get_value (TENFOLD_FIELD (self->fields[NOISE]));
  spec.share = tenfold_field_get_value (TENFOLD_FIELD (self->fields[SHARE])) / 100;
  spec.seed = (guint64) tenfold_field_get_value (TENFOLD_FIELD (self->fields[SEED]));
  tenfold_point_cloud_set_spec (self->cloud, &spec);
}

/* The network may be another one: opened, or brought back. */
static void
replaced_cb (TenfoldPointsPane *self)
{
  NnModel *model = tenfold_session_get_model (self->session);
  const char *text = nn_model_get_fact (model, NN_FACT_NETWORK);
  NnPointInput input;
  guint n_outputs;

  if (!nn_point_model_look_at (model, &input, &n_outputs, NULL))
    return;
  if (input.plane != is_plane (self)) {
    NnCloudSpec spec;

    nn_cloud_spec_init (&spec, nn_cloud_like (input.plane ? n_outputs : 0));
    tenfold_point_cloud_set_spec (self->cloud, &spec);
  }
  set_input (self, &input);
  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->network), text);
  show_problem (self, "");
  self->refused = FALSE;
}

/* --- files --- */

void
tenfold_points_pane_load (TenfoldPointsPane *self, GFile *file)
{
  g_autoptr (GError) error = NULL;
  NnPoints *points;
  gboolean was_plane;

  g_return_if_fail (TENFOLD_IS_POINTS_PANE (self) && G_IS_FILE (file));
  points = nn_points_load (file, &error);
  if (points == NULL) {
    tenfold_fail (self, _ ("These Points Cannot Be Read"), error->message);
    return;
  }
  was_plane = is_plane (self);
  tenfold_point_cloud_set_points (self->cloud, points);
  /* A network of the other kind could not learn them. */
  if (was_plane != is_plane (self)) {
    NnPointInput input;

    nn_point_input_parse (&input, is_plane (self) ? "x1 x2" : "x", NULL);
    set_input (self, &input);
    gtk_editable_set_text (GTK_EDITABLE (self->network),
                           tenfold_point_cloud_get_spec (self->cloud)->cloud->network);
    create (self);
  }
}

static void
imported_cb (GtkNativeDialog *dialog, int response, TenfoldPointsPane *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    tenfold_points_pane_load (self, file);
  tenfold_chooser_unref (dialog);
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkFileChooserNative *dialog
      = tenfold_chooser_new (data, _ ("Open Points"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Points (CSV)"));
  gtk_file_filter_add_pattern (filter, "*.csv");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_signal_connect_object (dialog, "response", G_CALLBACK (imported_cb), data, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
export_to (gpointer widget, GFile *file, const char *format)
{
  TenfoldPointsPane *self = widget;
  g_autoptr (GBytes) bytes = nn_points_to_csv (tenfold_point_cloud_get_points (self->cloud));
  g_autoptr (GError) error = NULL;

  if (nn_save_file (file, bytes, &error))
    tenfold_say_written (self, file);
  else
    tenfold_fail (self, _ ("The Points Are Not Saved"), error->message);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_ask_export (data, _ ("Save the Points"), "points.csv", NULL, export_to);
}

/* --- what a crash would lose --- */

static GVariant *
bytes_variant (GBytes *bytes)
{
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

GVariant *
tenfold_points_pane_save (TenfoldPointsPane *self)
{
  g_autoptr (NnModel) model = tenfold_session_ref_checkpoint (self->session);
  g_auto (GVariantDict) d = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *spec = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GFile *file = tenfold_session_get_file (self->session);

  if (model == self->first && !self->touched)
    return NULL;
  if (self->saved != NULL && self->saved_model == model)
    return g_variant_ref (self->saved);
  spec = nn_cloud_spec_to_string (tenfold_point_cloud_get_spec (self->cloud));
  bytes = nn_model_to_bytes (model);
  g_variant_dict_insert (&d, "spec", "s", spec);
  g_variant_dict_insert_value (&d, "model", bytes_variant (bytes));
  g_variant_dict_insert (&d, "modified", "b", tenfold_session_get_modified (self->session));
  g_variant_dict_insert (&d, "untrained", "b", tenfold_session_get_untrained (self->session));
  if (file != NULL) {
    g_autofree char *uri = g_file_get_uri (file);

    g_variant_dict_insert (&d, "file", "s", uri);
  }
  if (tenfold_point_cloud_get_own (self->cloud)) {
    g_autoptr (GBytes) csv = nn_points_to_csv (tenfold_point_cloud_get_points (self->cloud));

    g_variant_dict_insert_value (&d, "points", bytes_variant (csv));
  }
  g_clear_pointer (&self->saved, g_variant_unref);
  self->saved = g_variant_ref_sink (g_variant_dict_end (&d));
  g_clear_pointer (&self->saved_model, nn_model_unref);
  self->saved_model = g_steal_pointer (&model);
  return g_variant_ref (self->saved);
}

static GBytes *
lookup_bytes (GVariant *saved, const char *name)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (saved, name, G_VARIANT_TYPE_BYTESTRING);

  return value != NULL ? g_variant_get_data_as_bytes (value) : NULL;
}

void
tenfold_points_pane_restore (TenfoldPointsPane *self, GVariant *saved)
{
  g_autoptr (GBytes) csv = lookup_bytes (saved, "points"), bytes = lookup_bytes (saved, "model");
  NnPoints *points = csv != NULL ? nn_points_parse (csv, "points", NULL) : NULL;
  g_autoptr (NnModel) model = bytes != NULL ? nn_model_from_bytes (bytes, "points", NULL) : NULL;
  g_autofree char *text = NULL, *uri = NULL;
  gboolean modified = FALSE, untrained = FALSE;
  NnCloudSpec spec;

  g_return_if_fail (TENFOLD_IS_POINTS_PANE (self));
  if (g_variant_lookup (saved, "spec", "s", &text) && nn_cloud_is_name (text)
      && nn_cloud_spec_parse (&spec, text, NULL))
    tenfold_point_cloud_set_spec (self->cloud, &spec);
  if (points != NULL)
    tenfold_point_cloud_set_points (self->cloud, points);
  g_variant_lookup (saved, "modified", "b", &modified);
  g_variant_lookup (saved, "untrained", "b", &untrained);
  if (model != NULL) {
    g_autoptr (GFile) file
        = g_variant_lookup (saved, "file", "s", &uri) ? g_file_new_for_uri (uri) : NULL;

    tenfold_session_restore (self->session, model, file, modified, untrained);
  }
}

/* --- tools --- */

static void
tool_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldPointsPane *self = data;
  const char *tool = g_variant_get_string (value, NULL);

  if (!g_str_equal (tool, "pen") && !g_str_equal (tool, "eraser"))
    return;
  g_simple_action_set_state (action, value);
  tenfold_points_pad_set_erases (self->pad, g_str_equal (tool, "eraser"));
}

static void
label_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldPointsPane *self = data;
  int label = g_variant_get_int32 (value);

  if (label < 0 || label >= NN_POINT_CLASSES)
    return;
  g_simple_action_set_state (action, value);
  tenfold_points_pad_set_label (self->pad, (guint) label);
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "tool",
                                  g_variant_new_string ("pen"));
}

static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_point_cloud_clear (((TenfoldPointsPane *) data)->cloud);
}

static const GActionEntry entries[] = {
  { .name = "tool", .parameter_type = "s", .state = "'pen'", .change_state = tool_cb },
  { .name = "label", .parameter_type = "i", .state = "0", .change_state = label_cb },
  { .name = "clear", .activate = clear_cb },
  { .name = "create", .activate = create_cb },
  { .name = "import", .activate = import_cb },
  { .name = "export", .activate = export_cb },
};

/* --- the widget --- */

static void
tenfold_points_pane_dispose (GObject *object)
{
  TenfoldPointsPane *self = TENFOLD_POINTS_PANE (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->cloud != NULL)
    g_signal_handlers_disconnect_by_data (self->cloud, self);
  g_clear_object (&self->session);
  g_clear_object (&self->cloud);
  g_clear_object (&self->source);
  g_clear_pointer (&self->first, nn_model_unref);
  g_clear_pointer (&self->saved, g_variant_unref);
  g_clear_pointer (&self->saved_model, nn_model_unref);
  tenfold_actions_clear (&self->actions);
  G_OBJECT_CLASS (tenfold_points_pane_parent_class)->dispose (object);
}

static void
tenfold_points_pane_class_init (TenfoldPointsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_points_pane_dispose;
  created_signal = g_signal_new ("created", TENFOLD_TYPE_POINTS_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (TENFOLD_TYPE_POINTS_PAD);
  g_type_ensure (TENFOLD_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-points-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldPointsPane, pad);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPointsPane, settings);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPointsPane, classes);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPointsPane, network);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPointsPane, problem);
  gtk_widget_class_bind_template_child (widget_class, TenfoldPointsPane, features_button);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static const char *
string_of (gpointer item)
{
  return gtk_string_object_get_string (item);
}

/* The clouds, in the order of their table. */
static void
add_choice (TenfoldPointsPane *self, GtkWidget *wrap)
{
  guint n;
  const NnCloud *clouds = nn_cloud_list (&n);
  g_autoptr (GListStore) names = g_list_store_new (GTK_TYPE_STRING_OBJECT);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GtkStringObject) name = gtk_string_object_new (_ (clouds[i].title));

    g_list_store_append (names, name);
  }
  self->choice = tenfold_choice_new (_ ("Points"), _ ("Choosing others brings a network for them"));
  tenfold_choice_set_model (TENFOLD_CHOICE (self->choice), G_LIST_MODEL (names), string_of);
  gtk_widget_set_parent (self->choice, wrap);
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (choice_cb), self);
}

static void
add_fields (TenfoldPointsPane *self, GtkWidget *wrap)
{
  const TenfoldFieldSpec specs[N_FIELDS] = {
    /* clang-format off */
    { _ ("Number"),   NULL,  _ ("How many points there are"),                        1, NN_POINTS_MOST, TENFOLD_FIELD_WHOLE },
    { _ ("Noise"),    NULL,  _ ("How far points are from where they belong"),        0, 10,             TENFOLD_FIELD_LOG },
    { _ ("Held out"), "%",   _ ("The share that the network does not learn from"),   0, 90,             TENFOLD_FIELD_WHOLE },
    { _ ("Seed"),     NULL,  _ ("The same seed gives the same points"),              0, 1e9,            TENFOLD_FIELD_WHOLE },
    /* clang-format on */
  };

  for (int i = 0; i < N_FIELDS; i++) {
    self->fields[i] = tenfold_field_new (&specs[i], specs[i].minimum);
    gtk_widget_set_parent (self->fields[i], wrap);
    g_signal_connect_swapped (self->fields[i], "notify::value", G_CALLBACK (field_cb), self);
  }
}

/* Buttons for the pen's class, whose colour and form are those of its points. */
static void
add_labels (TenfoldPointsPane *self, GtkWidget *box)
{
  for (int k = 0; k < NN_POINT_CLASSES; k++) {
    g_autofree char *name = g_strdup_printf ("%d", k);
    /* Translators: the class of points that a pen adds */
    g_autofree char *tip = g_strdup_printf (_ ("Pen of Class %d"), k);

    self->labels[k] = gtk_toggle_button_new_with_label (name);
    gtk_widget_set_tooltip_text (self->labels[k], tip);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->labels[k]), "pad.label");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->labels[k]), "i", k);
    gtk_box_append (GTK_BOX (box), self->labels[k]);
  }
}

static void
add_features (TenfoldPointsPane *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint f = 0; f < NN_POINT_FEATURES; f++) {
    self->features[f] = gtk_check_button_new_with_label (nn_point_feature_name (f));
    gtk_box_append (GTK_BOX (box), self->features[f]);
  }
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->features_button), popover);
}

static void
tenfold_points_pane_init (TenfoldPointsPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "pad", G_ACTION_GROUP (self->actions));
  self->cloud = tenfold_point_cloud_new ();
  self->source = tenfold_data_source_new_ready ("points", _ ("Points"));
  add_choice (self, self->settings);
  add_fields (self, self->settings);
  add_labels (self, self->classes);
  add_features (self);
}

void
tenfold_points_pane_connect (TenfoldPointsPane *self, TenfoldSession *session)
{
  g_return_if_fail (TENFOLD_IS_POINTS_PANE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (self->cloud, "changed", G_CALLBACK (cloud_cb), self);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (replaced_cb), self);
  cloud_cb (self);
  gtk_editable_set_text (GTK_EDITABLE (self->network),
                         tenfold_point_cloud_get_spec (self->cloud)->cloud->network);
  create (self);
  tenfold_points_pad_connect (self->pad, session, self->cloud);
  self->first = nn_model_ref (tenfold_session_get_model (session));
  self->touched = FALSE;
}

TenfoldDataSource *
tenfold_points_pane_get_source (TenfoldPointsPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINTS_PANE (self), NULL);
  return self->source;
}

TenfoldPointCloud *
tenfold_points_pane_get_cloud (TenfoldPointsPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINTS_PANE (self), NULL);
  return self->cloud;
}

GtkWidget *
tenfold_points_pane_get_pad (TenfoldPointsPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINTS_PANE (self), NULL);
  return GTK_WIDGET (self->pad);
}

GActionGroup *
tenfold_points_pane_get_actions (TenfoldPointsPane *self)
{
  g_return_val_if_fail (TENFOLD_IS_POINTS_PANE (self), NULL);
  return G_ACTION_GROUP (self->actions);
}
