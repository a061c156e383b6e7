// The person who signs in: gets an address, and tells where the browser ended.
import { createInterface } from 'node:readline/promises';

export async function signIn(address) {
  console.log(String(address));
  const input = createInterface({ input: process.stdin });
  const { value } = await input[Symbol.asyncIterator]().next();
  input.close();
  return new URL(value);
}

export function show(tokens) {
  console.log(JSON.stringify({ access_token: tokens.access_token, refresh_token: tokens.refresh_token }));
}
