export const handler = async (name) => ({ greeting: `Hello, ${name}!`, from: 'Node.js' });
