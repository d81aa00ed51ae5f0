/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/understand/tenfold-understand-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/gtk/tenfold-ask.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/understand/tenfold-doubt-view.h"
#include "ui/understand/tenfold-explainer.h"
#include "ui/understand/tenfold-guess-pane.h"
#include "ui/understand/tenfold-inside-view.h"
#include "ui/understand/tenfold-map-view.h"
#include "ui/understand/tenfold-mistakes-view.h"
#include "ui/understand/tenfold-neighbours-view.h"
#include "ui/understand/tenfold-step-view.h"
#include "ui/understand/tenfold-strokes-view.h"
#include "ui/understand/tenfold-view-export.h"
#include "ui/understand/tenfold-why-view.h"
#include "ui/widgets/tenfold-choice.h"
#include "ui/widgets/tenfold-paper.h"
#include "ui/widgets/tenfold-wrap.h"
#include "ui/gtk/tenfold-actions.h"

#define LEAST_INTERVAL (100 * G_TIME_SPAN_MILLISECOND) /* between two questions */
/* A view that is not live is renewed by a run when so many times the time has passed that it took.
 */
#define REST 10

struct _TenfoldUnderstandPage {
  AdwBin parent_instance;

  TenfoldSession *session;
  GListStore *sources;
  TenfoldExplainer *explainer; /* NULL: not mapped yet, or disposed */
  TenfoldExplanation *explanation;
  NnDataset *dataset; /* NULL: not read yet */
  char *data_problem; /* why it cannot be read */
  gboolean loading;

  TenfoldView view;
  float inks[NN_PICTURE_PIXELS];
  NnInk ink;
  NnDrawing *drawing; /* NULL: there is a picture */
  guint subject;      /* counts drawings */
  gint64 step;        /* of the run; -1: none */
  gint64 asked;       /* when, monotonic */
  gint64 due;         /* when the timeout asks, likewise */
  guint timeout;

  GSimpleActionGroup *actions;
  guint guessed[TENFOLD_N_VIEWS]; /* the subject that was guessed about; 0: none */
  guint n_guesses, n_right;

  TenfoldGuessPane *guess;
  GtkLabel *guess_result;
  GtkWidget *choice, *head, *export_button;
  GtkLabel *title, *shows, *shows_not, *words, *moment;
  GtkStack *stack;
  TenfoldViewPane *panes[TENFOLD_N_VIEWS];
};

enum { PICTURE_CHOSEN, REWOUND, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TenfoldUnderstandPage, tenfold_understand_page, ADW_TYPE_BIN)

/* --- the views --- */

typedef enum {
  NEEDS_DRAWING = 1 << 0,
  NEEDS_DATA = 1 << 1,
  ON_DEMAND = 1 << 2, /* a run that is under way does not renew it */
  LIVE = 1 << 3,      /* a run renews it ten times a second */
} Needs;

typedef struct {
  const char *id; /* of its page of the help too */
  const char *name, *title, *shows, *shows_not;
  GType (*type) (void);
  Needs needs;
} View;

