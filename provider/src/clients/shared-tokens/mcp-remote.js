// mcp-remote, as an editor starts it: the command, with its tokens where all its processes have them.
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { failure, serve } from './commands.js';
import { signIn } from './person.js';

const { CLIENT_ID, SERVER, STORE } = process.env;
const PROXY = fileURLToPath(import.meta.resolve('mcp-remote/dist/proxy.js'));

/** The address at which the user is asked to sign in, if that happens. */
function question(transport) {
  return new Promise(resolve => {
    let log = '';
    transport.stderr.on('data', chunk => {
      log += chunk;
      const [, address] = /authorize this client by visiting:\s+(\S+)\s/.exec(log) ?? [];
      if (address) resolve(address);
    });
  });
}

/** Its callback address has to be free; by default it is the same for all users of a server. */
const freePort = () => new Promise(resolve => {
  const listener = createServer().listen(0, () => {
    const { port } = listener.address();
    listener.close(() => resolve(port));
  });
});

async function start() {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROXY, SERVER, String(await freePort()), '--static-oauth-client-info', JSON.stringify({ client_id: CLIENT_ID })],
    // Without a PATH it finds no browser.
    env: { MCP_REMOTE_CONFIG_DIR: STORE, HOME: STORE, PATH: '' },
    stderr: 'pipe',
  });
  const client = new Client({ name: 'editor', version: '1.0.0' });
  const connected = client.connect(transport);
  return { client, connected, asked: question(transport) };
}

const NOT_ASKED = Symbol('not asked');
let running;

serve({
  /** The first process: the browser of the user ends at its callback address. */
  async signIn() {
    running = await start();
    await fetch(await signIn(await running.asked));
    await running.connected;
    running.asked = new Promise(() => {});
  },
  async call() {
    running ??= await start();
    const { client, connected, asked } = running;
    try {
      const answer = connected.then(() => client.callTool({ name: 'time', arguments: {} })).then(() => NOT_ASKED);
      if (await Promise.race([answer, asked]) !== NOT_ASKED) return failure(true, 'asked to sign in');
    } catch (error) {
      return failure(false, error);
    }
  },
  close: () => running?.client.close(),
});
