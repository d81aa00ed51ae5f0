/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nn/read/nn-judge.h"

#include <math.h>

NnJudgement
nn_judge (const NnModel *model,
          const NnDataset *dataset,
          gsize index,
          guint n_outputs,
          NnType type,
          const void *outputs,
          float *probabilities)
{
  const guint8 *labels = nn_dataset_labels (dataset);
  NnJudgement judgement = { 0 };

  if (labels == NULL) {
    double distance;
    float number;

    nn_convert (NN_TYPE_FLOAT32, &number, type, outputs, 1);
    distance = (double) number - nn_dataset_numbers (dataset)[index];
    judgement.loss = distance * distance;
    return judgement;
  }
  nn_model_read_output (model, n_outputs, type, outputs, probabilities);
  for (guint k = 1; k < n_outputs; k++)
    if (probabilities[k] > probabilities[judgement.said])
      judgement.said = k;
  judgement.right = judgement.said == labels[index];
  if (labels[index] < n_outputs)
    judgement.loss = -log (MAX (probabilities[labels[index]], 1e-30f));
  return judgement;
}
