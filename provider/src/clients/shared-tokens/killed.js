// openid-client, with its tokens in a file. "refresh-only" gets an answer and does not store it.
import { readFile, writeFile } from 'node:fs/promises';
import * as client from 'openid-client';
import { failure, serve } from './commands.js';
import { signIn } from './person.js';

const { ISSUER, CLIENT_ID, REDIRECT_URI, STORE } = process.env;

const config = await client.discovery(new URL(ISSUER), CLIENT_ID, undefined, client.None(),
  { execute: [client.allowInsecureRequests] }); // http, on this machine only

const store = tokens => writeFile(STORE, JSON.stringify(tokens));
const refresh = async () => client.refreshTokenGrant(config, JSON.parse(await readFile(STORE)).refresh_token);

serve({
  async signIn() {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const ended = await signIn(client.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    }));
    await store(await client.authorizationCodeGrant(config, ended, { pkceCodeVerifier }));
  },
  async call() {
    try {
      await store(await refresh());
    } catch (error) {
      return failure(error.error === 'invalid_grant', error);
    }
  },
  async 'refresh-only'() {
    await refresh();
  },
});
