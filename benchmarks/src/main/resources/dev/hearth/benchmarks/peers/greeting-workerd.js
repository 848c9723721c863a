export default {
  async fetch(request) {
    const name = JSON.parse(await request.text());
    const body = JSON.stringify({ greeting: `Hello, ${name}!`, from: 'workerd' });
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  },
};
