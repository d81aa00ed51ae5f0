/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/*
 * Compositor: a Wayland server for tests, on a thread of its own: it shows nothing, says yes to
 * everything, and has what no test machine has: a touchscreen, and a pen whose other end erases.
 * GTK cannot tell its events from those of real devices. It knows one window at a time; places are
 * in that window's surface.
 */

typedef struct _Compositor Compositor;

typedef enum { FINGER_DOWN, FINGER_MOVE, FINGER_UP, FINGERS_CANCEL } FingerAction;
typedef enum { PEN_NEAR, PEN_DOWN, PEN_MOVE, PEN_UP, PEN_AWAY } PenAction;

/* For the rest of the process. It must start before GTK does, which then finds it by itself. */
Compositor *compositor_start (void);

/* Whether GTK has asked for the devices. */
gboolean compositor_has_devices (Compositor *self);

void compositor_finger (Compositor *self, FingerAction action, int finger, double x, double y);

/* pressure: 0..1. Several moves without an iteration of the main loop become one event of GTK's. */
void compositor_pen (Compositor *self,
                     PenAction action,
                     gboolean eraser,
                     double x,
                     double y,
                     double pressure);