/* clang-format off */
static const View views[TENFOLD_N_VIEWS] = {
  [TENFOLD_VIEW_INSIDE] = {
    "view-inside", NC_ ("view", "Inside"), N_ ("What does each layer see?"),
    N_ ("The numbers of every layer for your drawing; beside them, what could already be read from that layer alone."),
    N_ ("It does not show what a unit stands for: a map that looks like a stroke need not mean one."),
    tenfold_inside_view_get_type, NEEDS_DRAWING | LIVE },
  [TENFOLD_VIEW_WHY] = {
    "view-why", NC_ ("view", "Why"), N_ ("Why this digit and not another?"),
    N_ ("How much each pixel adds to the lead of one digit over the other, on the way from the nearest picture of the other digit to yours."),
    N_ ("It does not show what would happen if you changed one pixel alone; another picture to compare with gives another map."),
    tenfold_why_view_get_type, NEEDS_DRAWING | NEEDS_DATA | LIVE },
  [TENFOLD_VIEW_STROKES] = {
    "view-strokes", NC_ ("view", "Strokes"), N_ ("When did it decide, and which part of my line did it?"),
    N_ ("What is read while the pen moves, and how much each part of the line adds to the lead of the likeliest digit over the next."),
    N_ ("It does not show how the network works: it never sees the pen move, only pictures of parts of your drawing."),
    tenfold_strokes_view_get_type, NEEDS_DRAWING },
  [TENFOLD_VIEW_NEIGHBOURS] = {
    "view-neighbours", NC_ ("view", "Neighbours"), N_ ("What does it take this for?"),
    N_ ("The pictures nearest to your drawing, of the likeliest digit and of the next, with label and distance."),
    N_ ("It does not show pictures that the network remembers: it keeps none. Untrained, both rows are much the same."),
    tenfold_neighbours_view_get_type, NEEDS_DRAWING | NEEDS_DATA },
  [TENFOLD_VIEW_MISTAKES] = {
    "view-mistakes", NC_ ("view", "Mistakes"), N_ ("What does it confuse?"),
    N_ ("How often each digit is read as which, of up to 1000 held-out pictures. Press a number to see its pictures, the worst first."),
    N_ ("It does not show how well the network does on the test set: that is never looked at here."),
    tenfold_mistakes_view_get_type, NEEDS_DATA },
  [TENFOLD_VIEW_STEP] = {
    "view-step", NC_ ("view", "Step"), N_ ("What does it learn in one step?"),
    N_ ("The next step of training, held still: what goes in, how wrong it is, what that says of the weights, and what changes."),
    N_ ("It does not show what later steps do: they may take back what this one brings."),
    tenfold_step_view_get_type, NEEDS_DRAWING | NEEDS_DATA | ON_DEMAND },
  [TENFOLD_VIEW_MAP] = {
    "view-map", NC_ ("view", "Map"), N_ ("Which digits lie close together, and where is mine?"),
    N_ ("Ten scores of up to 1000 held-out pictures, laid flat: a picture moves along an axis as the score of its digit grows."),
    N_ ("It does not show all ten dimensions at once: what lies together here may be far apart in another direction. Drag an axis to see."),
    tenfold_map_view_get_type, NEEDS_DATA },
  [TENFOLD_VIEW_DOUBT] = {
    "view-doubt", NC_ ("view", "Doubt"), N_ ("How sure is sure?"),
    N_ ("The probability of what is read while your drawing is moved, turned, made larger or written with another pen."),
    N_ ("It does not show how likely such changes are, and a network that is sure of all of them can still be wrong."),
    tenfold_doubt_view_get_type, NEEDS_DRAWING },
};
/* clang-format on */

static gboolean
needs (const TenfoldUnderstandPage *self, Needs what)
{
  return (views[self->view].needs & what) != 0;
}

static void
say_title (TenfoldUnderstandPage *self)
{
  const TenfoldExplanation *e = self->explanation;
  g_autofree char *title = NULL;

  if (e != NULL && e->has_why && self->view == TENFOLD_VIEW_WHY)
    /* Translators: two digits */
    title = g_strdup_printf (_ ("Why %d and not %d?"), e->why.a, e->why.b);
  gtk_label_set_text (self->title, title != NULL ? title : _ (views[self->view].title));
  gtk_label_set_text (self->shows, _ (views[self->view].shows));
  gtk_label_set_text (self->shows_not, _ (views[self->view].shows_not));
}

/* The data of the run that the network comes from; of one from a file, the first that is listed.
 * NULL: it has not been read yet. */
static NnDataset *
get_dataset (TenfoldUnderstandPage *self)
{
  NnDataset *of_run = self->session != NULL ? tenfold_session_get_dataset (self->session) : NULL;

  return of_run != NULL ? of_run : self->dataset;
}

