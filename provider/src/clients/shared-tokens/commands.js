// Reads commands, one a line, and answers each with a line of JSON: "sign-in"; "call" with the milliseconds to wait
// before each call, which is answered with a list of outcomes. A client may have further commands.
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

/** @param login whether the failure means that the user has to sign in again */
export const failure = (login, error) => ({ failed: true, login, error: String(error?.message ?? error) });

export function serve({ signIn, call, close = () => {}, ...more }) {
  const calls = delays => Promise.all(delays.map(async delay => {
    await setTimeout(Number(delay));
    return await call() ?? {};
  }));
  const commands = { 'sign-in': signIn, call: (...delays) => calls(delays), ...more };
  createInterface({ input: process.stdin }).on('line', async line => {
    const [command, ...args] = line.split(' ');
    console.log(JSON.stringify(await commands[command](...args) ?? {}));
  }).on('close', async () => {
    await close();
    process.exit();
  });
}
