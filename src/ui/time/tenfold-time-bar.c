/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/time/tenfold-time-bar.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "ui/time/tenfold-film-reader.h"
#include "ui/time/tenfold-time-rail.h"
#include "ui/widgets/tenfold-spare.h"
#include "ui/gtk/tenfold-actions.h"

/* While a run goes on, its new moments are read so often, in milliseconds. */
#define READING_INTERVAL 400

struct _TenfoldTimeBar {
  AdwBin parent_instance;

  TenfoldSession *session;
  TenfoldPlot *plot;
  GSimpleActionGroup *actions;
  GPtrArray *runs;    /* TenfoldRun: those on the plot that have a film, oldest first */
  TenfoldRun *chosen; /* one of them; NULL: there is none */
  const NnFilm *film; /* of the session when the runs were looked through; only to be compared */
  GArray *frames;     /* NnFilmFrame: the moments of its film */
  gboolean wanted;    /* by the page */
  guint play_id;      /* 0: does not play */
  guint read_id;      /* a reading of the film that waits */

  TenfoldFilmReader *reader;
  GArray *readings; /* of the drawing by the film; NULL: none */
  float inks[NN_PICTURE_PIXELS];
  NnInk ink;
  int truth; /* -1: not known */

  TenfoldTimeRail *rail;
  GtkWidget *play_button;
  GtkLabel *moment, *turns;
  GMenu *runs_menu;
};

enum { CONTINUE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldTimeBar, tenfold_time_bar, ADW_TYPE_BIN)

static GSimpleAction *
get_action (TenfoldTimeBar *self, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name));
}

static const NnFilmFrame *
get_frame (TenfoldTimeBar *self, guint place)
{
  return &g_array_index (self->frames, NnFilmFrame, place);
}

/* --- what is said --- */

/* "0.034" near the beginning, "2.35" later. */
static char *
epoch_text (double epoch)
{
  if (epoch == 0)
    return g_strdup ("0");
  return tenfold_scale_format (epoch, epoch < 0.1 ? 0.001 : 0.01, TENFOLD_UNIT_NUMBER);
}

/* The digit that counts as right; -1: nothing has been read. */
static int
right_digit (TenfoldTimeBar *self)
{
  if (self->truth >= 0 || self->readings == NULL || self->readings->len == 0)
    return self->truth;
  return g_array_index (self->readings, NnFilmReading, self->readings->len - 1).digit;
}

static const NnFilmReading *
get_reading (TenfoldTimeBar *self, int place)
{
  return place < 0 ? NULL : &g_array_index (self->readings, NnFilmReading, place);
}

static void
say_turns (TenfoldTimeBar *self)
{
  NnFilmTurns turns = { -1, -1 };
  g_autoptr (GString) text = g_string_new (NULL);
  const NnFilmReading *first, *last;

  if (self->readings != NULL)
    turns = nn_film_turns (self->readings, right_digit (self));
  first = get_reading (self, turns.first_right);
  last = get_reading (self, turns.last_change);
  if (first != NULL) {
    g_autofree char *epoch = epoch_text (first->frame.epoch);

    /* Translators: when this drawing was read rightly for the first time: a digit, an epoch */
    g_string_append_printf (text, _ ("First read as %d at epoch %s"), first->digit, epoch);
  }
  if (last != NULL) {
    g_autofree char *epoch = epoch_text (last->frame.epoch);

    if (first != NULL)
      g_string_append (text, " · ");
    /* Translators: since when the network has had the same opinion of the drawing: an epoch */
    g_string_append_printf (text, _ ("Last change of mind at epoch %s"), epoch);
  }
  gtk_label_set_text (self->turns, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->turns), text->len > 0);
  g_simple_action_set_enabled (get_action (self, "first-right"), first != NULL);
  g_simple_action_set_enabled (get_action (self, "last-change"), last != NULL);
  tenfold_time_rail_set_readings (self->rail, self->readings, right_digit (self));
}

