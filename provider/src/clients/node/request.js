// The package "request", as in that system's documentation.
import { createHash, randomBytes } from 'node:crypto';
import request from 'request';
import { show, signIn } from './person.js';

const { AUTHORIZE, TOKEN, REVOKE, CLIENT_ID, REDIRECT_URI, SCOPE } = process.env;

const verifier = randomBytes(32).toString('base64url');
const address = new URL(AUTHORIZE);
address.search = new URLSearchParams({
  response_type: 'code',
  client_id: CLIENT_ID,
  redirect_uri: REDIRECT_URI,
  scope: SCOPE,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
});

const post = (url, form) => new Promise((resolve, reject) => {
  const options = {
    method: 'POST',
    url,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    form: { client_id: CLIENT_ID, ...form },
  };
  request(options, (error, response) => {
    if (error || response.statusCode !== 200) {
      reject(error ?? new Error(response.body));
    } else {
      resolve(response.body);
    }
  });
});

const ended = await signIn(address);
const first = JSON.parse(await post(TOKEN, {
  grant_type: 'authorization_code',
  code: ended.searchParams.get('code'),
  redirect_uri: REDIRECT_URI,
  scope: SCOPE,
  code_verifier: verifier,
}));
show(first);
const second = JSON.parse(await post(TOKEN, { grant_type: 'refresh_token', refresh_token: first.refresh_token }));
show(second);
await post(REVOKE, { token: second.refresh_token });
console.log('revoked');
