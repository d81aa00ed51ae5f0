/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/tenfold-choice.h"

struct _TenfoldChoice {
  GtkWidget parent_instance;

  GtkWidget *caption;
  GtkWidget *drop_down;
  char *explanation;
  TenfoldChoiceName name;
  TenfoldChoiceName summary; /* NULL: there is none */
};

enum { PROP_SELECTED = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TenfoldChoice, tenfold_choice, GTK_TYPE_WIDGET)

/* The button inside has the focus. GTK 4.8 gives it neither a name nor what is chosen; newer GTK
 * gives it the name and the description of the list, and takes what is chosen for the list's name
 * unless another widget names it. */
static void
say_selected (TenfoldChoice *self)
{
  gpointer item = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (self->drop_down));
  const char *chosen = item != NULL && self->name != NULL ? self->name (item) : "";
  g_autofree char *all = g_strdup_printf ("%s. %s", chosen, self->explanation);

  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (self->drop_down)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (self->caption)),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, chosen, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, all, -1);
}

static void
selected_cb (TenfoldChoice *self)
{
  say_selected (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}

static void
tenfold_choice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED)
    g_value_set_uint (value, tenfold_choice_get_selected (TENFOLD_CHOICE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tenfold_choice_dispose (GObject *object)
{
  TenfoldChoice *self = TENFOLD_CHOICE (object);

  g_clear_pointer (&self->caption, gtk_widget_unparent);
  g_clear_pointer (&self->drop_down, gtk_widget_unparent);
  G_OBJECT_CLASS (tenfold_choice_parent_class)->dispose (object);
}

static void
tenfold_choice_finalize (GObject *object)
{
  g_free (TENFOLD_CHOICE (object)->explanation);
  G_OBJECT_CLASS (tenfold_choice_parent_class)->finalize (object);
}

static void
tenfold_choice_class_init (TenfoldChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tenfold_choice_get_property;
  object_class->dispose = tenfold_choice_dispose;
  object_class->finalize = tenfold_choice_finalize;
  props[PROP_SELECTED] = g_param_spec_uint ("selected", NULL, NULL, 0, G_MAXUINT, 0,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "field");
}

/* What is chosen, on the button: one label, cut rather than wide. */
static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  TenfoldChoiceName name = (TenfoldChoiceName) data;

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      name (gtk_list_item_get_item (item)));
}

/* A row of the list is as wide as its name, within limits; what is chosen has a check mark. */
#define LONGEST_NAME 40
#define SUMMARY_WIDTH 34

static void
show_check (GtkDropDown *drop_down, GParamSpec *pspec, GtkListItem *item)
{
  gpointer check = g_object_get_data (G_OBJECT (item), "check");

  gtk_widget_set_opacity (check, gtk_drop_down_get_selected_item (drop_down)
                                     == gtk_list_item_get_item (item));
}

static void
row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TenfoldChoice *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *summary = gtk_label_new (NULL);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (summary), 0);
  gtk_label_set_wrap (GTK_LABEL (summary), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (summary), SUMMARY_WIDTH);
  gtk_label_set_max_width_chars (GTK_LABEL (summary), SUMMARY_WIDTH);
  gtk_widget_add_css_class (summary, "caption");
  gtk_widget_add_css_class (summary, "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), summary);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), check);
  g_object_set_data (G_OBJECT (item), "name", name);
  g_object_set_data (G_OBJECT (item), "summary", summary);
  g_object_set_data (G_OBJECT (item), "check", check);
  gtk_list_item_set_child (item, row);
}

static void
row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TenfoldChoice *self)
{
  gpointer name = g_object_get_data (G_OBJECT (item), "name");
  gpointer summary = g_object_get_data (G_OBJECT (item), "summary");
  const char *text = self->name (gtk_list_item_get_item (item));
  const char *more = self->summary != NULL ? self->summary (gtk_list_item_get_item (item)) : NULL;

  gtk_label_set_text (name, text);
  gtk_label_set_width_chars (name, (int) MIN (g_utf8_strlen (text, -1), LONGEST_NAME));
  gtk_label_set_text (summary, more != NULL ? more : "");
  gtk_widget_set_visible (summary, more != NULL);
  show_check (GTK_DROP_DOWN (self->drop_down), NULL, item);
  g_signal_connect_object (self->drop_down, "notify::selected-item", G_CALLBACK (show_check), item,
                           0);
}

static void
row_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TenfoldChoice *self)
{
  /* Its last rows go after it. */
  if (self->drop_down != NULL)
    g_signal_handlers_disconnect_by_func (self->drop_down, show_check, item);
}

static void
tenfold_choice_init (TenfoldChoice *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
  self->caption = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->caption), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->caption), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->caption, "caption");
  gtk_widget_set_parent (self->caption, GTK_WIDGET (self));
  self->drop_down = gtk_drop_down_new (NULL, NULL);
  gtk_widget_set_parent (self->drop_down, GTK_WIDGET (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->drop_down),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->caption, NULL, -1);
  g_signal_connect_swapped (self->drop_down, "notify::selected", G_CALLBACK (selected_cb), self);
}

GtkWidget *
tenfold_choice_new (const char *caption, const char *explanation)
{
  TenfoldChoice *self = g_object_new (TENFOLD_TYPE_CHOICE, NULL);

  gtk_label_set_text (GTK_LABEL (self->caption), caption);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), explanation);
  self->explanation = g_strdup (explanation != NULL ? explanation : "");
  return GTK_WIDGET (self);
}

void
tenfold_choice_set_model (TenfoldChoice *self, GListModel *model, TenfoldChoiceName name)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) rows = gtk_signal_list_item_factory_new ();

  g_return_if_fail (TENFOLD_IS_CHOICE (self) && name != NULL);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) name);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (self->drop_down), factory);
  g_signal_connect (rows, "setup", G_CALLBACK (row_setup_cb), self);
  g_signal_connect (rows, "bind", G_CALLBACK (row_bind_cb), self);
  g_signal_connect (rows, "unbind", G_CALLBACK (row_unbind_cb), self);
  gtk_drop_down_set_list_factory (GTK_DROP_DOWN (self->drop_down), rows);
  self->name = name;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->drop_down), model);
  say_selected (self);
}

void
tenfold_choice_set_summary (TenfoldChoice *self, TenfoldChoiceName summary)
{
  g_return_if_fail (TENFOLD_IS_CHOICE (self));
  self->summary = summary;
}

static const char *
string_name (gpointer item)
{
  return gtk_string_object_get_string (item);
}

void
tenfold_choice_set_strings (TenfoldChoice *self, const char *const *strings)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (strings);

  tenfold_choice_set_model (self, G_LIST_MODEL (list), string_name);
}

guint
tenfold_choice_get_selected (TenfoldChoice *self)
{
  g_return_val_if_fail (TENFOLD_IS_CHOICE (self), 0);
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down));
}

void
tenfold_choice_set_selected (TenfoldChoice *self, guint selected)
{
  g_return_if_fail (TENFOLD_IS_CHOICE (self));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), selected);
}

void
tenfold_choice_hide_caption (TenfoldChoice *self)
{
  g_return_if_fail (TENFOLD_IS_CHOICE (self));
  gtk_widget_set_visible (self->caption, FALSE);
}
