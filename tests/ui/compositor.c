/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compositor.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server.h>

#include "tablet-server.h"
#include "xdg-shell-server.h"

#define FRAME_MILLISECONDS 16

typedef struct {
  Compositor *compositor;
  const struct wl_interface *interface;
} Offer;

struct _Compositor {
  GMutex lock; /* of everything below and of the library's own state */
  struct wl_display *display;
  Offer offers[7];
  GPtrArray *frames; /* wl_callback resources that wait for the next frame */
  gint64 last_frame;

  struct wl_resource *new_surface; /* of the xdg_surface that was made last */
  struct wl_resource *surface, *xdg_surface, *toplevel;
  gboolean configured;

  struct wl_resource *touch;
  struct wl_resource *tablet, *tools[2]; /* pen, eraser */
};

static struct wl_resource *
add (Compositor *self, struct wl_client *client, const struct wl_interface *interface, guint32 id);

static guint32
now (void)
{
  return (guint32) (g_get_monotonic_time () / 1000);
}

static guint32
serial (Compositor *self)
{
  return wl_display_next_serial (self->display);
}

static void
add_tool (Compositor *self, struct wl_resource *seat, guint i)
{
  struct wl_client *client = wl_resource_get_client (seat);
  struct wl_resource *tool = add (self, client, &zwp_tablet_tool_v2_interface, 0);

  self->tools[i] = tool;
  zwp_tablet_seat_v2_send_tool_added (seat, tool);
  zwp_tablet_tool_v2_send_type (tool, i == 0 ? ZWP_TABLET_TOOL_V2_TYPE_PEN
                                             : ZWP_TABLET_TOOL_V2_TYPE_ERASER);
  zwp_tablet_tool_v2_send_hardware_serial (tool, 0, 7);
  zwp_tablet_tool_v2_send_capability (tool, ZWP_TABLET_TOOL_V2_CAPABILITY_PRESSURE);
  zwp_tablet_tool_v2_send_done (tool);
}

static void
add_tablet (Compositor *self, struct wl_resource *seat)
{
  struct wl_client *client = wl_resource_get_client (seat);

  self->tablet = add (self, client, &zwp_tablet_v2_interface, 0);
  zwp_tablet_seat_v2_send_tablet_added (seat, self->tablet);
  zwp_tablet_v2_send_name (self->tablet, "Tablet");
  zwp_tablet_v2_send_id (self->tablet, 1, 1);
  zwp_tablet_v2_send_done (self->tablet);
  add_tool (self, seat, 0);
  add_tool (self, seat, 1);
}

/* A window may show itself when it has been told its size. 0x0: as it likes. */
static void
configure (Compositor *self)
{
  struct wl_array states;

  wl_array_init (&states);
  *(guint32 *) wl_array_add (&states, sizeof (guint32)) = XDG_TOPLEVEL_STATE_ACTIVATED;
  xdg_toplevel_send_configure (self->toplevel, 0, 0, &states);
  xdg_surface_send_configure (self->xdg_surface, serial (self));
  wl_array_release (&states);
  self->configured = TRUE;
}

/* What a request does beside making and destroying objects. */
static void
answer (Compositor *self,
        struct wl_resource *resource,
        const char *request,
        const union wl_argument *arguments,
        struct wl_resource *child)
{
  const char *class = wl_resource_get_class (resource);

  if (g_str_equal (class, "wl_surface")) {
    if (g_str_equal (request, "frame"))
      g_ptr_array_add (self->frames, child);
    else if (g_str_equal (request, "attach") && arguments[0].o != NULL)
      wl_buffer_send_release ((struct wl_resource *) arguments[0].o);
    else if (g_str_equal (request, "commit") && resource == self->surface && !self->configured)
      configure (self);
  } else if (g_str_equal (request, "get_xdg_surface")) {
    self->new_surface = (struct wl_resource *) arguments[1].o;
  } else if (g_str_equal (request, "get_toplevel")) {
    self->surface = self->new_surface;
    self->xdg_surface = resource;
    self->toplevel = child;
    self->configured = FALSE;
  } else if (g_str_equal (request, "get_popup")) {
    xdg_popup_send_configure (child, 0, 0, 100, 100);
    xdg_surface_send_configure (resource, serial (self));
  } else if (g_str_equal (request, "get_touch")) {
    self->touch = child;
  } else if (g_str_equal (request, "get_tablet_seat")) {
    add_tablet (self, child);
  } else if (resource == self->toplevel && g_str_equal (request, "destroy")) {
    self->surface = self->xdg_surface = self->toplevel = NULL;
  }
}

/* Every request of every object comes through here. */
static int
dispatch_cb (const void *unused,
             void *target,
             uint32_t opcode,
             const struct wl_message *message,
             union wl_argument *arguments)
{
  struct wl_resource *resource = target, *child = NULL;
  Compositor *self = wl_resource_get_user_data (resource);
  int at = 0;

  for (const char *c = message->signature; *c != '\0'; c++) {
    if (g_ascii_isdigit (*c) || *c == '?')
      continue;
    if (*c == 'n')
      child = add (self, wl_resource_get_client (resource), message->types[at], arguments[at].n);
    at++;
  }
  answer (self, resource, message->name, arguments, child);
  if (g_str_equal (message->name, "destroy") || g_str_equal (message->name, "release"))
    wl_resource_destroy (resource);
  return 0;
}

static struct wl_resource *
add (Compositor *self, struct wl_client *client, const struct wl_interface *interface, guint32 id)
{
  struct wl_resource *resource
      = wl_resource_create (client, interface, MIN (interface->version, 5), id);

  wl_resource_set_dispatcher (resource, dispatch_cb, NULL, self, NULL);
  return resource;
}