static void
say_moment (TenfoldTimeBar *self)
{
  NnFilmFrame moment;
  gboolean past = tenfold_session_get_moment (self->session, &moment) != NULL;
  g_autofree char *text = NULL, *words = NULL;

  if (past) {
    g_autofree char *epoch = epoch_text (moment.epoch);

    text = g_strdup_printf (_ ("Epoch %s"), epoch);
    /* Translators: a moment of a run: the number of a step, an epoch */
    words = g_strdup_printf (_ ("Step %.0f, epoch %s"), (double) moment.step, epoch);
  } else {
    text = g_strdup (C_ ("moment", "Now"));
  }
  gtk_label_set_text (self->moment, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->moment), words);
  tenfold_time_rail_set_words (self->rail, words != NULL ? words : text);
  g_simple_action_set_enabled (get_action (self, "now"), past);
  g_simple_action_set_enabled (get_action (self, "continue"), past);
  tenfold_plot_set_moment (self->plot, past ? moment.epoch : NAN);
}

/* --- reading the film --- */

static void
read_film (TenfoldTimeBar *self)
{
  gboolean can = self->chosen != NULL && self->ink == NN_INK_DRAWING;

  g_clear_handle_id (&self->read_id, g_source_remove);
  if (can && !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (!can) {
    g_clear_pointer (&self->readings, g_array_unref);
    say_turns (self);
  }
  tenfold_film_reader_ask (self->reader, can ? tenfold_run_get_film (self->chosen) : NULL,
                           self->inks);
}

static gboolean
read_cb (gpointer data)
{
  TenfoldTimeBar *self = data;

  self->read_id = 0;
  read_film (self);
  return G_SOURCE_REMOVE;
}

static void
read_soon (TenfoldTimeBar *self)
{
  if (self->read_id == 0)
    self->read_id = g_timeout_add (READING_INTERVAL, read_cb, self);
}

static void
readings_cb (gpointer data, GArray *readings)
{
  TenfoldTimeBar *self = data;

  g_clear_pointer (&self->readings, g_array_unref);
  if (readings != NULL && self->ink == NN_INK_DRAWING)
    self->readings = g_array_ref (readings);
  say_turns (self);
}

/* --- the moment --- */

static void
stop (TenfoldTimeBar *self)
{
  g_clear_handle_id (&self->play_id, g_source_remove);
  g_simple_action_set_state (get_action (self, "play"), g_variant_new_boolean (FALSE));
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), "media-playback-start-symbolic");
}

/* The place of a step, or of the moment that is nearest. */
static guint
find_place (TenfoldTimeBar *self, guint64 step)
{
  guint place = 0;

  while (place + 1 < self->frames->len && get_frame (self, place + 1)->step <= step)
    place++;
  return place;
}

static void
go_to (TenfoldTimeBar *self, guint place)
{
  if (place < self->frames->len)
    tenfold_session_look_at (self->session, tenfold_run_get_film (self->chosen),
                             get_frame (self, place)->step);
  else
    tenfold_session_look_at (self->session, NULL, 0);
}

static void
moved_cb (TenfoldTimeBar *self)
{
  stop (self);
  go_to (self, tenfold_time_rail_get_place (self->rail));
}

/* Brings the rail in line with the film and with what is looked at. */
static void
show (TenfoldTimeBar *self)
{
  NnFilm *film = self->chosen != NULL ? tenfold_run_get_film (self->chosen) : NULL;
  guint n_before = self->frames->len;
  NnFilmFrame moment;
  gboolean past;

  g_array_unref (self->frames);
  self->frames = film != NULL ? nn_film_list (film) : g_array_new (FALSE, FALSE, sizeof moment);
  past = tenfold_session_get_moment (self->session, &moment) != NULL;
  tenfold_time_rail_set_length (self->rail, self->frames->len);
  tenfold_time_rail_set_place (self->rail, past && self->frames->len > 0
                                               ? find_place (self, moment.step)
                                               : self->frames->len);
  gtk_widget_set_visible (GTK_WIDGET (self), self->wanted && self->frames->len > 1);
  if (self->frames->len != n_before)
    read_soon (self);
}

