// A whole code flow and refresh with simple-oauth2, token requests as JSON.
// Asks for a code by printing the authorization URL, and reads where the browser ended from standard input.
import { AuthorizationCode } from 'simple-oauth2';
import { createInterface } from 'node:readline/promises';

const { SERVER, REALM, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, AUTHORIZATION_METHOD } = process.env;

const client = new AuthorizationCode({
  client: { id: CLIENT_ID, secret: CLIENT_SECRET },
  auth: {
    tokenHost: SERVER,
    tokenPath: `/realms/${REALM}/protocol/openid-connect/token`,
    authorizePath: `/realms/${REALM}/protocol/openid-connect/auth`,
  },
  options: { bodyFormat: 'json', authorizationMethod: AUTHORIZATION_METHOD },
});

console.log(client.authorizeURL({ redirect_uri: REDIRECT_URI, scope: 'openid', state: 'af0ifjsldkj' }));

const input = createInterface({ input: process.stdin });
const ended = new URL((await input[Symbol.asyncIterator]().next()).value);
input.close();

const first = await client.getToken({ code: ended.searchParams.get('code'), redirect_uri: REDIRECT_URI });
const second = await first.refresh();

console.log(JSON.stringify({ first: first.token, second: second.token }));
