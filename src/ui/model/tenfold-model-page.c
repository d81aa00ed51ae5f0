/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/tenfold-model-page.h"

#include <glib/gi18n.h>

#include "ui/gtk/tenfold-ask.h"
#include "ui/widgets/tenfold-fact-row.h"
#include "ui/model/tenfold-graph-export.h"
#include "ui/model/tenfold-model-facts.h"
#include "ui/widgets/tenfold-wrap.h"
#include "ui/gtk/tenfold-actions.h"

/* Milliseconds between two looks at the weights of a run. */
#define FOLLOW_INTERVAL 250
#define ZOOM_STEP 1.25

struct _TenfoldModelPage {
  AdwBin parent_instance;

  TenfoldSession *session;
  GSimpleActionGroup *actions;
  NnGraph *graph;           /* of the sheet that is there or being made */
  TenfoldModelSheet *sheet; /* NULL: not yet */
  GFile *file;              /* whose size is known or asked for */
  gint64 size;              /* of the file in bytes; -1: not known */
  GStrv facts;              /* as they are shown */
  guint follow_id;

  GtkStack *stack;
  GtkButton *copy_button;
  GtkListBox *facts_list;
  TenfoldInputForm *input_form;
  TenfoldLayerTable *layer_table;
  TenfoldBuilder *builder;
  GtkMenuButton *export_button;
  AdwFlap *flap;
  TenfoldGraphView *graph_view;
  TenfoldNodeDetails *node_details;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldModelPage, tenfold_model_page, ADW_TYPE_BIN)

/* --- facts --- */

/* What somebody has marked to copy stays marked where nothing is new. */
static void
show_facts (TenfoldModelPage *self)
{
  g_auto (GStrv) facts = tenfold_model_facts_list (
      tenfold_session_get_model (self->session), tenfold_session_get_file (self->session),
      self->size, tenfold_session_get_untrained (self->session));
  GtkWidget *child;

  if (self->facts != NULL
      && g_strv_equal ((const char *const *) facts, (const char *const *) self->facts))
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts_list))) != NULL)
    gtk_list_box_remove (self->facts_list, child);
  for (int i = 0; facts[i] != NULL; i += 2)
    gtk_list_box_append (self->facts_list, tenfold_fact_row_new (facts[i], facts[i + 1]));
  g_strfreev (self->facts);
  self->facts = g_steal_pointer (&facts);
}

static void
sized_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TenfoldModelPage) self = data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, NULL);

  if (self->session == NULL || G_FILE (object) != self->file || info == NULL)
    return;
  self->size = g_file_info_get_size (info);
  if (tenfold_session_get_file (self->session) == self->file)
    show_facts (self);
}

static void
ask_size (TenfoldModelPage *self)
{
  self->size = -1;
  g_set_object (&self->file, tenfold_session_get_file (self->session));
  if (self->file != NULL)
    g_file_query_info_async (self->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT, NULL, sized_cb, g_object_ref (self));
}

/* --- the sheet --- */

static void
sheet_thread (GTask *task, gpointer object, gpointer graph, GCancellable *cancellable)
{
  g_task_return_pointer (task, tenfold_model_sheet_new (graph),
                         (GDestroyNotify) tenfold_model_sheet_unref);
}

static void
sheet_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  TenfoldModelPage *self = TENFOLD_MODEL_PAGE (object);
  TenfoldModelSheet *sheet = g_task_propagate_pointer (G_TASK (result), NULL);

  if (sheet->graph != self->graph) {
    tenfold_model_sheet_unref (sheet);
    return;
  }
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  self->sheet = sheet;
  tenfold_layer_table_set_sheet (self->layer_table, sheet);
  tenfold_graph_view_set_sheet (self->graph_view, sheet);
}

static void
ask_sheet (TenfoldModelPage *self, NnGraph *graph)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, sheet_cb, NULL);

  nn_graph_ref (graph);
  g_clear_pointer (&self->graph, nn_graph_unref);
  self->graph = graph;
  g_task_set_source_tag (task, ask_sheet);
  g_task_set_task_data (task, nn_graph_ref (graph), (GDestroyNotify) nn_graph_unref);
  g_task_run_in_thread (task, sheet_thread);
}

