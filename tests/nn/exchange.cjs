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
  const flat = fs.readFileSync(`${folder}/${name}.form`, 'utf8') === 'flat';
  const pictures = read(name, 'in'), expected = read(name, 'out');
  let worst = 0;
  for (const batch of [64, 1]) {
    for (let first = 0; first < 64; first += batch) {
      const data = pictures.slice(first * 784, (first + batch) * 784);
      const dims = flat ? [batch, 784] : [batch, 1, 28, 28];
      const results = await session.run({ image: new ort.Tensor('float32', data, dims) });
      results.probabilities.data.forEach((p, i) => {
        worst = Math.max(worst, Math.abs(p - expected[first * 10 + i]));
      });
    }
  }
  console.log(`${name}: largest difference ${worst.toPrecision(2)}`);
  if (!(worst < 1e-5)) throw new Error(`${name} differs`);
}

(async () => { for (const name of names) await compare(name); })()
  .catch((error) => { console.error(error); process.exit(1); });
