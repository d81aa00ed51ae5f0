/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monkey-hands.h"

#include <X11/Xlib.h>
#include <dlfcn.h>
#include <string.h>

/* The library comes with xdotool, its header need not be there. */
struct _MonkeyHands {
  Display *display;
  void *library;
  int (*motion) (Display *display, int screen, int x, int y, unsigned long delay);
  int (*button) (Display *display, unsigned int button, Bool down, unsigned long delay);
  int (*key) (Display *display, unsigned int code, Bool down, unsigned long delay);
};

static gpointer
find (MonkeyHands *self, const char *name)
{
  gpointer function = dlsym (self->library, name);

  if (function == NULL)
    g_error ("libXtst has no %s", name);
  return function;
}

MonkeyHands *
monkey_hands_new (void)
{
  MonkeyHands *self = g_new0 (MonkeyHands, 1);

  self->library = dlopen ("libXtst.so.6", RTLD_NOW);
  self->display = XOpenDisplay (NULL);
  if (self->library == NULL || self->display == NULL)
    g_error ("No hands: libXtst or the display is missing");
  self->motion = find (self, "XTestFakeMotionEvent");
  self->button = find (self, "XTestFakeButtonEvent");
  self->key = find (self, "XTestFakeKeyEvent");
  return self;
}

void
monkey_hands_free (MonkeyHands *self)
{
  XCloseDisplay (self->display);
  g_free (self);
}

void
monkey_hands_point (MonkeyHands *self, gulong window, int x, int y)
{
  int root_x, root_y;
  Window child;

  if (!XTranslateCoordinates (self->display, window, DefaultRootWindow (self->display), x, y,
                              &root_x, &root_y, &child))
    return;
  self->motion (self->display, -1, root_x, root_y, 0);
  XFlush (self->display);
}

void
monkey_hands_button (MonkeyHands *self, guint button, gboolean down)
{
  self->button (self->display, button, down, 0);
  XFlush (self->display);
}

static void
set_key (MonkeyHands *self, const char *name, gboolean down)
{
  KeySym symbol = XStringToKeysym (name);
  KeyCode code = symbol != NoSymbol ? XKeysymToKeycode (self->display, symbol) : 0;

  if (code == 0)
    g_error ("The keyboard has no %s", name);
  self->key (self->display, code, down, 0);
}

static const char *
modifier (const char *word)
{
  if (g_str_equal (word, "ctrl"))
    return "Control_L";
  if (g_str_equal (word, "shift"))
    return "Shift_L";
  if (g_str_equal (word, "alt"))
    return "Alt_L";
  return word;
}

void
monkey_hands_key (MonkeyHands *self, const char *key)
{
  g_auto (GStrv) words = g_strsplit (key, "+", -1);
  int n = (int) g_strv_length (words);

  for (int i = 0; i < n; i++)
    set_key (self, modifier (words[i]), TRUE);
  for (int i = n - 1; i >= 0; i--)
    set_key (self, modifier (words[i]), FALSE);
  XFlush (self->display);
}

void
monkey_hands_focus (MonkeyHands *self, gulong window)
{
  XSetInputFocus (self->display, window, RevertToParent, CurrentTime);
  XRaiseWindow (self->display, window);
  XSync (self->display, False);
}

void
monkey_hands_place (MonkeyHands *self, gulong window)
{
  XMoveWindow (self->display, window, 0, 0);
  XSync (self->display, False);
}
