#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tenfold-cli train: exit codes, what is refused, and going on from a file. usage: test-train.sh CLI
set -u
cli=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

check () { # what, expected, got
  [ "$2" = "$3" ] || { echo "$1: expected '$2', got '$3'"; failed=1; }
}
# Runs with the rest as arguments, and compares exit code and a part of the message.
expect () { # code, message, arguments
  local code=$1 message=$2 said
  shift 2
  said=$("$cli" train "$@" 2>&1)
  check "exit code of train $*" "$code" $?
  case $said in *"$message"*) ;; *) check "message of train $*" "$message" "$said" ;; esac
}

# 300 pictures of text, labelled 0 to 9 in turn.
idx () { # name, count
  { printf '\0\0\10\3\0\0\1\54\0\0\0\34\0\0\0\34'
    yes "The quick brown fox jumps over the lazy dog. $1" | head -c $((300 * 784)); } \
    >"$folder/$1-images-idx3-ubyte"
  { printf '\0\0\10\1\0\0\1\54'
    for _ in $(seq 30); do printf '\0\1\2\3\4\5\6\7\10\11'; done; } >"$folder/$1-labels-idx1-ubyte"
}
idx train
idx t10k

expect 2 "no preset 'nothing': linear, scratch, keras" --preset nothing
expect 2 "The learning rate 11 is outside of its range, 1e-09 to 10" --rate 11
expect 2 "The number of epochs '0' is no whole number in its range, 1 to 10000" -e 0
expect 2 "The batch 'x' is no whole number" --batch x
expect 2 "no optimizer 'newton': sgd, rmsprop, adam, adamw or lbfgs" -o newton
expect 2 "no schedule 'up'" --schedule up
expect 2 "unexpected argument 'more'" more
expect 1 "/nowhere" --data /nowhere
expect 1 "cannot be written" --data "$folder" --output /nowhere/model.onnx
expect 1 "missing.onnx" --from "$folder/missing.onnx"

# Three epochs and two more are five.
common=(--data "$folder" --preset linear --schedule constant --seed 3)
expect 0 "test: " "${common[@]}" -e 5 --output "$folder/five.onnx"
expect 0 "test: " "${common[@]}" -e 3 --output "$folder/three.onnx"
expect 0 "going on after epoch 3" --data "$folder" --from "$folder/three.onnx" -e 5 \
  --output "$folder/resumed.onnx"
expect 1 "trained for 5 epochs already" --data "$folder" --from "$folder/resumed.onnx"
expect 0 "a new run from these weights" --data "$folder" --from "$folder/resumed.onnx" --seed 4
expect 0 "test: " "${common[@]}" -e 5 --output "$folder/bare.onnx" --without-state
expect 0 "epoch 5/5" --data "$folder" --from "$folder/bare.onnx" -e 5
results () { "$cli" test "$folder/$1.onnx" --data "$folder" --json | sed 's/"samples_per_second":[^,}]*//'; }
check "resumed model" "$(results five)" "$(results resumed)"
[ "$(stat -c %s "$folder/bare.onnx")" -lt "$(stat -c %s "$folder/five.onnx")" ] \
  || check "size without state" smaller larger
if grep -q "$folder" "$folder/five.onnx"; then check "the model names the folder" no yes; fi
exit $failed
