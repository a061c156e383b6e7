import * as client from 'openid-client';
import { show, signIn } from './person.js';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, SCOPE } = process.env;

const config = await client.discovery(
  new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, client.ClientSecretBasic(CLIENT_SECRET),
  { execute: [client.allowInsecureRequests] }); // http, on this machine only

const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();
const ended = await signIn(client.buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI,
  scope: SCOPE,
  state: expectedState,
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
}));
const first = await client.authorizationCodeGrant(config, ended, { pkceCodeVerifier, expectedState });
show(first);
const second = await client.refreshTokenGrant(config, first.refresh_token);
show(second);
await client.tokenRevocation(config, second.refresh_token);
console.log('revoked');
