import * as oauth from 'oauth4webapi';
import { show, signIn } from './person.js';

const { AUTHORIZE, TOKEN, REVOKE, ISSUER, CLIENT_ID, REDIRECT_URI, SCOPE } = process.env;

const as = {
  issuer: ISSUER,
  authorization_endpoint: AUTHORIZE,
  token_endpoint: TOKEN,
  revocation_endpoint: REVOKE,
  authorization_response_iss_parameter_supported: true,
};
const client = { client_id: CLIENT_ID };
const auth = oauth.None();
const options = { [oauth.allowInsecureRequests]: true }; // http, on this machine only

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const address = new URL(as.authorization_endpoint);
address.search = new URLSearchParams({
  client_id: CLIENT_ID,
  redirect_uri: REDIRECT_URI,
  response_type: 'code',
  scope: SCOPE,
  state,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
});
const parameters = oauth.validateAuthResponse(as, client, await signIn(address), state);
const first = await oauth.processAuthorizationCodeResponse(as, client,
  await oauth.authorizationCodeGrantRequest(as, client, auth, parameters, REDIRECT_URI, verifier, options));
show(first);
const second = await oauth.processRefreshTokenResponse(as, client,
  await oauth.refreshTokenGrantRequest(as, client, auth, first.refresh_token, options));
show(second);
await oauth.processRevocationResponse(
  await oauth.revocationRequest(as, client, auth, second.refresh_token, options));
console.log('revoked');