/* Why the view has nothing to show; NULL: it has, or will. */
static const char *
find_problem (TenfoldUnderstandPage *self)
{
  if (needs (self, NEEDS_DRAWING) && self->ink != NN_INK_DRAWING)
    return _ ("Draw a digit on the pad, or put a picture on it: this view explains what is there.");
  if (get_dataset (self) == NULL && self->data_problem != NULL && needs (self, NEEDS_DATA))
    return self->data_problem;
  if (self->explanation != NULL)
    return self->explanation->problem;
  return _ ("This is being worked out…");
}

static void
say_moment (TenfoldUnderstandPage *self)
{
  const TenfoldExplanation *e = self->explanation;
  g_autofree char *text = NULL;

  if (e == NULL || e->problem != NULL)
    text = g_strdup ("");
  else if (e->question.untrained)
    text = g_strdup (_ ("This network has learned nothing yet: what is shown comes from random "
                        "weights."));
  else if (e->question.step >= 0)
    /* Translators: the number of a step of training */
    text = g_strdup_printf (_ ("At step %.0f of the run"), (double) e->question.step);
  else
    text = g_strdup ("");
  gtk_label_set_text (self->moment, text);
  gtk_widget_set_visible (GTK_WIDGET (self->moment), *text != '\0');
}

static gboolean
guesses_first (TenfoldUnderstandPage *self)
{
  g_autoptr (GVariant) state
      = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "guess-first");

  return g_variant_get_boolean (state);
}

/* Whether a question comes before the answer: once for a drawing and a view. */
static gboolean
ask_for_guess (TenfoldUnderstandPage *self, const TenfoldExplanation *e)
{
  TenfoldGuess *guess;

  if (!guesses_first (self) || self->guessed[self->view] == self->subject + 1)
    return FALSE;
  guess = tenfold_guess_new (e);
  if (guess != NULL)
    tenfold_guess_pane_ask (self->guess, guess);
  return guess != NULL;
}

static void
show (TenfoldUnderstandPage *self)
{
  const char *problem = find_problem (self);
  TenfoldExplanation *e = problem == NULL ? self->explanation : NULL;
  gboolean asks = FALSE;

  /* What is still missing may be what is to be guessed. */
  if (e != NULL && e->more && guesses_first (self)
      && self->guessed[self->view] != self->subject + 1) {
    problem = _ ("This is being worked out…");
    e = NULL;
  }
  asks = e != NULL && ask_for_guess (self, e);

  say_title (self);
  say_moment (self);
  gtk_label_set_text (self->words, problem != NULL ? problem : "");
  tenfold_view_pane_show (self->panes[self->view], e);
  gtk_stack_set_visible_child_name (self->stack, problem != NULL ? "words"
                                                 : asks          ? "guess"
                                                                 : views[self->view].id);
  gtk_widget_set_visible (GTK_WIDGET (self->guess_result),
                          problem == NULL && guesses_first (self)
                              && self->guessed[self->view] == self->subject + 1);
  gtk_widget_set_sensitive (self->export_button, problem == NULL && !asks);
}

/* --- guessing --- */

static void
guessed_cb (TenfoldUnderstandPage *self, gboolean right)
{
  g_autofree char *text = NULL;

  self->n_guesses++;
  self->n_right += right;
  self->guessed[self->view] = self->subject + 1;
  /* Translators: two numbers: how many guesses were right, of how many */
  text = g_strdup_printf (right ? _ ("Right! %u of %u guesses so far.")
                                : _ ("Not so: see below. %u of %u guesses so far were right."),
                          self->n_right, self->n_guesses);
  gtk_label_set_text (self->guess_result, text);
  show (self);
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

void
tenfold_understand_page_bind_settings (TenfoldUnderstandPage *self, GSettings *settings)
{
  g_autoptr (GAction) action = g_settings_create_action (settings, "guess-first");

  g_return_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self));
  g_action_map_add_action (G_ACTION_MAP (self->actions), action);
}

const TenfoldGuess *
tenfold_understand_page_get_guess (TenfoldUnderstandPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self), NULL);
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "guess") == 0
             ? tenfold_guess_pane_get_guess (self->guess)
             : NULL;
}

void
tenfold_understand_page_guess (TenfoldUnderstandPage *self, guint answer)
{
  g_return_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self));
  tenfold_guess_pane_answer (self->guess, answer);
}

