/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-cloud.h"

#include <math.h>
#include <string.h>

/* For the translators: the core itself speaks English, the window translates. */
#define N_(text) (text)

/* Points of a test set. */
#define N_TEST 1000

/* The most that noise and share can be. */
#define MOST_NOISE 10.0
#define MOST_SHARE 0.9

/* --- curves: y of x --- */

#define CURVE(name, expression)                                                                    \
  static void name (NnDataPoint *p, guint i, guint n, NnRandom *random)                            \
  {                                                                                                \
    const double x = p->x;                                                                         \
                                                                                                   \
    p->y = (float) (expression);                                                                   \
  }

static double
bump (double x, double middle, double width)
{
  return exp (-(x - middle) * (x - middle) / (2 * width * width));
}

/* clang-format off */
CURVE (parabola, x * x)
CURVE (sine,     sin (2 * G_PI * x))
CURVE (step,     x < 0 ? 0 : 1)
CURVE (absolute, fabs (x))
CURVE (bumps,    bump (x, -0.5, 0.15) + 0.6 * bump (x, 0.4, 0.2))
CURVE (runge,    1 / (1 + 25 * x * x))
/* clang-format on */

/* --- planes: a place and its class --- */

/* Both numbers from -6 to 6. */
#define PLANE 6.0f

static void
polar (NnDataPoint *p, float radius, float angle)
{
  p->x = radius * cosf (angle);
  p->y = radius * sinf (angle);
}

/* A disc, and a ring around it, each evenly covered: the square of a radius is uniform. */
static void
circle (NnDataPoint *p, guint i, guint n, NnRandom *random)
{
  float low, high, square;

  p->label = i % 2;
  low = p->label == 0 ? 0 : 3.5f;
  high = p->label == 0 ? 2.5f : 5.5f;
  square = nn_random_range (random, low * low, high * high);
  polar (p, sqrtf (square), nn_random_range (random, 0, 2 * (float) G_PI));
}

static void
exclusive_or (NnDataPoint *p, guint i, guint n, NnRandom *random)
{
  float x = nn_random_range (random, 0.3f, 5.5f), y = nn_random_range (random, 0.3f, 5.5f);

  p->label = i % 2;
  p->x = i / 2 % 2 == 0 ? x : -x;
  p->y = (i / 2 % 2 == 0) == (p->label == 0) ? y : -y;
}

/* Two half circles, each of which ends inside of the other. */
static void
moons (NnDataPoint *p, guint i, guint n, NnRandom *random)
{
  float angle = nn_random_range (random, 0, (float) G_PI);

  p->label = i % 2;
  polar (p, 3.5f, p->label == 0 ? angle : -angle);
  p->x += p->label == 0 ? -1.75f : 1.75f;
  p->y += p->label == 0 ? -0.9f : 0.9f;
}

/* Two arms of an Archimedean spiral, one and three quarters of a turn each. */
static void
spiral (NnDataPoint *p, guint i, guint n, NnRandom *random)
{
  float along = nn_random_uniform (random);

  p->label = i % 2;
  polar (p, 0.3f + 5.2f * along, 3.5f * (float) G_PI * along + (p->label == 0 ? 0 : (float) G_PI));
}

static void
gauss (NnDataPoint *p, guint i, guint n, NnRandom *random)
{
  p->label = i % 2;
  p->x = (p->label == 0 ? -2 : 2) + nn_random_normal (random);
  p->y = (p->label == 0 ? -2 : 2) + nn_random_normal (random);
}

/* A cloud of Gauss in each quarter, a class each. */
static void
corners (NnDataPoint *p, guint i, guint n, NnRandom *random)
{
  p->label = i % 4;
  p->x = (p->label % 2 == 0 ? -2.5f : 2.5f) + nn_random_normal (random);
  p->y = (p->label / 2 == 0 ? -2.5f : 2.5f) + nn_random_normal (random);
}

/* --- the table --- */

#define SQUARES "loss=squared-error "

/* clang-format off */

