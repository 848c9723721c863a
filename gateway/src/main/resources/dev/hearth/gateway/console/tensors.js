// Between what a person writes and the Open Inference Protocol. Pure: no page, no network.

/** What a model's inputs ask of the person: text, a picture, a prompt, or tensors as JSON. */
export function formOf(inputs) {
  const bytesInputs = inputs.filter((i) => i.datatype === 'BYTES');
  if (inputs.length === 1 && bytesInputs.length === 1) {
    return inputs[0].name === 'image' ? 'image' : 'text';
  }
  return 'json';
}

/** A body that the model takes, with zeros where nothing is known; a dimension that may vary is 1. */
export function sample(inputs) {
  return {
    inputs: inputs.map((i) => {
      const shape = i.shape.map((n) => (n < 0 ? 1 : n));
      const size = Math.min(4096, shape.reduce((a, b) => a * b, 1));
      return {name: i.name, datatype: i.datatype, shape, data: Array(size).fill(i.datatype === 'BYTES' ? '' : i.datatype === 'BOOL' ? false : 0)};
    }),
  };
}

/** As JSON, with each tensor's data on one line: a thousand lines with a zero each help nobody. */
export function written(body) {
  const rows = body.inputs.map((i) => {
    const {data, ...rest} = i;
    return `    ${JSON.stringify(rest).slice(0, -1)},\n     "data": ${JSON.stringify(data)}}`;
  });
  return `{\n  "inputs": [\n${rows.join(',\n')}\n  ]\n}`;
}

export const textBody = (name, rows) => JSON.stringify({inputs: [{name, datatype: 'BYTES', shape: [rows.length], data: rows}]});

/** Pictures as binary data: JSON, then each file after its length. */
export function imageBody(name, files) {
  const size = files.reduce((sum, f) => sum + 4 + f.byteLength, 0);
  const head = new TextEncoder().encode(
    JSON.stringify({inputs: [{name, datatype: 'BYTES', shape: [files.length], parameters: {binary_data_size: size}}]}),
  );
  const body = new Uint8Array(head.length + size);
  const view = new DataView(body.buffer);
  body.set(head);
  let at = head.length;
  for (const file of files) {
    view.setUint32(at, file.byteLength, true);
    body.set(new Uint8Array(file), at + 4);
    at += 4 + file.byteLength;
  }
  return {body, headers: {'Inference-Header-Content-Length': String(head.length), 'Content-Type': 'application/octet-stream'}};
}

/** The rows of a tensor as arrays of numbers, or null where it has none. */
export function rowsOf(tensor) {
  const rows = tensor.shape[0] ?? 1;
  const width = tensor.shape.slice(1).reduce((a, b) => a * b, 1);
  const flat = tensor.data.flat(Infinity);
  if (rows < 1 || flat.length !== rows * width || typeof flat[0] !== 'number') return null;
  return Array.from({length: rows}, (_, i) => flat.slice(i * width, (i + 1) * width));
}

export function cosine(a, b) {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return dot / (Math.sqrt(aa * bb) || 1);
}

/** The largest values of a row, with their places. */
export const largest = (row, most) =>
  row
    .map((value, index) => ({value, index}))
    .sort((a, b) => b.value - a.value)
    .slice(0, most);
