/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/session/tenfold-own-networks.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "nn/base/nn-load-file.h"
#include "nn/base/nn-save-file.h"
#include "nn/model/nn-network.h"

#define MAX_NETWORKS 200
/* So many of the longest, and as much again that somebody has written between them. */
#define MAX_BYTES ((gsize) 2 * MAX_NETWORKS * (NN_NETWORK_MAX_TEXT + 256))

typedef struct {
  char *name; /* NULL: the line cannot be used */
  char *text;
  char *line; /* as it is in the file */
} Line;

struct _TenfoldOwnNetworks {
  GObject parent_instance;

  GFile *file;
  GFileMonitor *monitor;
  GArray *networks; /* of Line: those that can be used */
  char *problem;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (TenfoldOwnNetworks, tenfold_own_networks, G_TYPE_OBJECT)

static void
line_clear (gpointer data)
{
  Line *line = data;

  g_free (line->name);
  g_free (line->text);
  g_free (line->line);
}

static GArray *
lines_new (void)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));

  g_array_set_clear_func (lines, line_clear);
  return lines;
}

static gboolean
check_name (const char *name, GError **error)
{
  gboolean good = *name != '\0' && g_utf8_validate (name, -1, NULL)
                  && g_utf8_strlen (name, -1) <= TENFOLD_OWN_NETWORK_MAX_NAME;

  for (const char *at = name; good && *at != '\0'; at = g_utf8_next_char (at))
    good = !g_unichar_iscntrl (g_utf8_get_char (at));
  if (!good)
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                 _ ("A name has 1 to %d characters and none that cannot be seen"),
                 TENFOLD_OWN_NETWORK_MAX_NAME);
  return good;
}

/* Whatever it is to read. */
static gboolean
check_text (const char *text, GError **error)
{
  const NnNetworkFrame any = { 0, 0, NN_HEAD_NONE };
  g_autoptr (NnGraph) graph = nn_network_parse ("network", text, &any, NULL, error);

  return graph != NULL;
}

static gboolean
read_line (Line *line, GError **error)
{
  /* A name may have a colon, a network has none. */
  const char *colon = strrchr (line->line, ':');
  g_autofree char *name = NULL, *text = NULL;

  if (colon == NULL) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, _ ("a name and a colon are missing"));
    return FALSE;
  }
  name = g_strstrip (g_strndup (line->line, (gsize) (colon - line->line)));
  text = g_strstrip (g_strdup (colon + 1));
  if (!check_name (name, error) || !check_text (text, error))
    return FALSE;
  line->name = g_steal_pointer (&name);
  line->text = g_steal_pointer (&text);
  return TRUE;
}

/* All lines of the file; one that is not there has none. remark: what is wrong with the first line
 * that cannot be used. */
static GArray *
load (GFile *file, char **remark, GError **error)
{
  g_autoptr (GArray) lines = lines_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_auto (GStrv) texts = NULL;
  GError *failure = NULL;
  const char *data;
  guint n_networks = 0;
  gsize size;

  bytes = nn_load_file (file, MAX_BYTES, &failure);
  if (g_error_matches (failure, NN_ERROR, NN_ERROR_MISSING)) {
    g_error_free (failure);
    return g_steal_pointer (&lines);
  }
  if (bytes == NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  data = g_bytes_get_data (bytes, &size);
  if (!g_utf8_validate_len (data, size, NULL)) {
    g_set_error (error, NN_ERROR, NN_ERROR_FORMAT, _ ("%s is no text"), g_file_peek_path (file));
    return NULL;
  }
  {
    g_autofree char *whole = g_strndup (data, size);

    texts = g_strsplit (whole, "\n", -1);
  }
  for (guint i = 0; texts[i] != NULL; i++) {
    Line line = { .line = g_strdup (texts[i]) };
    g_autoptr (GError) wrong = NULL;

    /* What ends with a new line ends with an empty text. */
    if (texts[i + 1] == NULL && *texts[i] == '\0') {
      g_free (line.line);
      break;
    }
    if (*g_strstrip (texts[i]) != '\0' && n_networks == MAX_NETWORKS)
      g_set_error (&wrong, NN_ERROR, NN_ERROR_RANGE, _ ("more than %d networks"), MAX_NETWORKS);
    else if (*texts[i] != '\0' && read_line (&line, &wrong))
      n_networks++;
    if (wrong != NULL && *remark == NULL)
      /* Translators: a file, the number of a line in it, and what is wrong there */
      *remark
          = g_strdup_printf (_ ("%s, line %u: %s"), g_file_peek_path (file), i + 1, wrong->message);
    g_array_append_val (lines, line);
  }
  return g_steal_pointer (&lines);
}

static gboolean
is_same (const GArray *a, const GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_str_equal (g_array_index (a, Line, i).name, g_array_index (b, Line, i).name)
        || !g_str_equal (g_array_index (a, Line, i).text, g_array_index (b, Line, i).text))
      return FALSE;
  return TRUE;
}

/* What was there stays where the file cannot be read. */
static void
reload (TenfoldOwnNetworks *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *remark = NULL;
  g_autoptr (GArray) lines = load (self->file, &remark, &error);
  g_autofree char *problem = error != NULL ? g_strdup (error->message) : g_steal_pointer (&remark);
  gboolean changed = g_strcmp0 (problem, self->problem) != 0;

  for (guint i = 0; lines != NULL && i < lines->len;)
    if (g_array_index (lines, Line, i).name == NULL)
      g_array_remove_index (lines, i);
    else
      i++;
  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  if (lines != NULL && !is_same (self->networks, lines)) {
    g_array_unref (self->networks);
    self->networks = g_steal_pointer (&lines);
    changed = TRUE;
  }
  if (changed)
    g_signal_emit (self, changed_signal, 0);
}

