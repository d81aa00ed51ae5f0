// SPDX-License-Identifier: GPL-3.0-or-later
// A model file in ONNX Runtime's package for Node (found by NODE_PATH) on random pictures:
// bench_onnxruntime.cjs FILE BATCH THREADS prints "seconds <median>" for one picture.
const ort = require('onnxruntime-node');

const WINDOWS = 5;
const [, , file, batch, threads] = process.argv;

async function main() {
  const options = { intraOpNumThreads: Number(threads), interOpNumThreads: 1 };
  const session = await ort.InferenceSession.create(file, options);
  const n = Number(batch);
  const shape = session.inputMetadata[0].shape.slice(1);
  const size = shape.reduce((a, b) => a * b, 1);
  const numbers = Float32Array.from({ length: n * size }, Math.random);
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', numbers, [n, ...shape]) };
  // As much as takes about a third of a second.
  let runs = 1;
  let seconds = [];
  const run = async (count) => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) await session.run(feeds);
    return Number(process.hrtime.bigint() - start) * 1e-9;
  };
  await run(3);
  while (runs < 1e6 && await run(runs) < 0.3) runs *= 2;
  for (let i = 0; i < WINDOWS; i++) seconds.push(await run(runs) / (runs * n));
  seconds.sort((a, b) => a - b);
  console.log(`seconds ${seconds[WINDOWS >> 1].toPrecision(6)}`);
}

main().catch((error) => { console.error(error.message); process.exit(1); });
