/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a picture of a digit is, in numbers: 28x28 inks, ten classes. */

#define NN_PICTURE_SIDE 28
#define NN_PICTURE_PIXELS (NN_PICTURE_SIDE * NN_PICTURE_SIDE)
#define NN_N_CLASSES 10

/* The label of a picture that shows no digit: its target is the same for all ten classes. */
#define NN_NO_DIGIT NN_N_CLASSES
