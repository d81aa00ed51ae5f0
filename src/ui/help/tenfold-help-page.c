/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/help/tenfold-help-page.h"

#include <glib/gi18n.h>

#include "ui/session/tenfold-place.h"

#define PICTURE_WIDTH 540

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "yalign", 0.0f,
                                   "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
new_heading (const char *text, const char *style, int level)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "wrap", TRUE,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, level, -1);
  return label;
}

/* A paragraph behind a number or a dot. */
static GtkWidget *
new_item (const char *mark, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = new_label (text, NULL), *number = new_label (mark, "dim-label");

  gtk_widget_set_size_request (number, 18, -1);
  gtk_label_set_xalign (GTK_LABEL (number), 1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* Drawn with twice as many pixels, for screens that have them. */
static GtkWidget *
new_picture (const char *name, const char *caption)
{
  g_autofree char *path = g_strdup_printf ("/org/tenfold/Tenfold/help/%s.svg", name);
  g_autoptr (GdkPixbuf) pixels
      = gdk_pixbuf_new_from_resource_at_scale (path, 2 * PICTURE_WIDTH, -1, TRUE, NULL);
  g_autoptr (GdkTexture) texture = pixels != NULL ? gdk_texture_new_for_pixbuf (pixels) : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *clamp = adw_clamp_new (), *picture, *label = new_label (caption, "caption");

  /* Without a loader of SVG there is the caption. */
  if (texture != NULL) {
    picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
    gtk_picture_set_alternative_text (GTK_PICTURE (picture), caption);
    adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PICTURE_WIDTH);
    adw_clamp_set_child (ADW_CLAMP (clamp), picture);
    gtk_box_append (GTK_BOX (box), clamp);
  }
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0.5);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* The words for keys, for who hears them. */
static char *
describe_keys (const char *keys)
{
  g_auto (GStrv) single = g_strsplit (keys, " ", -1);
  GString *words = g_string_new (NULL);

  for (char **key = single; *key != NULL; key++) {
    guint value;
    GdkModifierType state;
    g_autofree char *label = NULL;

    if (strstr (*key, "...") == NULL && gtk_accelerator_parse (*key, &value, &state))
      label = gtk_accelerator_get_label (value, state);
    g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "",
                            label != NULL ? label : *key);
  }
  return g_string_free (words, FALSE);
}

/* A row of a list: what it is about, and what is said of it. */
static GtkWidget *
new_row (const TenfoldHelpBlock *block)
{
  const char *text = tenfold_help_translate (block);
  g_autofree char *place = NULL, *keys = NULL;
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title-lines", 0,
                                 "subtitle-lines", 0, "activatable", FALSE, NULL);

  if (block->kind == TENFOLD_HELP_TERM) {
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (block->name));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
    return row;
  }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  if (block->kind == TENFOLD_HELP_PLACE) {
    g_autoptr (GFile) file = g_file_new_build_filename (g_get_user_data_dir (), block->name, NULL);

    place = tenfold_place_text (file, gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), place);
    return row;
  }
  keys = describe_keys (block->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, keys,
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_SHORTCUT_LABEL, "accelerator", block->name,
                                           "valign", GTK_ALIGN_CENTER, NULL));
  return row;
}

static gboolean
is_row (const TenfoldHelpBlock *block)
{
  return block->kind == TENFOLD_HELP_TERM || block->kind == TENFOLD_HELP_KEY
         || block->kind == TENFOLD_HELP_PLACE;
}

/* What is not a row of a list. */
static GtkWidget *
new_block (const TenfoldHelpBlock *block, guint step)
{
  const char *text = tenfold_help_translate (block);
  g_autofree char *number = NULL;

  switch (block->kind) {
  case TENFOLD_HELP_HEADING:
  case TENFOLD_HELP_KEYS:
    return new_heading (text, "heading", 2);
  case TENFOLD_HELP_STEP:
    number = g_strdup_printf ("%u.", step);
    return new_item (number, text);
  case TENFOLD_HELP_ITEM:
    return new_item ("•", text);
  case TENFOLD_HELP_PICTURE:
    return new_picture (block->name, text);
  default:
    return new_label (text, NULL);
  }
}

GtkWidget *
tenfold_help_page_new (const TenfoldHelpPage *page)
{
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy",
                                      GTK_POLICY_NEVER, "hexpand", TRUE, "vexpand", TRUE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *list = NULL;
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 620, "child", box, NULL);
  guint step = 0;

  gtk_widget_add_css_class (box, "help");
  gtk_box_append (GTK_BOX (box), new_heading (_ (page->title), "title-1", 1));
  for (guint i = 0; i < page->n_blocks; i++) {
    const TenfoldHelpBlock *block = &page->blocks[i];

    step = block->kind == TENFOLD_HELP_STEP ? step + 1 : 0;
    if (!is_row (block)) {
      list = NULL;
      gtk_box_append (GTK_BOX (box), new_block (block, step));
      continue;
    }
    if (list == NULL) {
      list = g_object_new (GTK_TYPE_LIST_BOX, "selection-mode", GTK_SELECTION_NONE, NULL);
      gtk_widget_add_css_class (list, "boxed-list");
      gtk_box_append (GTK_BOX (box), list);
    }
    gtk_list_box_append (GTK_LIST_BOX (list), new_row (block));
  }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  /* At least, pictures are no higher than nothing. */
  gtk_scrollable_set_vscroll_policy (
      GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller))),
      GTK_SCROLL_NATURAL);
  return scroller;
}
