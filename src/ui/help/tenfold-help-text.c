/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/help/tenfold-help-text.h"

#include <glib/gi18n.h>

static const TenfoldHelpBlock first_steps[] = {
  { TENFOLD_HELP_TEXT,
    N_ ("Tenfold reads handwritten digits with a small neural network, and lets you watch "
        "such a network learn.") },
  { TENFOLD_HELP_PICTURE,
    N_ ("The way of a drawing: what you draw, what the network sees of it, the network, "
        "ten probabilities"),
    "way" },
  { TENFOLD_HELP_STEP,
    N_ ("Draw a digit on the pad with the mouse, a finger or a pen. Ten bars show how "
        "likely each digit is, and a line of text says what the drawing looks like. Both "
        "follow while you draw.") },
  { TENFOLD_HELP_STEP, N_ ("Press Start from Nothing. The network starts again from random "
                           "weights: all bars are near 10 %, "
                           "it can only guess. The message at the bottom can undo that.") },
  { TENFOLD_HELP_STEP,
    N_ ("Press Train. The network looks at thousands of labelled pictures and is corrected "
        "after every few of them. The curve falls, and the bars of your own drawing begin "
        "to lean towards the right digit.") },
  { TENFOLD_HELP_STEP,
    N_ ("Press Save. The network becomes an ONNX file, which other programs read too.") },
  { TENFOLD_HELP_TEXT,
    N_ ("The network that comes with the program took minutes to learn. When you forget it, a "
        "smaller one that learns faster takes its place.") },
  { TENFOLD_HELP_TEXT,
    N_ ("Everything happens on your computer. The program uses the internet only when you "
        "press Get MNIST.") },
};

static const TenfoldHelpBlock drawing[] = {
  { TENFOLD_HELP_HEADING, N_ ("On the pad") },
  { TENFOLD_HELP_ITEM,
    N_ ("Draw with the first mouse button, a finger or a pen. The pressure of a pen makes "
        "the line wider, and its other end erases.") },
  { TENFOLD_HELP_ITEM, N_ ("One eraser takes whole strokes, the other only what it touches.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Undo goes back as far as you like, and clearing the pad is one step of it.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Without a mouse, the arrow keys move the pen, and Space puts it down and lifts "
        "it.") },
  { TENFOLD_HELP_HEADING, N_ ("What the network sees") },
  { TENFOLD_HELP_TEXT,
    N_ ("The small picture shows it: the drawing brought to a size of 20 in a square of 28 "
        "by 28, its weight in the middle, its lines as thick as those that the network "
        "learned from. So it does not matter how large you draw, or where.") },
  { TENFOLD_HELP_HEADING, N_ ("What it answers") },
  { TENFOLD_HELP_ITEM, N_ ("One digit, where the network is sure; two, where it is not.") },
  { TENFOLD_HELP_ITEM,
    N_ ("No digit, where the drawing is only a dot or does not look like one. The bars stay dim, "
        "and a digit is named only where it is clearly the closest.") },
  { TENFOLD_HELP_ITEM,
    /* xgettext:no-c-format */ N_ (
        "“Not sure yet” as long as the network reads less than 90 % of the held-out pictures: then "
        "the fault is its own, not the drawing’s.") },
  { TENFOLD_HELP_ITEM, N_ ("“Untrained: guessing” as long as the network has learned nothing.") },
  { TENFOLD_HELP_HEADING, N_ ("Saying what it was") },
  { TENFOLD_HELP_TEXT,
    N_ ("Press the bar of the right digit, a key from 0 to 9, or “Wrong?”. The drawing is saved "
        "among your own digits, and a small number beside each bar counts them. Its bar is "
        "marked, and the next stroke begins another drawing.") },
  { TENFOLD_HELP_TEXT,
    N_ ("Teach It My Digits, on the page Data, trains the network on with them for a moment, and "
        "shows how many of those set aside it reads, and read before.") },
  { TENFOLD_HELP_HEADING, N_ ("Pictures") },
  { TENFOLD_HELP_TEXT,
    N_ ("A picture of a digit can be pasted or dropped on the pad, dark on light or light "
        "on dark. Copying and exporting give a drawing to other programs as PNG or SVG.") },
  { TENFOLD_HELP_ITEM,
    N_ ("N puts the next picture of the dataset on the pad, R one that the network reads "
        "wrongly.") },
};