/* --- export --- */

gboolean
tenfold_understand_page_export (TenfoldUnderstandPage *self,
                                GFile *file,
                                const char *format,
                                GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self), FALSE);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->panes[self->view]))) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         _ ("There is nothing to be seen that could be exported"));
    return FALSE;
  }
  bytes = tenfold_view_export_bytes (self->head, self->panes[self->view], format, error);
  return tenfold_paper_write (bytes, file, error);
}

static void
export_to (gpointer page, GFile *file, const char *format)
{
  g_autoptr (GError) error = NULL;

  if (tenfold_understand_page_export (page, file, format, &error))
    tenfold_say_written (page, file);
  else
    tenfold_fail (page, _ ("The View Cannot Be Exported"), error->message);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TenfoldUnderstandPage *self = data;
  g_autofree char *name
      = g_strdup_printf ("%s.%s", views[self->view].id, g_variant_get_string (parameter, NULL));

  tenfold_ask_export (self, _ ("Export View"), name, NULL, export_to);
}

/* --- asking --- */

static void load (TenfoldUnderstandPage *self);

/* The next step is known where the run can go on from. NULL: there is no network. */
static NnModel *
ref_model (TenfoldUnderstandPage *self)
{
  NnModel *model = tenfold_session_get_shown (self->session);
  gboolean now = tenfold_session_get_moment (self->session, NULL) == NULL;

  if (model == NULL)
    return NULL;
  return self->view == TENFOLD_VIEW_STEP && now ? tenfold_session_ref_checkpoint (self->session)
                                                : nn_model_ref (model);
}

static void
ask_now (TenfoldUnderstandPage *self)
{
  g_autoptr (NnModel) model = self->session != NULL ? ref_model (self) : NULL;
  NnFilmFrame moment;
  gboolean past, trains;
  TenfoldQuestion question = { .view = self->view, .model = model };

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (model == NULL || self->explainer == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  question.dataset = get_dataset (self);
  if (question.dataset == NULL)
    load (self);
  question.empty = self->ink != NN_INK_DRAWING;
  question.untrained = tenfold_session_get_shown_untrained (self->session);
  past = tenfold_session_get_moment (self->session, &moment) != NULL;
  trains = tenfold_session_get_state (self->session) != NN_WORKER_IDLE;
  question.rests = past || !trains;
  question.step = past ? (gint64) moment.step : trains ? self->step : -1;
  question.a = question.b = question.layer = question.unit = question.label = -1;
  question.drawing = self->drawing;
  question.subject = self->subject;
  memcpy (question.inks, self->inks, sizeof question.inks);
  if ((question.empty && needs (self, NEEDS_DRAWING))
      || (question.dataset == NULL && needs (self, NEEDS_DATA))) {
    tenfold_explainer_cancel (self->explainer);
    g_clear_pointer (&self->explanation, tenfold_explanation_unref);
    show (self);
    return;
  }
  tenfold_view_pane_choose (self->panes[self->view], &question);
  self->asked = g_get_monotonic_time ();
  /* First what is there at once, and of the same drawing then the rest. */
  question.patient = self->explanation != NULL && self->explanation->more
                     && (!question.rests || self->explanation->question.model == model)
                     && self->explanation->question.subject == self->subject;
  tenfold_explainer_ask (self->explainer, &question);
}

static gboolean
timeout_cb (gpointer data)
{
  TenfoldUnderstandPage *self = data;

  self->timeout = 0;
  ask_now (self);
  return G_SOURCE_REMOVE;
}

/* When the last question is so old; sooner where that is due already. */
static void
ask_after (TenfoldUnderstandPage *self, gint64 interval)
{
  gint64 now = g_get_monotonic_time (), due = MAX (self->asked + interval, now);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || (self->timeout != 0 && self->due <= due))
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->due = due;
  if (due == now)
    ask_now (self);
  else
    self->timeout = g_timeout_add ((guint) ((due - now) / 1000 + 1), timeout_cb, self);
}