/* --- the graph --- */

static void
selected_cb (TenfoldModelPage *self)
{
  guint item = tenfold_graph_view_get_selected (self->graph_view);
  const TenfoldGraphPicture *picture = tenfold_graph_view_get_picture (self->graph_view);

  tenfold_node_details_set_item (self->node_details, self->sheet,
                                 item != TENFOLD_NO_ITEM ? &picture->items[item] : NULL);
  adw_flap_set_reveal_flap (self->flap, item != TENFOLD_NO_ITEM);
}

/* Folded, a click beside the details closes them. */
static void
revealed_cb (TenfoldModelPage *self)
{
  if (!adw_flap_get_reveal_flap (self->flap))
    tenfold_graph_view_set_selected (self->graph_view, TENFOLD_NO_ITEM);
}

static void
layer_activated_cb (TenfoldModelPage *self, guint node)
{
  const TenfoldGraphPicture *picture = tenfold_graph_view_get_picture (self->graph_view);

  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "view",
                                      g_variant_new_string ("graph"));
  tenfold_graph_view_set_selected (self->graph_view,
                                   tenfold_graph_picture_find_node (picture, node));
  gtk_widget_grab_focus (GTK_WIDGET (self->graph_view));
}

static gboolean
follow_cb (gpointer data)
{
  TenfoldModelPage *self = data;

  self->follow_id = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self->graph_view)))
    tenfold_node_details_set_model (self->node_details, tenfold_session_get_model (self->session));
  return G_SOURCE_REMOVE;
}

/* --- following the session --- */

/* A page that nobody looks at costs nothing. */
static void
update (TenfoldModelPage *self)
{
  NnModel *model = self->session != NULL ? tenfold_session_get_model (self->session) : NULL;

  if (model == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (nn_model_graph (model) != self->graph)
    ask_sheet (self, nn_model_graph (model));
  tenfold_node_details_set_model (self->node_details, model);
  show_facts (self);
}

static void
file_cb (TenfoldModelPage *self)
{
  ask_size (self);
  update (self);
}

static void
report_cb (TenfoldModelPage *self, NnReport *report)
{
  if (report->kind != NN_REPORT_PROGRESS)
    update (self);
  else if (report->snapshot != NULL && self->follow_id == 0)
    self->follow_id = g_timeout_add (FOLLOW_INTERVAL, follow_cb, self);
}

static void
changed_cb (TenfoldModelPage *self, const char *text)
{
  g_signal_emit (self, signals[CHANGED], 0, text);
}

/* --- actions --- */

static void
view_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldModelPage *self = data;
  const char *view = g_variant_get_string (value, NULL);

  if (gtk_stack_get_child_by_name (self->stack, view) == NULL)
    return;
  g_simple_action_set_state (action, value);
  gtk_stack_set_visible_child_name (self->stack, view);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), g_str_equal (view, "layers"));
  gtk_widget_set_visible (GTK_WIDGET (self->export_button), g_str_equal (view, "graph"));
}

static void
copy_layers_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldModelPage *self = data;

  tenfold_layer_table_copy (self->layer_table);
}

static void
find_input_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldModelPage *self = data;

  tenfold_input_form_search (self->input_form);
}

static void
deselect_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldModelPage *self = data;

  tenfold_graph_view_set_selected (self->graph_view, TENFOLD_NO_ITEM);
  gtk_widget_grab_focus (GTK_WIDGET (self->graph_view));
}

static void
zoom_in_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_graph_view_zoom (TENFOLD_MODEL_PAGE (data)->graph_view, ZOOM_STEP);
}

static void
zoom_out_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_graph_view_zoom (TENFOLD_MODEL_PAGE (data)->graph_view, 1 / ZOOM_STEP);
}

static void
zoom_fit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tenfold_graph_view_fit (TENFOLD_MODEL_PAGE (data)->graph_view);
}