static const TenfoldHelpBlock training[] = {
  { TENFOLD_HELP_TEXT,
    N_ ("The network reads a batch of pictures, its answers are compared with the right "
        "ones, and all weights move a little, so that the answers become better. That is "
        "one step. When every picture has been seen once, an epoch is over.") },
  { TENFOLD_HELP_PICTURE, N_ ("One step: read, compare with the right answer, correct the network"),
    "loop" },
  { TENFOLD_HELP_HEADING, N_ ("Running it") },
  { TENFOLD_HELP_ITEM,
    N_ ("Train starts, pauses and goes on. Stop ends the run and keeps what was learned.") },
  { TENFOLD_HELP_ITEM,
    N_ ("You can go through single steps or single epochs and look at the bars after each.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Start from Nothing gives the network new random weights. It can be undone.") },
  { TENFOLD_HELP_HEADING, N_ ("Choosing") },
  { TENFOLD_HELP_TERM,
    N_ ("From a single layer, which learns at once and reads about nine of ten digits, to "
        "many layers, which learn slowly and read almost all."),
    N_ ("Network") },
  { TENFOLD_HELP_TERM, N_ ("The pictures to learn from. See the page Data."), N_ ("Data") },
  { TENFOLD_HELP_TERM,
    N_ ("How often every picture is seen. More is better for a while, then only slower."),
    N_ ("Epochs") },
  { TENFOLD_HELP_TERM,
    N_ ("How far the weights move in a step. If it is too small, little happens; if it is "
        "too large, the curve jumps up. It can be changed during a run."),
    N_ ("Learning rate") },
  { TENFOLD_HELP_TERM, N_ ("How many pictures are looked at before the weights move."),
    N_ ("Batch") },
  { TENFOLD_HELP_TERM,
    N_ ("Optimizer, schedule, and augmentation: each picture is shifted, turned or bent a "
        "little differently each time, so that the network cannot learn pictures by heart."),
    N_ ("More settings") },
  { TENFOLD_HELP_ITEM,
    N_ ("The control from slow to full says how fast the network learns: slowly, each doubling of "
        "the "
        "steps takes the same time, so that you can watch the bars; the result is the same.") },
  { TENFOLD_HELP_ITEM,
    N_ ("The large number is the share of held-out pictures that the network reads, several times "
        "within the first epoch.") },
  { TENFOLD_HELP_TEXT, N_ ("Below the settings of augmentation, some pictures of your dataset show "
                           "what it makes of them.") },
  { TENFOLD_HELP_HEADING, N_ ("When it does not work") },
  { TENFOLD_HELP_ITEM,
    N_ ("The loss grows without limit: the run stops, and the last good weights come back. "
        "Take a smaller learning rate.") },
  { TENFOLD_HELP_ITEM,
    N_ ("The training curve falls on while the one of validation rises: the network learns "
        "by heart. Stop earlier, use augmentation or more data.") },
  { TENFOLD_HELP_ITEM,
    N_ ("It reads the test pictures well and your digits badly: label some of your own and "
        "train on them as well.") },
};

static const TenfoldHelpBlock points[] = {
  { TENFOLD_HELP_TEXT,
    N_ ("Instead of digits, a network can learn points: a curve through them, or which class is "
        "where "
        "in a plane. Choose Points in the main menu; Digits brings back what you left there.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Press on the pad for a point, or drag for several, also while the network learns. The "
        "eraser "
        "or the second button takes them away. Keys 0 to 3 choose the class of new points.") },
  { TENFOLD_HELP_ITEM, N_ ("With the keyboard, the arrow keys move a cross, with Shift in long "
                           "steps, and Space adds a "
                           "point there.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Points from a table come and go as CSV files with the header x,y or x1,x2,class.") },
  { TENFOLD_HELP_ITEM, N_ ("The parabola is the classic: 200 points, ten units, 2000 steps of "
                           "gradient descent. With one "
                           "unit instead of ten the curve cannot bend twice.") },
  { TENFOLD_HELP_ITEM, N_ ("The spiral is the hardest: \"dense 16, tanh, dense 16, tanh, dense 2\" "
                           "reads 97 of 100 held-out points "
                           "rightly.") },
  { TENFOLD_HELP_ITEM, N_ ("Inputs gives the network more to read of a point, such as x1*x2, with "
                           "which a single layer "
                           "solves Exclusive Or.") },
};