static void
ask (TenfoldUnderstandPage *self)
{
  ask_after (self, LEAST_INTERVAL);
}

static void
explained_cb (TenfoldUnderstandPage *self, TenfoldExplanation *explanation)
{
  /* Of another view, or of a drawing that is gone. */
  if (explanation->question.view != self->view
      || (needs (self, NEEDS_DRAWING) && self->ink != NN_INK_DRAWING))
    return;
  g_clear_pointer (&self->explanation, tenfold_explanation_unref);
  self->explanation = tenfold_explanation_ref (explanation);
  show (self);
  if (explanation->more)
    ask (self);
}

/* Reading may outlive the page. */
static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  GWeakRef *page = data;
  g_autoptr (TenfoldUnderstandPage) self = g_weak_ref_get (page);
  TenfoldDataSource *source = TENFOLD_DATA_SOURCE (object);
  g_autoptr (GError) error = NULL;

  g_weak_ref_clear (page);
  g_free (page);
  if (self == NULL || self->session == NULL)
    return;
  self->loading = FALSE;
  if (tenfold_data_source_load_finish (source, result, &error))
    self->dataset = nn_dataset_ref (tenfold_data_source_get_train (source));
  else
    self->data_problem = g_strdup (error->message);
  ask (self);
  show (self);
}

/* Once, when it is first looked at. */
static void
load (TenfoldUnderstandPage *self)
{
  g_autoptr (TenfoldDataSource) source = NULL;
  GWeakRef *page;

  if (self->loading || self->dataset != NULL || self->data_problem != NULL)
    return;
  source = g_list_model_get_item (G_LIST_MODEL (self->sources), 0);
  if (source == NULL)
    return;
  self->loading = TRUE;
  page = g_new (GWeakRef, 1);
  g_weak_ref_init (page, self);
  tenfold_data_source_load_async (source, NULL, loaded_cb, page);
}

/* --- what changes --- */

/* All of the ink is to be seen again. */
static void
let_ink_go (TenfoldUnderstandPage *self)
{
  g_signal_emit (self, signals[REWOUND], 0, 1.0);
}

static void
view_cb (TenfoldUnderstandPage *self)
{
  let_ink_go (self);
  self->view = (TenfoldView) MIN (tenfold_choice_get_selected (TENFOLD_CHOICE (self->choice)),
                                  TENFOLD_N_VIEWS - 1);
  g_clear_pointer (&self->explanation, tenfold_explanation_unref);
  show (self);
  ask_now (self);
}

void
tenfold_understand_page_set_view (TenfoldUnderstandPage *self, TenfoldView view)
{
  g_return_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self) && view < TENFOLD_N_VIEWS);
  tenfold_choice_set_selected (TENFOLD_CHOICE (self->choice), view);
}

void
tenfold_understand_page_set_drawing (TenfoldUnderstandPage *self,
                                     const float *inks,
                                     NnInk ink,
                                     const NnDrawing *drawing)
{
  g_return_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self));
  g_clear_pointer (&self->drawing, nn_drawing_free);
  if (drawing != NULL)
    self->drawing = nn_drawing_copy (drawing);
  if (ink != self->ink || memcmp (inks, self->inks, sizeof self->inks) != 0)
    self->subject++;
  memcpy (self->inks, inks, sizeof self->inks);
  self->ink = ink;
  ask (self);
}

static void
report_cb (TenfoldUnderstandPage *self, NnReport *report)
{
  self->step = (gint64) report->progress.step;
  /* Who looks back sees a network that no run changes. */
  if (tenfold_session_get_moment (self->session, NULL) != NULL
      || (needs (self, ON_DEMAND)
          && tenfold_session_get_state (self->session) == NN_WORKER_TRAINING))
    return;
  ask_after (self, needs (self, LIVE) || self->explanation == NULL
                       ? LEAST_INTERVAL
                       : MAX (LEAST_INTERVAL, REST * self->explanation->duration));
}

static void
picture_cb (TenfoldUnderstandPage *self, gpointer pixels, int label)
{
  g_signal_emit (self, signals[PICTURE_CHOSEN], 0, pixels, label);
}

