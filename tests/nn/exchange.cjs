// SPDX-License-Identifier: GPL-3.0-or-later
// The same as exchange.py for ONNX Runtime's package for Node (found by NODE_PATH).
const fs = require('fs');
const ort = require('onnxruntime-node');
const [, , , folder, ...names] = process.argv;

function read(name, ending) {
  const bytes = fs.readFileSync(`${folder}/${name}.${ending}`);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

async function compare(name) {
  const session = await ort.InferenceSession.create(`${folder}/${name}.onnx`);
  const [input, output, ...shape] = fs.readFileSync(`${folder}/${name}.form`, 'utf8').split(' ');
  const samples = read(name, 'in'), expected = read(name, 'out');
  const size = samples.length / 64, n = expected.length / 64;
  let worst = 0;
  for (const batch of [64, 1]) {
    for (let first = 0; first < 64; first += batch) {
      const data = samples.slice(first * size, (first + batch) * size);
      const dims = [batch, ...shape.map(Number)];
      const results = await session.run({ [input]: new ort.Tensor('float32', data, dims) });
      results[output].data.forEach((p, i) => {
        worst = Math.max(worst, Math.abs(p - expected[first * n + i]));
      });
    }
  }
  console.log(`${name}: largest difference ${worst.toPrecision(2)}`);
  if (!(worst < 1e-5)) throw new Error(`${name} differs`);
}

(async () => { for (const name of names) await compare(name); })()
  .catch((error) => { console.error(error); process.exit(1); });