static const NnCloud clouds[] = {
/* name, title, plane, classes, place, range of x, range of y, noise, share, count;
 * network, recipe;
 * summary */
  { "parabola", N_ ("Parabola"),        FALSE, 0, parabola,     -0.5,   0.5,   -0.1, 0.4,   0.02, 0,    200,
    "dense 10, tanh, dense 1, tanh",                    SQUARES "optimizer=sgd rate=0.1 batch=8192 epochs=2000",
    N_ ("The square of x: the first curve that a network is taught to draw") },
  { "sine",     N_ ("Sine"),            FALSE, 0, sine,         -1,     1,     -1.5, 1.5,   0.1,  0.2,  200,
    "dense 20, tanh, dense 20, tanh, dense 1",          SQUARES "rate=0.01 batch=8192 schedule=cosine epochs=2000",
    N_ ("Two whole waves: a network needs a bend for each of their turns") },
  { "step",     N_ ("Step"),            FALSE, 0, step,         -1,     1,     -0.5, 1.5,   0.1,  0.2,  200,
    "dense 10, tanh, dense 1",                          SQUARES "rate=0.01 batch=8192 schedule=cosine epochs=2000",
    N_ ("A jump from 0 to 1: a single unit can do it, and the more it has learned the steeper it gets") },
  { "absolute", N_ ("Absolute Value"),  FALSE, 0, absolute,     -1,     1,     -0.3, 1.3,   0.05, 0.2,  200,
    "dense 8, relu, dense 1",                           SQUARES "rate=0.01 batch=8192 schedule=cosine epochs=2000",
    N_ ("Two straight lines with a corner, which rectifiers draw exactly") },
  { "bumps",    N_ ("Two Bumps"),       FALSE, 0, bumps,        -1,     1,     -0.3, 1.3,   0.05, 0.2,  200,
    "dense 20, tanh, dense 20, tanh, dense 1",          SQUARES "rate=0.01 batch=8192 schedule=cosine epochs=2000",
    N_ ("A high and narrow bump and a low and wide one: the narrow one is learned last") },
  { "runge",    N_ ("Runge's Function"), FALSE, 0, runge,       -1,     1,     -0.3, 1.3,   0.02, 0.2,  200,
    "dense 20, tanh, dense 1",                          SQUARES "rate=0.01 batch=8192 schedule=cosine epochs=2000",
    N_ ("1 / (1 + 25 x^2), at whose ends polynomials of a high degree swing out; a network does not") },

  { "circle",   N_ ("Circle"),          TRUE,  2, circle,       -PLANE, PLANE, -PLANE, PLANE, 0.2, 0.25, 400,
    "dense 6, tanh, dense 2",                           "rate=0.03 batch=20 epochs=60",
    N_ ("A disc in a ring: no straight line parts them, three together do") },
  { "xor",      N_ ("Exclusive Or"),    TRUE,  2, exclusive_or, -PLANE, PLANE, -PLANE, PLANE, 0.1, 0.25, 400,
    "dense 6, tanh, dense 2",                           "rate=0.03 batch=20 epochs=60",
    N_ ("Opposite quarters belong together: the problem that one layer cannot solve") },
  { "moons",    N_ ("Two Moons"),       TRUE,  2, moons,        -PLANE, PLANE, -PLANE, PLANE, 0.4, 0.25, 400,
    "dense 8, tanh, dense 8, tanh, dense 2",            "rate=0.03 batch=20 epochs=60",
    N_ ("Two half circles that reach into each other") },
  { "spiral",   N_ ("Spiral"),          TRUE,  2, spiral,       -PLANE, PLANE, -PLANE, PLANE, 0.1, 0.25, 400,
    "dense 16, tanh, dense 16, tanh, dense 2",          "rate=0.02 batch=20 schedule=one-cycle epochs=300",
    N_ ("Two arms wound around each other: the hardest of these problems") },
  { "gauss",    N_ ("Gauss"),           TRUE,  2, gauss,        -PLANE, PLANE, -PLANE, PLANE, 0,   0.25, 400,
    "dense 2",                                          "rate=0.03 batch=20 epochs=30",
    N_ ("Two round clouds that a straight line parts: one layer is enough") },
  { "corners",  N_ ("Four Corners"),    TRUE,  4, corners,      -PLANE, PLANE, -PLANE, PLANE, 0,   0.25, 400,
    "dense 8, tanh, dense 4",                           "rate=0.03 batch=20 epochs=60",
    N_ ("Four round clouds, each a class of its own") },
};

/* clang-format on */

const NnCloud *
nn_cloud_list (guint *n_clouds)
{
  *n_clouds = G_N_ELEMENTS (clouds);
  return clouds;
}

const NnCloud *
nn_cloud_find (gboolean plane, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (clouds); i++)
    if (clouds[i].plane == plane && g_str_equal (clouds[i].name, name))
      return &clouds[i];
  return NULL;
}

const NnCloud *
nn_cloud_like (guint n_classes)
{
  return n_classes == 0   ? nn_cloud_find (FALSE, "sine")
         : n_classes <= 2 ? nn_cloud_find (TRUE, "moons")
                          : nn_cloud_find (TRUE, "corners");
}

/* --- as text --- */

gboolean
nn_cloud_is_name (const char *name)
{
  return g_str_has_prefix (name, "curve:") || g_str_has_prefix (name, "plane:");
}

void
nn_cloud_spec_init (NnCloudSpec *self, const NnCloud *cloud)
{
  *self = (NnCloudSpec){ cloud, cloud->count, cloud->noise, cloud->share, 1 };
}