static void
rewound_cb (TenfoldUnderstandPage *self, double time)
{
  g_signal_emit (self, signals[REWOUND], 0, time);
}

void
tenfold_understand_page_connect (TenfoldUnderstandPage *self,
                                 TenfoldSession *session,
                                 GListStore *sources)
{
  g_return_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  self->sources = g_object_ref (sources);
  g_signal_connect_swapped (session, "report", G_CALLBACK (report_cb), self);
  g_signal_connect_swapped (session, "replaced", G_CALLBACK (ask), self);
  g_signal_connect_swapped (session, "moment", G_CALLBACK (ask), self);
  show (self);
}

const char *
tenfold_understand_page_get_help (TenfoldUnderstandPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self), NULL);
  return views[self->view].id;
}

const TenfoldExplanation *
tenfold_understand_page_get_explanation (TenfoldUnderstandPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self), NULL);
  return find_problem (self) == NULL ? self->explanation : NULL;
}

const char *
tenfold_understand_page_get_words (TenfoldUnderstandPage *self)
{
  g_return_val_if_fail (TENFOLD_IS_UNDERSTAND_PAGE (self), NULL);
  return gtk_label_get_text (self->words);
}

/* --- the page --- */

static void
tenfold_understand_page_map (GtkWidget *widget)
{
  TenfoldUnderstandPage *self = TENFOLD_UNDERSTAND_PAGE (widget);

  GTK_WIDGET_CLASS (tenfold_understand_page_parent_class)->map (widget);
  if (self->session == NULL)
    return;
  if (self->explainer == NULL) {
    self->explainer = tenfold_explainer_new ();
    g_signal_connect_swapped (self->explainer, "explained", G_CALLBACK (explained_cb), self);
  }
  ask_now (self);
}

static void
tenfold_understand_page_unmap (GtkWidget *widget)
{
  TenfoldUnderstandPage *self = TENFOLD_UNDERSTAND_PAGE (widget);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->explainer != NULL)
    tenfold_explainer_cancel (self->explainer);
  let_ink_go (self);
  GTK_WIDGET_CLASS (tenfold_understand_page_parent_class)->unmap (widget);
}

static void
tenfold_understand_page_dispose (GObject *object)
{
  TenfoldUnderstandPage *self = TENFOLD_UNDERSTAND_PAGE (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->explainer != NULL)
    g_object_run_dispose (G_OBJECT (self->explainer));
  g_clear_object (&self->explainer);
  if (self->actions != NULL) {
    g_action_map_remove_action (G_ACTION_MAP (self->actions), "export");
    g_signal_handlers_disconnect_by_data (self->actions, self);
  }
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->sources);
  g_clear_pointer (&self->explanation, tenfold_explanation_unref);
  g_clear_pointer (&self->dataset, nn_dataset_unref);
  g_clear_pointer (&self->drawing, nn_drawing_free);
  g_clear_pointer (&self->data_problem, g_free);
  G_OBJECT_CLASS (tenfold_understand_page_parent_class)->dispose (object);
}

static void
tenfold_understand_page_finalize (GObject *object)
{
  tenfold_actions_clear (&TENFOLD_UNDERSTAND_PAGE (object)->actions);
  G_OBJECT_CLASS (tenfold_understand_page_parent_class)->finalize (object);
}

