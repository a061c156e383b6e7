// @modelcontextprotocol/sdk, as an agent uses it: tokens in a file that all its processes share, and a refresh when the
// server answers 401.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { failure, serve } from './commands.js';
import { signIn } from './person.js';

const { CLIENT_ID, REDIRECT_URI, SERVER, STORE } = process.env;

/** The OAuthClientProvider of an agent. */
class FileProvider {
  redirectUrl = REDIRECT_URI;
  clientMetadata = { redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none' };
  authorizationRequest;

  clientInformation() {
    return { client_id: CLIENT_ID };
  }

  saveClientInformation() {}

  async tokens() {
    return JSON.parse(await readFile(STORE, 'utf8').catch(() => '{}')).tokens;
  }

  async saveTokens(tokens) {
    await writeFile(`${STORE}.${process.pid}`, JSON.stringify({ tokens }));
    await rename(`${STORE}.${process.pid}`, STORE);
  }

  async invalidateCredentials() {
    await writeFile(STORE, '{}');
  }

  saveCodeVerifier(verifier) {
    this.verifier = verifier;
  }

  codeVerifier() {
    return this.verifier;
  }

  redirectToAuthorization(address) {
    this.authorizationRequest = address;
  }
}

const provider = new FileProvider();
let connected;

async function client() {
  if (!connected) {
    const candidate = new Client({ name: 'agent', version: '1.0.0' });
    await candidate.connect(new StreamableHTTPClientTransport(new URL(SERVER), { authProvider: provider }));
    connected = candidate;
  }
  return connected;
}

serve({
  async signIn() {
    await provider.invalidateCredentials();
    const transport = new StreamableHTTPClientTransport(new URL(SERVER), { authProvider: provider });
    await new Client({ name: 'agent', version: '1.0.0' }).connect(transport).catch(error => {
      if (!(error instanceof UnauthorizedError)) throw error;
    });
    await transport.finishAuth((await signIn(provider.authorizationRequest)).searchParams.get('code'));
  },
  async call() {
    try {
      await (await client()).callTool({ name: 'time', arguments: {} });
    } catch (error) {
      return failure(error instanceof UnauthorizedError, error);
    }
  },
});