static const TenfoldHelpBlock plot[] = {
  { TENFOLD_HELP_PICTURE,
    N_ ("Training as a solid line over its raw values, validation dashed, the best epoch "
        "marked"),
    "curve" },
  { TENFOLD_HELP_ITEM,
    N_ ("The solid line is training, smoothed: at each place a straight line through the values "
        "before and after it. The pale one behind it is every single value.") },
  { TENFOLD_HELP_ITEM,
    N_ ("The dashed line is validation: held-out pictures, which the network does not learn from. "
        "A dot is the end of an epoch, and a star marks the epoch with the best validation "
        "accuracy, whatever the plot shows.") },
  { TENFOLD_HELP_ITEM,
    N_ ("The run under way is bold, and the axis grows with it; older ones are thin and pale. "
        "Colour and number say which run it is. The list below the plot names them, and hides or "
        "removes one.") },
  { TENFOLD_HELP_ITEM, N_ ("A click on the name of a run changes it.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Error (log) shows best what happens at the end: the way from 99.0 % to 99.6 % is "
        "as long there as that from 90 % to 96 %.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Scroll to zoom and drag to move. With the keyboard, the arrow keys move the "
        "crosshair, plus and minus zoom, Escape shows everything again.") },
  { TENFOLD_HELP_ITEM,
    N_ ("The table has the same numbers, and the plot can be exported as PNG, SVG or "
        "CSV.") },
};

static const TenfoldHelpBlock data[] = {
  { TENFOLD_HELP_TERM,
    N_ ("Drawn by the program itself, in many styles of writing. They are always there and "
        "need no file."),
    N_ ("Synthetic digits") },
  { TENFOLD_HELP_TERM,
    N_ ("70 000 digits that Americans wrote in the 1990s, on which networks have been "
        "compared ever since. Get MNIST downloads them and checks that they arrived "
        "unchanged."),
    N_ ("MNIST") },
  { TENFOLD_HELP_TERM,
    N_ ("What you drew and labelled. Trained on together with MNIST or with synthetic digits, they "
        "teach the network your hand."),
    N_ ("My digits") },
  { TENFOLD_HELP_TERM,
    N_ ("Open a Folder of Pictures in the main menu reads files of the same form as "
        "MNIST’s, such as Fashion-MNIST."),
    N_ ("Folders") },
  { TENFOLD_HELP_HEADING, N_ ("Pictures") },
  { TENFOLD_HELP_ITEM, N_ ("A click puts a picture on the pad. What the network reads wrongly is "
                           "marked with both digits. "
                           "The lists above choose the dataset, its training or "
                           "its test pictures, and a class.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Digits of your own can be given another label, deleted, and exported as IDX, CSV, PNG "
        "or JSON lines. One in five is set aside as a test and marked; how many of those the "
        "network reads is shown above them.") },
  { TENFOLD_HELP_HEADING, N_ ("Three kinds of pictures") },
  { TENFOLD_HELP_TEXT,
    N_ ("The network learns from the training pictures only. Some of them are held out "
        "for validation: they show during the run whether it really learns. The test set is "
        "evaluated once, at the end, so that nothing can be chosen to suit it.") },
};

static const TenfoldHelpBlock files[] = {
  { TENFOLD_HELP_TEXT,
    N_ ("A network is saved as an ONNX file. ONNX Runtime, OpenCV and many other programs "
        "read it. A run that is not finished is saved along and can be continued in the "
        "same place.") },
  { TENFOLD_HELP_TEXT,
    N_ ("Networks of other programs open too if they read digits of 28 by 28 pixels. How "
        "they want their pictures, light or dark, 0 to 1 or 0 to 255, is found out by "
        "trying.") },
  { TENFOLD_HELP_TEXT, N_ ("The page Network shows what is known of the network that is open: how "
                           "well it reads, how pictures go into it, and its layers as a table, as "
                           "a graph and as pictures of their weights.") },
  { TENFOLD_HELP_TEXT,
    N_ ("A file that is damaged, too new or uses something unknown does not open. The "
        "message says why, and the network that was open stays.") },
  { TENFOLD_HELP_TEXT,
    N_ ("Drawing, settings, network and a run under way are saved every few seconds. After a crash "
        "the next start offers to restore them, and the run goes on in the same place.") },
  { TENFOLD_HELP_TEXT,
    N_ ("The command tenfold-cli trains, measures and reads without a window; its manual "
        "page has all options.") },
};