static void
tenfold_understand_page_class_init (TenfoldUnderstandPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tenfold_understand_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = tenfold_understand_page_finalize;
  widget_class->map = tenfold_understand_page_map;
  widget_class->unmap = tenfold_understand_page_unmap;
  signals[PICTURE_CHOSEN]
      = g_signal_new ("picture-chosen", TENFOLD_TYPE_UNDERSTAND_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_INT);
  signals[REWOUND] = g_signal_new ("rewound", TENFOLD_TYPE_UNDERSTAND_PAGE, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static GtkLabel *
label_new (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
add_views (TenfoldUnderstandPage *self, GtkWidget *box)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  self->words = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->words, TRUE);
  gtk_label_set_xalign (self->words, 0);
  gtk_widget_set_valign (GTK_WIDGET (self->words), GTK_ALIGN_START);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->words), "words");
  self->guess = TENFOLD_GUESS_PANE (tenfold_guess_pane_new ());
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->guess), "guess");
  g_signal_connect_object (self->guess, "guessed", G_CALLBACK (guessed_cb), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < TENFOLD_N_VIEWS; i++) {
    self->panes[i] = g_object_new (views[i].type (), NULL);
    gtk_stack_add_named (self->stack, GTK_WIDGET (self->panes[i]), views[i].id);
    g_signal_connect_object (self->panes[i], "asked", G_CALLBACK (ask_now), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->panes[i], "picture-chosen", G_CALLBACK (picture_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->panes[i], "rewound", G_CALLBACK (rewound_cb), self,
                             G_CONNECT_SWAPPED);
  }
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
}

static GMenuModel *
export_menu_new (void)
{
  const char *const formats[][2] = { { N_ ("Picture (PNG)…"), "png" },
                                     { N_ ("Drawing (SVG)…"), "svg" },
                                     { N_ ("Numbers (CSV)…"), "csv" } };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (formats[i][0]), NULL);

    g_menu_item_set_action_and_target (item, "understand.export", "s", formats[i][1]);
    g_menu_append_item (menu, item);
  }
  return G_MENU_MODEL (menu);
}

/* The choice of the view, whether one guesses, and the export. */
static GtkWidget *
controls_new (TenfoldUnderstandPage *self)
{
  GtkWidget *controls = g_object_new (TENFOLD_TYPE_WRAP, NULL);
  GtkWidget *guess = gtk_check_button_new_with_label (_ ("Guess first"));
  g_autoptr (GMenuModel) menu = export_menu_new ();
  const char *names[TENFOLD_N_VIEWS + 1] = { NULL };

  for (guint i = 0; i < TENFOLD_N_VIEWS; i++)
    names[i] = g_dpgettext2 (NULL, "view", views[i].name);
  self->choice = tenfold_choice_new (_ ("View"), _ ("What is explained"));
  tenfold_choice_set_strings (TENFOLD_CHOICE (self->choice), names);
  gtk_widget_set_tooltip_text (guess, _ ("Answer a question before a view shows what is right"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (guess), "understand.guess-first");
  gtk_widget_set_valign (guess, GTK_ALIGN_END);
  gtk_widget_set_margin_bottom (guess, 5);
  self->export_button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->export_button), _ ("Export"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->export_button), menu);
  gtk_widget_set_valign (self->export_button, GTK_ALIGN_END);
  gtk_widget_set_parent (self->choice, controls);
  gtk_widget_set_parent (self->export_button, controls);
  gtk_widget_set_parent (guess, controls);
  gtk_widget_add_css_class (controls, "control");
  return controls;
}

static void
add_actions (TenfoldUnderstandPage *self)
{
  const GActionEntry entries[] = {
    { .name = "export", .activate = export_cb, .parameter_type = "s" },
    { .name = "guess-first", .state = "false" },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "understand", G_ACTION_GROUP (self->actions));
  g_signal_connect_swapped (self->actions, "action-state-changed::guess-first", G_CALLBACK (show),
                            self);
}

static void
tenfold_understand_page_init (TenfoldUnderstandPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->step = -1;
  self->ink = NN_INK_EMPTY;
  add_actions (self);
  self->head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_box_append (GTK_BOX (self->head), controls_new (self));
  self->title = label_new (self->head, "title-2");
  self->shows = label_new (self->head, "body");
  self->shows_not = label_new (self->head, "dim-label");
  self->moment = label_new (self->head, "caption");
  self->guess_result = label_new (self->head, "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->guess_result), "control");
  gtk_box_append (GTK_BOX (box), self->head);
  add_views (self, box);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (view_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
tenfold_understand_page_new (void)
{
  return g_object_new (TENFOLD_TYPE_UNDERSTAND_PAGE, NULL);
}