static void
moment_cb (TenfoldTimeBar *self)
{
  if (tenfold_session_get_moment (self->session, NULL) == NULL && self->runs->len > 0)
    self->chosen = g_ptr_array_index (self->runs, self->runs->len - 1);
  show (self);
  say_moment (self);
}

/* --- the runs --- */

static void
choose (TenfoldTimeBar *self, TenfoldRun *run)
{
  if (self->chosen == run)
    return;
  self->chosen = run;
  g_clear_pointer (&self->readings, g_array_unref);
  say_turns (self);
  show (self);
  read_film (self);
}

/* The newest has half of what there is, the others share the rest. */
static void
share_room (TenfoldTimeBar *self)
{
  guint n = self->runs->len;

  for (guint i = 0; i < n; i++)
    nn_film_set_budget (tenfold_run_get_film (g_ptr_array_index (self->runs, i)),
                        n == 1       ? NN_FILM_BYTES
                        : i == n - 1 ? NN_FILM_BYTES / 2
                                     : NN_FILM_BYTES / 2 / (n - 1));
}

static gboolean
is_on_plot (TenfoldChart *chart, TenfoldRun *run)
{
  for (guint i = 0; i < tenfold_chart_get_n_runs (chart); i++)
    if (tenfold_chart_get_run (chart, i) == run)
      return TRUE;
  return FALSE;
}

/* Of runs that are gone: who has the run still (to go on with it) need not keep its past. */
static void
give_up_films (TenfoldTimeBar *self, TenfoldChart *chart)
{
  NnFilm *newest = nn_worker_get_film (tenfold_session_get_worker (self->session));
  gboolean newest_is_gone = FALSE;

  for (guint i = 0; i < self->runs->len; i++) {
    TenfoldRun *run = g_ptr_array_index (self->runs, i);

    if (is_on_plot (chart, run))
      continue;
    newest_is_gone |= tenfold_run_get_film (run) == newest;
    if (tenfold_session_get_moment (self->session, NULL) == tenfold_run_get_film (run))
      tenfold_session_look_at (self->session, NULL, 0);
    tenfold_run_set_film (run, NULL);
    self->film = NULL; /* another may come to lie in its place */
  }
  if (newest_is_gone)
    nn_worker_drop_film (tenfold_session_get_worker (self->session));
}

static void
fill_menu (TenfoldTimeBar *self)
{
  g_menu_remove_all (self->runs_menu);
  for (guint i = 0; self->runs->len > 1 && i < self->runs->len; i++) {
    g_autoptr (GMenuItem) item
        = g_menu_item_new (tenfold_run_get_title (g_ptr_array_index (self->runs, i)), NULL);

    g_menu_item_set_action_and_target (item, "time.run", "i", (int) i);
    g_menu_append_item (self->runs_menu, item);
  }
}

static void
say_run (TenfoldTimeBar *self)
{
  guint place = 0;

  if (g_ptr_array_find (self->runs, self->chosen, &place))
    g_simple_action_set_state (get_action (self, "run"), g_variant_new_int32 ((int) place));
}

/* Runs came or went, or have a film now. */
static void
runs_cb (TenfoldTimeBar *self)
{
  TenfoldChart *chart = tenfold_plot_get_chart (self->plot);
  GPtrArray *runs = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = self->runs->len;

  for (guint i = 0; i < tenfold_chart_get_n_runs (chart); i++)
    if (tenfold_run_get_film (tenfold_chart_get_run (chart, i)) != NULL)
      g_ptr_array_add (runs, g_object_ref (tenfold_chart_get_run (chart, i)));
  give_up_films (self, chart);
  g_ptr_array_unref (self->runs);
  self->runs = runs;
  if (runs->len != n_before)
    share_room (self);
  self->film = nn_worker_get_film (tenfold_session_get_worker (self->session));
  fill_menu (self);
  if (tenfold_session_get_moment (self->session, NULL) == NULL
      || !g_ptr_array_find (runs, self->chosen, NULL))
    choose (self, runs->len > 0 ? g_ptr_array_index (runs, runs->len - 1) : NULL);
  say_run (self);
}