static const TenfoldHelpBlock numbers[] = {
  { TENFOLD_HELP_TERM,
    N_ ("What the bars show: how sure the network is. All ten together are 100 %."),
    N_ ("Probability") },
  { TENFOLD_HELP_TERM,
    N_ ("How far the answers are from the right ones, on average. 0 would be perfect and "
        "certain; 2.3 is guessing among ten."),
    N_ ("Loss") },
  { TENFOLD_HELP_TERM, N_ ("The share of pictures that are read correctly."), N_ ("Accuracy") },
  { TENFOLD_HELP_TERM, N_ ("The rest: with an accuracy of 99.2 %, the error is 0.8 %."),
    N_ ("Error") },
  { TENFOLD_HELP_TERM,
    N_ ("Measured on held-out pictures, which have no part in training. The best epoch is the one "
        "where it "
        "is highest."),
    N_ ("Validation accuracy") },
  { TENFOLD_HELP_TERM,
    N_ ("Measured once, on pictures that had no part in anything. With 10 000 pictures, a "
        "difference of less than 0.2 percentage points may be luck."),
    N_ ("Test accuracy") },
  { TENFOLD_HELP_TERM, N_ ("Every training picture once."), N_ ("Epoch") },
  { TENFOLD_HELP_TERM, N_ ("How many pictures the training gets through, reading and correcting."),
    N_ ("Images a second") },
};

static const TenfoldHelpBlock keys[] = {
  { TENFOLD_HELP_KEYS, NC_ ("shortcuts", "Network") },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "New window"), "<Control>n" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Open a network"), "<Control>o" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Save"), "<Control>s" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Save as"), "<Control><Shift>s" },
  { TENFOLD_HELP_KEYS, NC_ ("shortcuts", "Drawing") },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Undo"), "<Control>z" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Redo"), "<Control><Shift>z" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Clear the pad"), "Delete" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Copy"), "<Control>c" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Cut"), "<Control>x" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Paste a picture"), "<Control>v" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Pen"), "p" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Eraser"), "e" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Eraser of points"), "<Shift>e" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Thinner or thicker pen"), "bracketleft bracketright" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Grid"), "g" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Say what the drawing is"), "0...9" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Next picture of the data"), "n" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "A picture that is read wrongly"), "r" },
  { TENFOLD_HELP_KEYS, NC_ ("shortcuts", "Drawing without a Mouse") },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Move the pen"), "Left Right Up Down" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Move the pen aslant"), "Home End Page_Up Page_Down" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Put the pen down or lift it"), "space" },
  { TENFOLD_HELP_KEYS, NC_ ("shortcuts", "Training") },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Train or pause"), "F5" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Stop"), "<Shift>F5" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "One step"), "F7" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "One epoch"), "<Shift>F7" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Start from nothing (can be undone)"),
    "<Control>BackSpace" },
  { TENFOLD_HELP_KEYS, NC_ ("shortcuts", "Plot") },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Move the crosshair"), "Left Right" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Zoom"), "plus minus" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Show everything"), "Escape" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Table"), "t" },
  { TENFOLD_HELP_KEYS, NC_ ("shortcuts", "Graph of the Network") },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Go to a node along the ways"), "Up Down Left Right" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "The previous or next node"), "Page_Up Page_Down" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Larger or smaller"), "plus minus" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "The whole graph"), "0" },
  { TENFOLD_HELP_KEYS, NC_ ("shortcuts", "Window") },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Show a page"), "<Alt>1...6" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Help"), "F1" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Keyboard shortcuts"), "<Control>question" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Main menu"), "F10" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Full screen, then presentation"), "F11" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Preferences"), "<Control>comma" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Close the window"), "<Control>w" },
  { TENFOLD_HELP_KEY, NC_ ("shortcuts", "Quit"), "<Control>q" },
};