static gboolean
save (GFile *file, const GArray *lines, GError **error)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", g_array_index (lines, Line, i).line);
  bytes = g_string_free_to_bytes (text);
  return nn_save_file (file, bytes, error);
}

/* Gives the network of this name other layers, or, where text is NULL, takes it away; with the
 * folder locked, in the file as it is now. */
static gboolean
change (TenfoldOwnNetworks *self, const char *name, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (self->file));
  g_autofree char *remark = NULL;
  g_autoptr (GArray) lines = NULL;
  guint found = G_MAXUINT, n = 0;
  gboolean done;
  int lock;

  g_mkdir_with_parents (folder, 0777);
  lock = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  /* Where there are no locks, there is nobody else either. */
  if (lock >= 0)
    flock (lock, LOCK_EX);
  lines = load (self->file, &remark, error);
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const char *other = g_array_index (lines, Line, i).name;

    n += other != NULL;
    if (found == G_MAXUINT && g_strcmp0 (other, name) == 0)
      found = i;
  }
  done = lines != NULL;
  if (done && found == G_MAXUINT && text != NULL && n >= MAX_NETWORKS) {
    g_set_error (error, NN_ERROR, NN_ERROR_RANGE, _ ("more than %d networks"), MAX_NETWORKS);
    done = FALSE;
  }
  if (done && text != NULL) {
    Line line = { .line = g_strdup_printf ("%s: %s", name, text) };

    if (found == G_MAXUINT) {
      g_array_append_val (lines, line);
    } else {
      line_clear (&g_array_index (lines, Line, found));
      g_array_index (lines, Line, found) = line;
    }
  } else if (done && found != G_MAXUINT) {
    g_array_remove_index (lines, found);
  }
  if (done && (text != NULL || found != G_MAXUINT))
    done = save (self->file, lines, error);
  if (lock >= 0)
    close (lock);
  if (done)
    reload (self);
  return done;
}

gboolean
tenfold_own_networks_put (TenfoldOwnNetworks *self,
                          const char *name,
                          const char *text,
                          GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  /* A line is a line. */
  g_autofree char *line = g_strstrip (g_strdelimit (g_strdup (text), "\t\n\v\f\r", ' '));

  g_return_val_if_fail (TENFOLD_IS_OWN_NETWORKS (self), FALSE);
  return check_name (stripped, error) && check_text (line, error)
         && change (self, stripped, line, error);
}

gboolean
tenfold_own_networks_remove (TenfoldOwnNetworks *self, const char *name, GError **error)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_NETWORKS (self), FALSE);
  return change (self, name, NULL, error);
}

static void
file_changed_cb (TenfoldOwnNetworks *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  /* It is read when writing has ended. */
  if (event != G_FILE_MONITOR_EVENT_CHANGED && event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    reload (self);
}

static void
tenfold_own_networks_dispose (GObject *object)
{
  TenfoldOwnNetworks *self = TENFOLD_OWN_NETWORKS (object);

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (tenfold_own_networks_parent_class)->dispose (object);
}

static void
tenfold_own_networks_finalize (GObject *object)
{
  TenfoldOwnNetworks *self = TENFOLD_OWN_NETWORKS (object);

  g_object_unref (self->file);
  g_array_unref (self->networks);
  g_free (self->problem);
  G_OBJECT_CLASS (tenfold_own_networks_parent_class)->finalize (object);
}

static void
tenfold_own_networks_class_init (TenfoldOwnNetworksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_own_networks_dispose;
  G_OBJECT_CLASS (klass)->finalize = tenfold_own_networks_finalize;
  changed_signal = g_signal_new ("changed", TENFOLD_TYPE_OWN_NETWORKS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
tenfold_own_networks_init (TenfoldOwnNetworks *self)
{
  self->file
      = g_file_new_build_filename (g_get_user_data_dir (), "tenfold", "my-networks.txt", NULL);
  self->networks = lines_new ();
  self->monitor = g_file_monitor_file (self->file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
  reload (self);
}

TenfoldOwnNetworks *
tenfold_own_networks_new (void)
{
  return g_object_new (TENFOLD_TYPE_OWN_NETWORKS, NULL);
}

guint
tenfold_own_networks_count (TenfoldOwnNetworks *self)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_NETWORKS (self), 0);
  return self->networks->len;
}

const char *
tenfold_own_networks_get_name (TenfoldOwnNetworks *self, guint i)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_NETWORKS (self) && i < self->networks->len, NULL);
  return g_array_index (self->networks, Line, i).name;
}

const char *
tenfold_own_networks_get_text (TenfoldOwnNetworks *self, guint i)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_NETWORKS (self) && i < self->networks->len, NULL);
  return g_array_index (self->networks, Line, i).text;
}

guint
tenfold_own_networks_find (TenfoldOwnNetworks *self, const char *name)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_NETWORKS (self), G_MAXUINT);
  for (guint i = 0; i < self->networks->len; i++)
    if (g_strcmp0 (g_array_index (self->networks, Line, i).name, name) == 0)
      return i;
  return G_MAXUINT;
}

const char *
tenfold_own_networks_get_problem (TenfoldOwnNetworks *self)
{
  g_return_val_if_fail (TENFOLD_IS_OWN_NETWORKS (self), NULL);
  return self->problem;
}
