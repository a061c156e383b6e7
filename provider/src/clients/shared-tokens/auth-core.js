// @auth/core (next-auth), with a refresh in the jwt callback as its guide on refresh token rotation has it. Each call is a
// render on the server: all of a round have the same session cookie, and the browser stores what they set.
import { Auth } from '@auth/core';
import Keycloak from '@auth/core/providers/keycloak';
import { failure, serve } from './commands.js';
import { signIn } from './person.js';

const { ISSUER, CLIENT_ID, CLIENT_SECRET } = process.env;
const SITE = 'http://localhost:3000';

async function refreshed(token) {
  try {
    const response = await fetch(`${ISSUER}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        grant_type: 'refresh_token',
        refresh_token: token.refresh_token,
      }),
    });
    const tokens = await response.json();
    if (!response.ok) throw new Error(tokens.error);
    return {
      ...token,
      access_token: tokens.access_token,
      expires_at: Math.floor(Date.now() / 1000 + tokens.expires_in),
      refresh_token: tokens.refresh_token ?? token.refresh_token,
    };
  } catch (error) {
    return { ...token, error: error.message };
  }
}

const config = {
  basePath: '/api/auth',
  secret: 'a-secret-of-this-trial-only',
  trustHost: true,
  providers: [Keycloak({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, issuer: ISSUER })],
  callbacks: {
    jwt({ token, account }) {
      if (account) {
        const { access_token, expires_at, refresh_token } = account;
        return { ...token, access_token, expires_at, refresh_token };
      }
      return Date.now() < token.expires_at * 1000 ? token : refreshed(token);
    },
    session({ session, token }) {
      return { ...session, error: token.error };
    },
  },
};

/** What the browser keeps. */
const cookies = new Map();

async function request(address, options = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await Auth(new Request(new URL(address, SITE), { ...options, headers: { cookie } }), config);
  for (const set of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
    if (value) cookies.set(name, value); else cookies.delete(name);
  }
  return response;
}

serve({
  async signIn() {
    cookies.clear();
    const { csrfToken } = await (await request('/api/auth/csrf')).json();
    const toKeycloak = await request('/api/auth/signin/keycloak',
      { method: 'POST', body: new URLSearchParams({ csrfToken, callbackUrl: SITE }) });
    await request(await signIn(toKeycloak.headers.get('location')));
  },
  async call() {
    const session = await (await request('/api/auth/session')).json();
    if (!session?.user) return failure(true, 'no session');
    if (session.error) return failure(session.error === 'invalid_grant', session.error);
  },
});