static const TenfoldHelpBlock understand[] = {
  { TENFOLD_HELP_TEXT,
    N_ ("The page explains what is on the pad with the network of this moment, also during a run. "
        "Each view answers one question, says what it does not show, and prints a check of "
        "itself.") },
  { TENFOLD_HELP_TEXT,
    N_ ("Pictures that it compares with are up to 1000 of those held out from training; the test "
        "set is never looked at. Every picture can be pressed: it goes onto the pad.") },
  { TENFOLD_HELP_TERM,
    N_ ("A question comes before each answer, once for a drawing, and your score is kept. Who has "
        "guessed looks more closely."),
    N_ ("Guess first") },
  { TENFOLD_HELP_TERM,
    N_ ("What a view shows is written as a PNG or an SVG, dark on white, and its numbers as CSV: a "
        "line for each with kind, name, row, column and value."),
    N_ ("Export") },
  { TENFOLD_HELP_TEXT,
    N_ ("Left out on purpose: t-SNE and UMAP, which give another picture each time; guided "
        "backpropagation, which survives random weights; Grad-CAM, whose maps would have 7 by 7 "
        "places here; landscapes of the loss, whose random slices mislead.") },
};

static const TenfoldHelpBlock view_inside[] = {
  { TENFOLD_HELP_TERM,
    N_ ("The numbers of every layer for your drawing. Select one with a click or the arrow keys: "
        "the patch of the picture that reaches it is framed and its sum is written out. The ten "
        "small bars say what could be read from that layer alone."),
    N_ ("It shows") },
  { TENFOLD_HELP_TERM,
    N_ ("What a unit stands for: a map that looks like a stroke need not mean one."),
    N_ ("It does not show") },
  { TENFOLD_HELP_TERM,
    N_ ("The bars are a softmax over the squared distances to the mean of each digit in that layer "
        "(nearest class means, T. Mensink and others, 2013; probes of layers, G. Alain and Y. "
        "Bengio, 2016)."),
    N_ ("Method") },
  { TENFOLD_HELP_TERM, N_ ("The sum of all terms stands beside what the network has computed."),
    N_ ("Check") },
};

static const TenfoldHelpBlock view_why[] = {
  { TENFOLD_HELP_TERM,
    N_ ("How much each pixel adds to the lead of one digit over another, on the way from the "
        "nearest picture of the other digit to yours. Paper counts too: a 4 is no 9 because it is "
        "open at the top."),
    N_ ("It shows") },
  { TENFOLD_HELP_TERM,
    N_ ("What a change of one pixel alone would do. Another picture to compare with gives another "
        "map. If the map stays the same with random weights, it says nothing of what was learned."),
    N_ ("It does not show") },
  { TENFOLD_HELP_TERM,
    N_ ("Integrated gradients (M. Sundararajan and others, 2017), compared with random weights (J. "
        "Adebayo and others, 2018). The least change of ink is made of soft dabs of the pen, found "
        "by steps down the gradient that make each dab pay (elastic-net attacks, P.-Y. Chen and "
        "others, 2018)."),
    N_ ("Method") },
  { TENFOLD_HELP_TERM,
    N_ ("All parts together are the difference of the scores, and the error is printed. The change "
        "of ink proves itself: Apply puts it on the pad, the bars answer, and Undo brings your "
        "drawing back."),
    N_ ("Check") },
};

static const TenfoldHelpBlock view_strokes[] = {
  { TENFOLD_HELP_TERM,
    N_ ("Ten probabilities over the way of the pen, from the first point to the last; the dashed "
        "line is where the decision fell for good. Below it how much each part of the line adds to "
        "the lead of the likeliest digit over the next. The slider rewinds the ink on the pad; at "
        "its end, and as soon as you draw, all of it is back."),
    N_ ("It shows") },
  { TENFOLD_HELP_TERM,
    N_ ("How the network works: it never sees the pen move, only pictures. Parts are cut at "
        "corners, at most eight; cut elsewhere they would have other shares."),
    N_ ("It does not show") },
  { TENFOLD_HELP_TERM,
    N_ ("Shapley values (L. Shapley, 1953), exact, over all subsets of the parts: once with place "
        "and size made anew for each, as on the pad, and once with the frame held still. Where the "
        "two differ, it is centring that speaks."),
    N_ ("Method") },
  { TENFOLD_HELP_TERM, N_ ("The parts add up to what the whole drawing gains over blank paper."),
    N_ ("Check") },
};

static const TenfoldHelpBlock view_neighbours[] = {
  { TENFOLD_HELP_TERM,
    N_ ("The held-out pictures nearest to your drawing, by the last hidden layer and by ink: of "
        "the "
        "likeliest digit and of the next."),
    N_ ("It shows") },
  { TENFOLD_HELP_TERM,
    N_ ("What the network remembers: it keeps no pictures. Untrained, both rows are much the same; "
        "they part while it learns, and that is the lesson."),
    N_ ("It does not show") },
  { TENFOLD_HELP_TERM,
    N_ ("The distance is one less the cosine of the two rows of numbers: 0 is the same direction "
        "(nearest neighbours in a network's features, N. Papernot and P. McDaniel, 2018)."),
    N_ ("Method") },
};