static void
report_cb (TenfoldTimeBar *self)
{
  if (self->film != nn_worker_get_film (tenfold_session_get_worker (self->session)))
    runs_cb (self);
  show (self);
}

/* A film that was not to be given up in the middle of its run is so at its end. */
static void
state_cb (TenfoldTimeBar *self)
{
  NnFilm *film = nn_worker_get_film (tenfold_session_get_worker (self->session));

  if (film == NULL || tenfold_session_get_state (self->session) != NN_WORKER_IDLE)
    return;
  for (guint i = 0; i < self->runs->len; i++)
    if (tenfold_run_get_film (g_ptr_array_index (self->runs, i)) == film)
      return;
  nn_worker_drop_film (tenfold_session_get_worker (self->session));
}

/* --- actions --- */

/* Seconds that the whole film takes. */
static const struct {
  const char *name;
  double seconds;
} speeds[] = { { "slow", 30 }, { "normal", 12 }, { "fast", 5 } };

static gboolean
play_cb (gpointer data)
{
  TenfoldTimeBar *self = data;
  guint place = tenfold_time_rail_get_place (self->rail) + 1;

  if (place >= self->frames->len)
    stop (self);
  go_to (self, place);
  return place < self->frames->len ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
play (TenfoldTimeBar *self)
{
  g_autoptr (GVariant) speed = g_action_get_state (G_ACTION (get_action (self, "speed")));
  double seconds = speeds[0].seconds;

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (g_str_equal (speeds[i].name, g_variant_get_string (speed, NULL)))
      seconds = speeds[i].seconds;
  g_clear_handle_id (&self->play_id, g_source_remove);
  self->play_id
      = g_timeout_add ((guint) CLAMP (1000 * seconds / self->frames->len, 16, 1000), play_cb, self);
}

static void
play_changed_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldTimeBar *self = data;

  stop (self);
  if (!g_variant_get_boolean (value) || self->frames->len < 2)
    return;
  g_simple_action_set_state (action, value);
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), "media-playback-pause-symbolic");
  if (tenfold_session_get_moment (self->session, NULL) == NULL)
    go_to (self, 0);
  play (self);
}

static void
speed_changed_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldTimeBar *self = data;

  g_simple_action_set_state (action, value);
  if (self->play_id != 0)
    play (self);
}

/* An older run is shown from its end on. */
static void
run_changed_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  TenfoldTimeBar *self = data;
  guint place = (guint) g_variant_get_int32 (value);

  if (place >= self->runs->len)
    return;
  stop (self);
  g_simple_action_set_state (action, value);
  choose (self, g_ptr_array_index (self->runs, place));
  go_to (self, place == self->runs->len - 1 ? self->frames->len : self->frames->len - 1);
}

static void
now_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTimeBar *self = data;

  stop (self);
  tenfold_session_look_at (self->session, NULL, 0);
}

static void
go_to_reading (TenfoldTimeBar *self, int place)
{
  stop (self);
  go_to (self, find_place (self, get_reading (self, place)->frame.step));
}

static void
first_right_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTimeBar *self = data;

  go_to_reading (self, nn_film_turns (self->readings, right_digit (self)).first_right);
}

static void
last_change_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTimeBar *self = data;

  go_to_reading (self, nn_film_turns (self->readings, right_digit (self)).last_change);
}

