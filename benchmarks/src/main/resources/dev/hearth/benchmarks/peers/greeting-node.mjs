// The plainest server of Node.js: node:http, one process. Prints its port.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const name = JSON.parse(Buffer.concat(parts).toString());
    const body = JSON.stringify({ greeting: `Hello, ${name}!`, from: 'Node.js' });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
});
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