static const TenfoldHelpBlock view_mistakes[] = {
  { TENFOLD_HELP_TERM,
    N_ ("How often each digit is read as which. Press a number to see its pictures, the worst "
        "first."),
    N_ ("It shows") },
  { TENFOLD_HELP_TERM,
    N_ ("How well the network does on pictures from elsewhere, nor on the test set."),
    N_ ("It does not show") },
  { TENFOLD_HELP_TERM,
    N_ ("A confusion matrix; the loss of a picture is minus the logarithm of its label's "
        "probability."),
    N_ ("Method") },
};

static const TenfoldHelpBlock view_step[] = {
  { TENFOLD_HELP_TERM,
    N_ ("The next step of training, held still, in four stations; the arrow keys lead from one to "
        "the next. Forward: the pictures that go in. Error: how wrong it is. Backward: how large "
        "the gradient of each layer is. Update: what changes, which pictures have pushed your "
        "digit up or down, and which held-out pictures are read otherwise afterwards. The step can "
        "also learn from your drawing alone, as the digit that you say."),
    N_ ("It shows") },
  { TENFOLD_HELP_TERM,
    N_ ("What later steps do: they may take back what this one brings. While a run is under way, "
        "the step that is shown is one of some moments ago."),
    N_ ("It does not show") },
  { TENFOLD_HELP_TERM,
    N_ ("The push of a picture is what its gradient does to the score of your digit (TracIn, G. "
        "Pruthi and others, 2020), measured by moving the weights a little to both sides. What the "
        "optimizer carries from earlier steps and weight decay are numbers of their own."),
    N_ ("Method") },
  { TENFOLD_HELP_TERM,
    N_ ("The predicted change of the loss beside the measured one, and the share of the score's "
        "change that the pushes explain. At large rates, and with Adam, both may be far off."),
    N_ ("Check") },
};

static const TenfoldHelpBlock view_map[] = {
  { TENFOLD_HELP_TERM,
    N_ ("The ten scores of many pictures laid flat: a picture moves along an axis as the score of "
        "its digit grows. The star is your drawing, with the way that it has come. Drag the end of "
        "an axis, or take it with the key of its digit and turn it with the arrows; Home puts all "
        "back. The button turns the plane through all ten dimensions."),
    N_ ("It shows") },
  { TENFOLD_HELP_TERM,
    N_ ("All ten dimensions at once: what lies together here may be far apart in another "
        "direction. That is why the axes can be moved."),
    N_ ("It does not show") },
  { TENFOLD_HELP_TERM,
    N_ ("Star coordinates (E. Kandogan, 2000) and the grand tour (D. Asimov, 1985): linear, so "
        "that "
        "the same pictures give the same map each time."),
    N_ ("Method") },
  { TENFOLD_HELP_TERM, N_ ("95 of 100 pictures lie within the circle, and the number is printed."),
    N_ ("Check") },
};

static const TenfoldHelpBlock view_doubt[] = {
  { TENFOLD_HELP_TERM,
    N_ ("The probability of what is read while your drawing is moved by up to 4 pixels, turned, "
        "made smaller and larger, and written with another pen; the smallest disturbance that was "
        "found to turn it into another digit, beside random noise of the same size; and whether "
        "the network is as right as it is sure."),
    N_ ("It shows") },
  { TENFOLD_HELP_TERM,
    N_ ("How likely such changes are. A network that is sure of all of them can still be wrong."),
    N_ ("It does not show") },
  { TENFOLD_HELP_TERM,
    N_ ("The disturbance is found by steps down the gradient (DeepFool, S. Moosavi-Dezfooli and "
        "others, 2016); a smaller one may exist. Certainty against accuracy is a reliability "
        "diagram, and its mean error the expected calibration error (C. Guo and others, 2017)."),
    N_ ("Method") },
  { TENFOLD_HELP_TERM,
    N_ ("The middle of the field is the drawing where it is, and must be what the network says."),
    N_ ("Check") },
};