static void
export_to (gpointer widget, GFile *file, const char *format)
{
  TenfoldModelPage *self = widget;
  g_autoptr (GError) error = NULL;

  if (tenfold_graph_export (self->sheet, file, format, &error))
    tenfold_say_written (self, file);
  else
    tenfold_fail (self, _ ("The Graph Is Not Exported"), error->message);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldModelPage *self = data;
  const char *preset = nn_model_get_fact (tenfold_session_get_model (self->session), "preset");
  /* Translators: the suggested name of an exported graph, without its ending. */
  g_autofree char *name = g_strdup_printf ("%s.%s", preset != NULL ? preset : _ ("graph"),
                                           g_variant_get_string (parameter, NULL));

  if (self->sheet != NULL)
    tenfold_ask_export (self, _ ("Export Graph"), name, NULL, export_to);
}

/* --- the page --- */

static void
tenfold_model_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tenfold_model_page_parent_class)->map (widget);
  update (TENFOLD_MODEL_PAGE (widget));
}

static void
tenfold_model_page_dispose (GObject *object)
{
  TenfoldModelPage *self = TENFOLD_MODEL_PAGE (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_handle_id (&self->follow_id, g_source_remove);
  g_clear_object (&self->session);
  tenfold_actions_clear (&self->actions);
  g_clear_object (&self->file);
  g_clear_pointer (&self->graph, nn_graph_unref);
  g_clear_pointer (&self->sheet, tenfold_model_sheet_unref);
  g_clear_pointer (&self->facts, g_strfreev);
  G_OBJECT_CLASS (tenfold_model_page_parent_class)->dispose (object);
}

static void
tenfold_model_page_class_init (TenfoldModelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_model_page_dispose;
  widget_class->map = tenfold_model_page_map;
  signals[CHANGED] = g_signal_new ("changed", TENFOLD_TYPE_MODEL_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (TENFOLD_TYPE_WRAP);
  g_type_ensure (TENFOLD_TYPE_INPUT_FORM);
  g_type_ensure (TENFOLD_TYPE_LAYER_TABLE);
  g_type_ensure (TENFOLD_TYPE_BUILDER);
  g_type_ensure (TENFOLD_TYPE_GRAPH_VIEW);
  g_type_ensure (TENFOLD_TYPE_NODE_DETAILS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tenfold/Tenfold/ui/tenfold-model-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, facts_list);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, input_form);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, layer_table);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, builder);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, flap);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, graph_view);
  gtk_widget_class_bind_template_child (widget_class, TenfoldModelPage, node_details);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, revealed_cb);
  gtk_widget_class_bind_template_callback (widget_class, layer_activated_cb);
}

static void
tenfold_model_page_init (TenfoldModelPage *self)
{
  static const GActionEntry entries[] = {
    { "view", NULL, "s", "'overview'", view_cb },
    { "copy-layers", copy_layers_cb },
    { "find-input", find_input_cb },
    { "deselect", deselect_cb },
    { "zoom-in", zoom_in_cb },
    { "zoom-out", zoom_out_cb },
    { "zoom-fit", zoom_fit_cb },
    { "export", export_cb, "s" },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->size = -1;
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "model", G_ACTION_GROUP (self->actions));
}

void
tenfold_model_page_connect (TenfoldModelPage *self,
                            TenfoldSession *session,
                            TenfoldOwnNetworks *own)
{
  g_return_if_fail (TENFOLD_IS_MODEL_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::untrained", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::modified", G_CALLBACK (file_cb), self);
  g_signal_connect_swapped (session, "notify::file", G_CALLBACK (file_cb), self);
  g_signal_connect_swapped (session, "report", G_CALLBACK (report_cb), self);
  tenfold_input_form_connect (self->input_form, session);
  tenfold_builder_connect (self->builder, session, own);
  file_cb (self);
}

GActionGroup *
tenfold_model_page_get_actions (TenfoldModelPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_MODEL_PAGE (self), NULL);
  return G_ACTION_GROUP (self->actions);
}

TenfoldBuilder *
tenfold_model_page_get_builder (TenfoldModelPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_MODEL_PAGE (self), NULL);
  return self->builder;
}
