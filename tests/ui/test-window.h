/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-ui.h"

#include "ui/data/tenfold-data-page.h"
#include "ui/model/tenfold-model-page.h"
#include "ui/pad/tenfold-pad-pane.h"
#include "ui/session/tenfold-data-source.h"
#include "ui/session/tenfold-session.h"
#include "ui/train/tenfold-train-page.h"
#include "ui/understand/tenfold-understand-page.h"
#include "ui/window/tenfold-window.h"

/* What a window consists of, by the names of its template and its properties. Borrowed. */

static inline gpointer
test_window_child (gpointer window, const char *name)
{
  return gtk_widget_get_template_child (window, TENFOLD_TYPE_WINDOW, name);
}

static inline gpointer
test_window_object (gpointer window, const char *property)
{
  gpointer object;

  g_object_get (window, property, &object, NULL);
  g_object_unref (object);
  return object;
}

static inline TenfoldSession *
test_window_session (gpointer window)
{
  return test_window_object (window, "session");
}

static inline TenfoldPadPane *
test_window_pad_pane (gpointer window)
{
  return test_window_child (window, "pad_pane");
}

static inline TenfoldTrainPage *
test_window_train_page (gpointer window)
{
  return test_window_child (window, "train_page");
}

static inline TenfoldUnderstandPage *
test_window_understand_page (gpointer window)
{
  return test_window_child (window, "understand_page");
}

static inline gpointer
test_train_page_child (gpointer page, const char *name)
{
  return gtk_widget_get_template_child (page, TENFOLD_TYPE_TRAIN_PAGE, name);
}