static const TenfoldHelpBlock build[] = {
  { TENFOLD_HELP_TEXT,
    N_ ("A network is a list of layers: each reads what the one before it makes. On the page "
        "Network, the view Build has it as a list and as a line of text; both can be changed, and "
        "each follows the other. Nothing happens to the network that is open until you press "
        "Create, and that can be undone.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Add Layer puts a layer behind the selected one and says what each kind does. A comma in a "
        "layer's words begins another one.") },
  { TENFOLD_HELP_ITEM,
    N_ ("Alt with an arrow moves the selected layer, into brackets and out of them; Delete removes "
        "it, Enter changes its words, Insert opens the list of kinds.") },
  { TENFOLD_HELP_ITEM,
    N_ ("The last layer has to make ten numbers, one for each digit: dense 10.") },
  { TENFOLD_HELP_TERM,
    N_ ("Layers that the old network has too, with the same sizes and in the same order, go on "
        "with "
        "their weights. The others begin at random."),
    N_ ("Keep what unchanged layers have learned") },
  { TENFOLD_HELP_TERM,
    N_ ("A network with a name is in the list of networks from then on, also after the next "
        "start."),
    N_ ("My Networks") },
  { TENFOLD_HELP_TERM,
    N_ ("The network as a Python program that takes its weights from the saved file and computes "
        "the same numbers."),
    N_ ("Copy As") },
  { TENFOLD_HELP_TERM,
    N_ ("Adam for three epochs with a rate that rises and falls: up to 0.01 for one or two dense "
        "layers alone, 0.005 with convolutions in up to four layers, 0.001 in more than six layers "
        "without normalization or residuals, 0.003 for all others. Gradients through lstm and gru "
        "are cut off at a length of 1."),
    N_ ("Suggested recipe") },
};

static const TenfoldHelpBlock places[] = {
  { TENFOLD_HELP_TEXT, N_ ("Nothing leaves these folders unless you copy it.") },
  { TENFOLD_HELP_PLACE, N_ ("MNIST"), "tenfold/mnist" },
  { TENFOLD_HELP_PLACE, N_ ("Your own digits, one drawing a line"), "tenfold/my-digits.jsonl" },
  { TENFOLD_HELP_PLACE, N_ ("Networks that you have named, one a line"),
    "tenfold/my-networks.txt" },
  { TENFOLD_HELP_TEXT,
    N_ ("Networks are where you save them. Settings, such as the size of the window, "
        "are with those of the desktop.") },
};

#define PAGE(id, title, blocks)                                                                    \
  {                                                                                                \
    id, title, blocks, G_N_ELEMENTS (blocks)                                                       \
  }

static const TenfoldHelpPage pages[] = {
  PAGE ("first-steps", N_ ("First Steps"), first_steps),
  PAGE ("drawing", N_ ("Drawing"), drawing),
  PAGE ("training", N_ ("Training"), training),
  PAGE ("plot", N_ ("Reading the Plot"), plot),
  PAGE ("points", N_ ("Points"), points),
  PAGE ("understand", N_ ("Understanding"), understand),
  PAGE ("view-inside", N_ ("View: Inside"), view_inside),
  PAGE ("view-why", N_ ("View: Why"), view_why),
  PAGE ("view-strokes", N_ ("View: Strokes"), view_strokes),
  PAGE ("view-neighbours", N_ ("View: Neighbours"), view_neighbours),
  PAGE ("view-mistakes", N_ ("View: Mistakes"), view_mistakes),
  PAGE ("view-step", N_ ("View: Step"), view_step),
  PAGE ("view-map", N_ ("View: Map"), view_map),
  PAGE ("view-doubt", N_ ("View: Doubt"), view_doubt),
  PAGE ("data", N_ ("Data"), data),
  PAGE ("build", N_ ("Building a Network"), build),
  PAGE ("files", N_ ("Network Files"), files),
  PAGE ("numbers", N_ ("What the Numbers Mean"), numbers),
  PAGE ("keys", N_ ("Keys"), keys),
  PAGE ("places", N_ ("Where Things Are Kept"), places),
};

#undef PAGE

const TenfoldHelpPage *
tenfold_help_pages (guint *n_pages)
{
  *n_pages = G_N_ELEMENTS (pages);
  return pages;
}

const char *
tenfold_help_translate (const TenfoldHelpBlock *block)
{
  if (block->kind == TENFOLD_HELP_KEY || block->kind == TENFOLD_HELP_KEYS)
    return g_dpgettext2 (GETTEXT_PACKAGE, "shortcuts", block->text);
  return _ (block->text);
}