static void
continue_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldTimeBar *self = data;
  g_autoptr (TenfoldRun) run = NULL;
  g_autoptr (NnModel) model = NULL;
  NnFilmFrame moment;

  if (tenfold_session_get_moment (self->session, &moment) == NULL)
    return;
  stop (self);
  run = g_object_ref (self->chosen);
  model = nn_model_ref (tenfold_session_get_shown (self->session));
  g_signal_emit (self, signals[CONTINUE], 0, run, model, moment.epoch);
}

/* --- the widget --- */

static void
tenfold_time_bar_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tenfold_time_bar_parent_class)->map (widget);
  read_soon (TENFOLD_TIME_BAR (widget));
}

static void
tenfold_time_bar_dispose (GObject *object)
{
  TenfoldTimeBar *self = TENFOLD_TIME_BAR (object);

  g_clear_handle_id (&self->play_id, g_source_remove);
  g_clear_handle_id (&self->read_id, g_source_remove);
  g_clear_pointer (&self->reader, tenfold_film_reader_free);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->plot);
  tenfold_actions_clear (&self->actions);
  g_clear_object (&self->runs_menu);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->frames, g_array_unref);
  g_clear_pointer (&self->readings, g_array_unref);
  G_OBJECT_CLASS (tenfold_time_bar_parent_class)->dispose (object);
}

static void
tenfold_time_bar_class_init (TenfoldTimeBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tenfold_time_bar_dispose;
  GTK_WIDGET_CLASS (klass)->map = tenfold_time_bar_map;
  signals[CONTINUE]
      = g_signal_new ("continue", TENFOLD_TYPE_TIME_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, TENFOLD_TYPE_RUN, G_TYPE_POINTER, G_TYPE_DOUBLE);
}

static GMenuModel *
menu_new (TenfoldTimeBar *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) places = g_menu_new (), speed = g_menu_new ();

  g_menu_append (places, _ ("_Continue from Here"), "time.continue");
  g_menu_append (places, _ ("Back to _Now"), "time.now");
  g_menu_append (places, _ ("When It Was First Read _Rightly"), "time.first-right");
  g_menu_append (places, _ ("Last Change of _Mind"), "time.last-change");
  g_menu_append (speed, _ ("Play _Slowly"), "time.speed::slow");
  g_menu_append (speed, _ ("Play at _Usual Speed"), "time.speed::normal");
  g_menu_append (speed, _ ("Play _Fast"), "time.speed::fast");
  self->runs_menu = g_menu_new ();
  g_menu_append_section (menu, NULL, G_MENU_MODEL (places));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (speed));
  g_menu_append_section (menu, _ ("Runs"), G_MENU_MODEL (self->runs_menu));
  return G_MENU_MODEL (menu);
}

/* What there is in the menu too, where there is room for it. */
static GtkWidget *
buttons_new (void)
{
  GtkWidget *squeezer = adw_squeezer_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *now = gtk_button_new_with_mnemonic (C_ ("moment", "_Now"));
  GtkWidget *go_on = gtk_button_new_with_mnemonic (_ ("_Continue from Here"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (now), "time.now");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (go_on), "time.continue");
  gtk_widget_set_tooltip_text (now, _ ("Look at the Newest Network Again"));
  gtk_widget_set_tooltip_text (go_on, _ ("Begin a New Run with the Network of This Moment"));
  gtk_box_append (GTK_BOX (box), now);
  gtk_box_append (GTK_BOX (box), go_on);
  adw_squeezer_set_allow_none (ADW_SQUEEZER (squeezer), TRUE);
  adw_squeezer_set_homogeneous (ADW_SQUEEZER (squeezer), FALSE);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), box);
  return squeezer;
}

