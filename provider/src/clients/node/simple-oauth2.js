import { AuthorizationCode } from 'simple-oauth2';
import { show, signIn } from './person.js';

const { AUTHORIZE, TOKEN, REVOKE, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, AUTHORIZATION_METHOD } = process.env;
const path = address => new URL(address).pathname;

const client = new AuthorizationCode({
  client: { id: CLIENT_ID, secret: CLIENT_SECRET },
  auth: {
    tokenHost: new URL(TOKEN).origin,
    tokenPath: path(TOKEN),
    authorizePath: path(AUTHORIZE),
    revokePath: path(REVOKE),
  },
  http: { json: true }, // unless told, it wants JSON from the revocation endpoint, too, which has nothing to say
  options: { bodyFormat: 'json', authorizationMethod: AUTHORIZATION_METHOD },
});

const ended = await signIn(client.authorizeURL({ redirect_uri: REDIRECT_URI, state: 'a-state' }));
const first = await client.getToken({ code: ended.searchParams.get('code'), redirect_uri: REDIRECT_URI });
show(first.token);
const second = await first.refresh();
show(second.token);
await second.revoke('refresh_token');
console.log('revoked');
