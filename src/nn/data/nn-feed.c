/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/data/nn-feed.h"

void
nn_feed_init (NnFeed *self, const NnModel *model)
{
  const NnInputConvention *convention = nn_model_get_convention (model);
  guint n_outputs;

  *self = (NnFeed){ .convention = *convention };
  if (nn_point_model_look_at (model, &self->points, &n_outputs, NULL)) {
    self->size = self->points.n_features * sizeof (float);
    return;
  }
  self->size = nn_convention_count (convention) * nn_type_size (convention->type);
  for (int i = 0; i < 256; i++)
    self->inks[i]
        = convention->offset
          + convention->scale * (convention->dark ? 1 - (float) i / 255 : (float) i / 255);
}

void
nn_feed_set_augment (NnFeed *self, const NnAugment *augment)
{
  self->augment = *augment;
  self->augments = nn_augment_is_on (augment);
}