static void
bind_cb (struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
  const Offer *offer = data;
  struct wl_resource *resource = wl_resource_create (client, offer->interface, version, id);

  wl_resource_set_dispatcher (resource, dispatch_cb, NULL, offer->compositor, NULL);
  if (offer->interface == &wl_seat_interface) {
    wl_seat_send_capabilities (resource, WL_SEAT_CAPABILITY_POINTER | WL_SEAT_CAPABILITY_TOUCH);
    wl_seat_send_name (resource, "seat0");
  } else if (offer->interface == &wl_output_interface) {
    wl_output_send_geometry (resource, 0, 0, 400, 300, WL_OUTPUT_SUBPIXEL_NONE, "Tenfold", "none",
                             WL_OUTPUT_TRANSFORM_NORMAL);
    wl_output_send_mode (resource, WL_OUTPUT_MODE_CURRENT, 1400, 900, 60000);
    wl_output_send_scale (resource, 1);
    wl_output_send_done (resource);
  }
}

static void
send_frames (Compositor *self)
{
  if (g_get_monotonic_time () - self->last_frame < FRAME_MILLISECONDS * 1000)
    return;
  self->last_frame = g_get_monotonic_time ();
  while (self->frames->len > 0) {
    struct wl_resource *callback = g_ptr_array_steal_index (self->frames, 0);

    wl_callback_send_done (callback, now ());
    wl_resource_destroy (callback);
  }
}

static gpointer
run (gpointer data)
{
  Compositor *self = data;
  struct wl_event_loop *loop = wl_display_get_event_loop (self->display);
  struct pollfd wait = { wl_event_loop_get_fd (loop), POLLIN, 0 };

  while (TRUE) {
    poll (&wait, 1, FRAME_MILLISECONDS / 2);
    g_mutex_lock (&self->lock);
    wl_event_loop_dispatch (loop, 0);
    send_frames (self);
    wl_display_flush_clients (self->display);
    g_mutex_unlock (&self->lock);
  }
  return NULL;
}

static void
remove_folder (void)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", g_getenv ("XDG_RUNTIME_DIR"));

  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
}

/* A folder for the socket. */
static void
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tenfold-wayland-XXXXXX", &error);

  g_assert_no_error (error);
  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  atexit (remove_folder);
}

Compositor *
compositor_start (void)
{
  static const struct {
    const struct wl_interface *interface;
    int version;
  } offers[] = {
    { &wl_compositor_interface, 4 },
    { &wl_subcompositor_interface, 1 },
    { &wl_data_device_manager_interface, 3 },
    { &wl_output_interface, 2 },
    { &xdg_wm_base_interface, 1 },
    { &wl_seat_interface, 5 },
    { &zwp_tablet_manager_v2_interface, 1 },
  };
  Compositor *self = g_new0 (Compositor, 1);
  const char *name;

  make_folder ();
  g_mutex_init (&self->lock);
  self->frames = g_ptr_array_new ();
  self->display = wl_display_create ();
  wl_display_init_shm (self->display);
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++) {
    self->offers[i] = (Offer){ self, offers[i].interface };
    wl_global_create (self->display, offers[i].interface, offers[i].version, &self->offers[i],
                      bind_cb);
  }
  name = wl_display_add_socket_auto (self->display);
  g_assert_nonnull (name);
  g_setenv ("WAYLAND_DISPLAY", name, TRUE);
  g_setenv ("GDK_BACKEND", "wayland", TRUE);
  g_thread_unref (g_thread_new ("compositor", run, self));
  return self;
}

gboolean
compositor_has_devices (Compositor *self)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = self->touch != NULL && self->tools[1] != NULL && self->surface != NULL && self->configured;
  g_mutex_unlock (&self->lock);
  return has;
}

void
compositor_finger (Compositor *self, FingerAction action, int finger, double x, double y)
{
  wl_fixed_t left = wl_fixed_from_double (x), top = wl_fixed_from_double (y);

  g_mutex_lock (&self->lock);
  if (action == FINGER_DOWN)
    wl_touch_send_down (self->touch, serial (self), now (), self->surface, finger, left, top);
  else if (action == FINGER_MOVE)
    wl_touch_send_motion (self->touch, now (), finger, left, top);
  else if (action == FINGER_UP)
    wl_touch_send_up (self->touch, serial (self), now (), finger);
  else
    wl_touch_send_cancel (self->touch);
  if (action != FINGERS_CANCEL)
    wl_touch_send_frame (self->touch);
  wl_display_flush_clients (self->display);
  g_mutex_unlock (&self->lock);
}

void
compositor_pen (Compositor *self,
                PenAction action,
                gboolean eraser,
                double x,
                double y,
                double pressure)
{
  struct wl_resource *tool = self->tools[eraser ? 1 : 0];

  g_mutex_lock (&self->lock);
  if (action == PEN_NEAR)
    zwp_tablet_tool_v2_send_proximity_in (tool, serial (self), self->tablet, self->surface);
  if (action != PEN_UP && action != PEN_AWAY) {
    zwp_tablet_tool_v2_send_pressure (tool, (guint32) (pressure * 65535));
    zwp_tablet_tool_v2_send_motion (tool, wl_fixed_from_double (x), wl_fixed_from_double (y));
  }
  if (action == PEN_DOWN)
    zwp_tablet_tool_v2_send_down (tool, serial (self));
  else if (action == PEN_UP)
    zwp_tablet_tool_v2_send_up (tool);
  else if (action == PEN_AWAY)
    zwp_tablet_tool_v2_send_proximity_out (tool);
  zwp_tablet_tool_v2_send_frame (tool, now ());
  wl_display_flush_clients (self->display);
  g_mutex_unlock (&self->lock);
}