static GtkWidget *
row_new (TenfoldTimeBar *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *more = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = menu_new (self);

  self->play_button = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), "media-playback-start-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->play_button), "time.play");
  gtk_widget_set_tooltip_text (self->play_button, _ ("Play the Run from Its Beginning"));
  gtk_widget_add_css_class (self->play_button, "flat");
  self->rail = TENFOLD_TIME_RAIL (tenfold_time_rail_new ());
  self->moment = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->moment, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (self->moment, 6);
  gtk_label_set_max_width_chars (self->moment, 12);
  gtk_label_set_xalign (self->moment, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->moment), "numeric");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (more), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), menu);
  gtk_widget_set_tooltip_text (more, _ ("Moments and Runs"));
  gtk_widget_add_css_class (more, "flat");
  gtk_box_append (GTK_BOX (row), self->play_button);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->rail));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->moment));
  gtk_box_append (GTK_BOX (row), buttons_new ());
  gtk_box_append (GTK_BOX (row), more);
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  return row;
}

static void
tenfold_time_bar_init (TenfoldTimeBar *self)
{
  static const GActionEntry entries[] = {
    { "play", NULL, NULL, "false", play_changed_cb },
    { "speed", NULL, "s", "'normal'", speed_changed_cb },
    { "run", NULL, "i", "0", run_changed_cb },
    { "now", now_cb },
    { "first-right", first_right_cb },
    { "last-change", last_change_cb },
    { "continue", continue_cb },
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *spare = g_object_new (TENFOLD_TYPE_SPARE, NULL);

  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->frames = g_array_new (FALSE, FALSE, sizeof (NnFilmFrame));
  self->reader = tenfold_film_reader_new (readings_cb, self);
  self->ink = NN_INK_EMPTY;
  self->truth = -1;
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "time", G_ACTION_GROUP (self->actions));
  self->turns = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->turns, TRUE);
  gtk_label_set_xalign (self->turns, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->turns), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->turns), "dim-label");
  adw_bin_set_child (ADW_BIN (spare), GTK_WIDGET (self->turns));
  gtk_box_append (GTK_BOX (box), row_new (self));
  gtk_box_append (GTK_BOX (box), spare);
  gtk_widget_add_css_class (GTK_WIDGET (self), "time-bar");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
tenfold_time_bar_new (void)
{
  return g_object_new (TENFOLD_TYPE_TIME_BAR, NULL);
}

void
tenfold_time_bar_connect (TenfoldTimeBar *self, TenfoldSession *session, TenfoldPlot *plot)
{
  g_return_if_fail (TENFOLD_IS_TIME_BAR (self) && self->session == NULL);
  self->session = g_object_ref (session);
  self->plot = g_object_ref (plot);
  g_signal_connect_swapped (session, "moment", G_CALLBACK (moment_cb), self);
  g_signal_connect_swapped (session, "report", G_CALLBACK (report_cb), self);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_object (tenfold_plot_get_chart (plot), "runs-changed", G_CALLBACK (runs_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rail, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  say_turns (self);
  say_moment (self);
}

GActionGroup *
tenfold_time_bar_get_actions (TenfoldTimeBar *self)
{
  g_return_val_if_fail (TENFOLD_IS_TIME_BAR (self), NULL);
  return G_ACTION_GROUP (self->actions);
}

void
tenfold_time_bar_set_wanted (TenfoldTimeBar *self, gboolean wanted)
{
  g_return_if_fail (TENFOLD_IS_TIME_BAR (self));
  self->wanted = wanted;
  gtk_widget_set_visible (GTK_WIDGET (self), wanted && self->frames->len > 1);
}

void
tenfold_time_bar_set_drawing (TenfoldTimeBar *self, const float *inks, NnInk ink)
{
  g_return_if_fail (TENFOLD_IS_TIME_BAR (self));
  memcpy (self->inks, inks, sizeof self->inks);
  self->ink = ink;
  self->truth = -1;
  if (self->session != NULL)
    read_film (self);
}

void
tenfold_time_bar_set_truth (TenfoldTimeBar *self, int digit)
{
  g_return_if_fail (TENFOLD_IS_TIME_BAR (self));
  self->truth = digit;
  if (self->session != NULL)
    say_turns (self);
}
