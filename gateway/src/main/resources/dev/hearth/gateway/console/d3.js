// D3 comes as one script that sets a global; this is the only module that knows.
import './lib/d3/dist/d3.min.js';

export const d3 = globalThis.d3;
