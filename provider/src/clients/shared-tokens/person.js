// The person who signs in to Keycloak: fills in the form at an authorization request, and tells where the browser ended.
const { USERNAME, PASSWORD } = process.env;

const header = response => response.headers.getSetCookie().map(cookie => cookie.split(';')[0]).join('; ');

export async function signIn(authorizationRequest) {
  const form = await fetch(authorizationRequest, { redirect: 'manual' });
  const [, action] = /<form[^>]* action="([^"]+)"/.exec(await form.text());
  const answer = await fetch(action.replaceAll('&amp;', '&'), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: header(form) },
    body: new URLSearchParams({ username: USERNAME, password: PASSWORD }),
  });
  return new URL(answer.headers.get('location'));
}
