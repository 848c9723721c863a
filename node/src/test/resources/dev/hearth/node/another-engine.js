// Runs what cases.json asks with onnxruntime-node and writes the outputs to answers.json.
const fs = require('fs');
const ort = require('onnxruntime-node');

const arrays = {float32: Float32Array, float64: Float64Array, int64: BigInt64Array,
    int32: Int32Array, uint8: Uint8Array, bool: Uint8Array};

async function answer(each, sessions) {
  sessions[each.file] ??= await ort.InferenceSession.create(each.file, {intraOpNumThreads: 1});
  const feeds = {};
  for (const input of each.inputs) {
    const bytes = new Uint8Array(Buffer.from(input.data, 'base64')).buffer;
    feeds[input.name] = new ort.Tensor(input.type, new arrays[input.type](bytes), input.dims);
  }
  return Object.entries(await sessions[each.file].run(feeds)).map(([name, tensor]) => {
    const data = tensor.data;
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return {name, type: tensor.type, dims: tensor.dims, data: bytes.toString('base64')};
  });
}

async function main() {
  const sessions = {};
  const answers = [];
  for (const each of JSON.parse(fs.readFileSync('cases.json'))) {
    answers.push(await answer(each, sessions));
  }
  fs.writeFileSync('answers.json', JSON.stringify(answers));
}

main().catch(error => { console.error(error); process.exit(1); });