static gboolean
refuse_cloud (const char *text, gboolean plane, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (clouds); i++)
    if (clouds[i].plane == plane)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", clouds[i].name);
  g_set_error (error, NN_ERROR, NN_ERROR_RANGE, "%s: a %s is one of %s", text,
               plane ? "plane" : "curve", names->str);
  return FALSE;
}

static gboolean
read_number (const char *word, const char *key, double most, double *number)
{
  const char *value = word + strlen (key);
  char *end;

  if (!g_str_has_prefix (word, key))
    return FALSE;
  *number = g_ascii_strtod (value, &end);
  return end != value && *end == '\0' && *number >= 0 && *number <= most;
}

static gboolean
read_word (NnCloudSpec *self, const char *word)
{
  guint64 count;

  if (g_str_has_prefix (word, "seed="))
    return g_ascii_string_to_unsigned (word + 5, 10, 0, G_MAXUINT64, &self->seed, NULL);
  if (strchr (word, '=') != NULL)
    return read_number (word, "noise=", MOST_NOISE, &self->noise)
           || read_number (word, "share=", MOST_SHARE, &self->share);
  if (!g_ascii_string_to_unsigned (word, 10, 1, NN_POINTS_MOST, &count, NULL))
    return FALSE;
  self->count = (guint) count;
  return TRUE;
}

gboolean
nn_cloud_spec_parse (NnCloudSpec *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ":", -1);
  gboolean plane = g_strcmp0 (words[0], "plane") == 0;
  const NnCloud *cloud = g_strv_length (words) >= 2 ? nn_cloud_find (plane, words[1]) : NULL;
  NnCloudSpec spec;

  g_return_val_if_fail (nn_cloud_is_name (text), FALSE);

  if (cloud == NULL)
    return refuse_cloud (text, plane, error);
  nn_cloud_spec_init (&spec, cloud);
  for (guint i = 2; words[i] != NULL; i++)
    if (!read_word (&spec, words[i])) {
      g_set_error (error, NN_ERROR, NN_ERROR_RANGE,
                   "%s: '%s' is no number of points from 1 to %d, and not noise=0 to noise=%g, "
                   "share=0 to share=%g or seed=N",
                   text, words[i], NN_POINTS_MOST, MOST_NOISE, MOST_SHARE);
      return FALSE;
    }
  *self = spec;
  return TRUE;
}

static void
append_unusual (GString *text, const char *key, double number, double usual)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (number != usual)
    g_string_append_printf (text, ":%s=%s", key, g_ascii_dtostr (digits, sizeof digits, number));
}

char *
nn_cloud_spec_to_string (const NnCloudSpec *self)
{
  const NnCloud *cloud = self->cloud;
  GString *text = g_string_new (cloud->plane ? "plane:" : "curve:");

  g_string_append_printf (text, "%s:%u", cloud->name, self->count);
  append_unusual (text, "noise", self->noise, cloud->noise);
  append_unusual (text, "share", self->share, cloud->share);
  if (self->seed != 1)
    g_string_append_printf (text, ":seed=%" G_GUINT64_FORMAT, self->seed);
  return g_string_free (text, FALSE);
}

/* --- points --- */

/* stream: of random numbers. */
static NnPoints *
draw (const NnCloud *cloud, guint n, double noise, guint64 seed, guint64 stream)
{
  NnPoints *made = nn_points_new (cloud->plane);
  NnRandom random;

  nn_random_init (&random, seed, stream);
  for (guint i = 0; i < n; i++) {
    NnDataPoint p = { 0 };

    if (!cloud->plane)
      p.x = (float) (n > 1 ? cloud->low + (cloud->high - cloud->low) * i / (n - 1)
                           : (cloud->low + cloud->high) / 2);
    cloud->place (&p, i, n, &random);
    if (noise > 0 && cloud->plane)
      p.x += (float) noise * nn_random_normal (&random);
    if (noise > 0)
      p.y += (float) noise * nn_random_normal (&random);
    g_array_append_val (made->points, p);
  }
  return made;
}

NnPoints *
nn_cloud_spec_draw (const NnCloudSpec *self)
{
  return draw (self->cloud, self->count, self->noise, self->seed, 1);
}

NnDataset *
nn_cloud_spec_load (const NnCloudSpec *self, NnDataset **test)
{
  g_autofree char *name = nn_cloud_spec_to_string (self);
  g_autoptr (NnPoints) points = nn_cloud_spec_draw (self);

  if (test != NULL) {
    g_autoptr (NnPoints) others
        = draw (self->cloud, N_TEST, self->cloud->plane ? self->noise : 0, self->seed, 2);

    *test = nn_points_to_dataset (others, name, 0, NULL);
  }
  return nn_points_to_dataset (points, name, self->share, NULL);
}
